"""The same month in set-based SQL: what a settlement centre written in the database would need.

INSERT … SELECT prices the lines of the plain methods from the same input tables, as they stand on the
last day of the month; one transfer per account and service and the balances follow, each table with
its primary key. It does less than the month it is compared with: nothing changes inside the month,
no reading is estimated from the average, no rollover, no digest, no check, no finding. How many
accounts it bills exactly like the published run is reported.

    python -m bench.stages.sql_month PERIOD
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import psycopg

from bench.database import connect, set_up
from bench.reporting import phase, report_figures
from raschet.values.period import Period

FOLDER = Path(__file__).resolve().parent.parent / "sql"
TABLES = {
    "bench_sql_line": ("billing_charge_line", "account_id, service_id, line_no, run_id"),
    "bench_sql_posting": ("ledger_posting", 'account_id, book_id, entry_id, "row"'),
    "bench_sql_balance": ("ledger_balance", "account_id, service_id, period"),
}
STEPS = (
    ("supplies of accounts", "accounts.sql", None),
    ("volumes of meters", "volumes.sql", None),
    ("quantities", "quantities.sql", None),
    ("lines", "lines.sql", "bench_sql_line"),
    ("postings", "postings.sql", "bench_sql_posting"),
    ("balances", "balances.sql", "bench_sql_balance"),
)
EQUAL_SQL = """
WITH ours AS (
    SELECT account_id, sum(amount_kopecks) AS amount FROM ledger_posting
    WHERE book_id = %(book)s GROUP BY account_id
), theirs AS (
    SELECT account_id, sum(amount_kopecks) AS amount FROM bench_sql_posting GROUP BY account_id
)
SELECT count(*) FILTER (WHERE ours.amount = theirs.amount), count(*) FROM ours LEFT JOIN theirs
USING (account_id)
"""


def main(period: Period) -> None:
    """Run the month in one session and compare it with the published one."""
    set_up()
    known = {
        "first": period.first_day,
        "last": period.last_day,
        "next": period.plus(1).first_day,
        "book": _published_book(period),
    }
    with connect() as connection:
        connection.execute("SET work_mem = '256MB'")
        _drop(connection)
        for table, (parent, _) in TABLES.items():
            connection.execute(f"CREATE TABLE {table} (LIKE {parent} INCLUDING CONSTRAINTS)")
        for name, file, table in STEPS:
            with phase(f"SQL: {name}"):
                _step(connection, file, known)
            if table is not None:
                with phase(f"SQL: key of {name}"):
                    connection.execute(f"ALTER TABLE {table} ADD PRIMARY KEY ({TABLES[table][1]})")
        _report(connection, known["book"])
        _drop(connection)


def _step(connection: psycopg.Connection[Any], file: str, known: dict[str, Any]) -> None:
    # Bound on our side: CREATE TABLE AS and several statements at once take no parameters.
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute((FOLDER / file).read_text(encoding="utf-8"), known)


def _published_book(period: Period) -> int:
    with connect() as connection:
        found = connection.execute(
            "SELECT book_id FROM billing_run WHERE period = %s AND state = 'PUBLISHED'",
            [period.first_day],
        ).fetchone()
    if found is None:
        sys.exit(f"no run of {period} is published")
    return int(found[0])


def _report(connection: psycopg.Connection[Any], book: int) -> None:
    rows = {table: _count(connection, table) for table in TABLES}
    equal, accounts = connection.execute(EQUAL_SQL, {"book": book}).fetchone() or (0, 0)
    report_figures(rows=rows, accounts=accounts, accounts_billed_equally=equal)


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def _drop(connection: psycopg.Connection[Any]) -> None:
    for table in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")


if __name__ == "__main__":
    main(Period.parse(sys.argv[1]))
