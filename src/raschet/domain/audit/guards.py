"""Guards of append-only tables: the database itself refuses to change or delete their rows."""

from __future__ import annotations

GUARD_FUNCTION_SQL = """
CREATE FUNCTION raschet_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation',
              HINT = 'A mistake is answered by a new row that reverses it.';
END
$$
"""


def guards_sql(table: str) -> str:
    """Row guards of a table. On a partitioned parent every partition inherits them.

    The name of the table comes from our own migrations, never from outside.
    """
    return (
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION raschet_refuse_change()"
    )


def truncate_guard_sql(table: str) -> str:
    """The guard against TRUNCATE; each partition needs its own."""
    return (
        f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION raschet_refuse_change()"
    )
