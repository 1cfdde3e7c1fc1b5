"""TRUNCATE of the parents is refused; partitions get their own guard when they are attached."""

from django.db import migrations

from raschet.domain.audit.guards import truncate_guard_sql


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [
        migrations.RunSQL(truncate_guard_sql(table), migrations.RunSQL.noop)
        for table in ("billing_charge_line", "billing_consumption")
    ]
