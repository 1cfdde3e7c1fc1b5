"""Audit records are never changed; the function serves every append-only table above."""

from django.db import migrations

from raschet.domain.audit.guards import GUARD_FUNCTION_SQL, guards_sql, truncate_guard_sql


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(GUARD_FUNCTION_SQL, "DROP FUNCTION raschet_refuse_change()"),
        migrations.RunSQL(guards_sql("audit_auditrecord"), migrations.RunSQL.noop),
        migrations.RunSQL(truncate_guard_sql("audit_auditrecord"), migrations.RunSQL.noop),
    ]
