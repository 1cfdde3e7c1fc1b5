"""Entries are never changed either; TRUNCATE of the parents is refused."""

from django.db import migrations

from raschet.domain.audit.guards import guards_sql, truncate_guard_sql


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(guards_sql("ledger_entry"), migrations.RunSQL.noop),
        *(
            migrations.RunSQL(truncate_guard_sql(table), migrations.RunSQL.noop)
            for table in ("ledger_entry", "ledger_posting", "ledger_balance")
        ),
    ]
