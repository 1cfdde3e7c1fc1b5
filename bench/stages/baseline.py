"""What the same PostgreSQL needs to COPY and index the very same rows: the floor under any month.

The rows that a month produced (charge lines, consumption, postings, balances) are first written to
files, which is not timed. Then tables like the parents take them in two streams of COPY and get
their primary keys. Two ways are timed, and the faster one counts:

- ``apart``: each stream makes, fills and indexes its tables in transactions of its own, which spares
  the journal where the server's ``wal_level`` is minimal;
- ``together``: both streams fill the same tables, then both build primary keys.

Run as ``python -m bench.stages.baseline PERIOD FOLDER SOME``.

SOME: of how many accounts the postings go to ``some_postings.csv``, for a comparison by other means.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.database import connect, set_up, spent
from bench.reporting import phase, report_figures
from raschet.values.period import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import psycopg

STREAMS = 2
CHUNK_BYTES = 1 << 18
FLUSH_BYTES = 1 << 22


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one parent table that belong to a month."""

    parent: str
    where: str
    key: str

    @property
    def table(self) -> str:
        return f"bench_{self.parent}"

    def part(self, folder: Path, stream: int) -> Path:
        return folder / f"{self.parent}.{stream}.csv"


def rows_of_month(period: Period) -> list[Rows]:
    """What publication and closing of a month wrote, widest first."""
    with connect() as connection:
        run = connection.execute(
            "SELECT id, book_id FROM billing_run WHERE period = %s AND state = 'PUBLISHED'",
            [period.first_day],
        ).fetchone()
    if run is None:
        sys.exit(f"no run of {period} is published")
    run_id, book_id = run
    lines_key = "account_id, service_id, line_no, run_id"
    return [
        Rows("billing_charge_line", f"run_id = {run_id}", lines_key),
        Rows("ledger_balance", f"period = '{period.first_day}'", "account_id, service_id, period"),
        Rows("ledger_posting", f"book_id = {book_id}", 'account_id, book_id, entry_id, "row"'),
        Rows("billing_consumption", f"run_id = {run_id}", "account_id, register_id, run_id"),
    ]


def export(rows: Rows, folder: Path) -> int:
    """Write the rows to two files of CSV, one half each. Returns their number."""
    count = 0
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (min(account_id) + max(account_id)) / 2 FROM {rows.parent} WHERE {rows.where}"
        )
        middle = (cursor.fetchone() or (0,))[0] or 0
        for stream, side in enumerate((f"<= {middle}", f"> {middle}")):
            query = f"SELECT * FROM {rows.parent} WHERE {rows.where} AND account_id {side}"
            count += _export_part(cursor, query, rows.part(folder, stream))
    return count


def export_some(tables: list[Rows], folder: Path, accounts: int) -> None:
    """Write the postings of the first so many accounts, with a header."""
    where = next(rows.where for rows in tables if rows.parent == "ledger_posting")
    query = (
        f"SELECT account_id, supplier_id, amount_kopecks FROM ledger_posting WHERE {where} "
        "AND account_id <= (SELECT max(id) FROM "
        f"(SELECT id FROM registry_account ORDER BY id LIMIT {accounts}) first)"
    )
    path = folder / "some_postings.csv"
    with (
        connect() as connection,
        path.open("wb") as file,
        connection.cursor().copy(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)") as copy,
    ):
        for row in copy:
            file.write(row)


def _export_part(cursor: psycopg.Cursor[Any], query: str, path: Path) -> int:
    with path.open("wb") as file:
        buffer = bytearray()
        with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
            for row in copy:
                buffer += row
                if len(buffer) >= FLUSH_BYTES:
                    file.write(buffer)
                    buffer.clear()
        file.write(buffer)
    return cursor.rowcount


def together(tables: list[Rows], folder: Path) -> tuple[float, float]:
    """Both streams fill the same tables, then both index. Returns seconds of COPY and of keys."""
    with connect() as connection:
        for rows in tables:
            _create(connection, rows)
    started = time.perf_counter()
    _in_two_streams(
        [
            lambda rows=rows, stream=stream: _fill(rows, folder, [stream])
            for rows in tables
            for stream in range(STREAMS)
        ]
    )
    copied = time.perf_counter()
    _in_two_streams([lambda rows=rows: _index(rows) for rows in tables])
    return copied - started, time.perf_counter() - copied


def apart(tables: list[Rows], folder: Path) -> float:
    """Each stream makes, fills and indexes tables of its own. Returns seconds."""
    started = time.perf_counter()
    _in_two_streams([lambda rows=rows: _make_whole(rows, folder) for rows in tables])
    return time.perf_counter() - started


def drop(tables: Iterable[Rows]) -> None:
    """Leave no trace, and no dirty page that the next measurement would have to write."""
    with connect() as connection:
        for rows in tables:
            connection.execute(f"DROP TABLE IF EXISTS {rows.table}")
        connection.execute("CHECKPOINT")


def _in_two_streams(work: list[Callable[[], None]]) -> None:
    """Run the pieces of work, two at a time, in order; an error of any is raised."""
    with ThreadPoolExecutor(STREAMS) as pool:
        for future in [pool.submit(piece) for piece in work]:
            future.result()


def _create(connection: psycopg.Connection[Any], rows: Rows) -> None:
    connection.execute(
        f"CREATE TABLE {rows.table} (LIKE {rows.parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
    )


def _copy(connection: psycopg.Connection[Any], rows: Rows, path: Path) -> None:
    statement = f"COPY {rows.table} FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy, path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            copy.write(chunk)


def _fill(rows: Rows, folder: Path, streams: Iterable[int]) -> None:
    with connect() as connection:
        for stream in streams:
            _copy(connection, rows, rows.part(folder, stream))


def _index(rows: Rows) -> None:
    with connect() as connection:
        connection.execute(f"ALTER TABLE {rows.table} ADD PRIMARY KEY ({rows.key})")


def _make_whole(rows: Rows, folder: Path) -> None:
    with connect(autocommit=False) as connection:
        _create(connection, rows)
        for stream in range(STREAMS):
            _copy(connection, rows, rows.part(folder, stream))
        connection.execute(f"ALTER TABLE {rows.table} ADD PRIMARY KEY ({rows.key})")


def main(period: Period, folder: Path, some_accounts: int) -> None:
    """Export, then time both ways."""
    set_up()
    tables = rows_of_month(period)
    with phase("rows to files (not counted)"):
        counts = {rows.parent: export(rows, folder) for rows in tables}
        export_some(tables, folder, some_accounts)
    drop(tables)
    before = spent()
    with phase("COPY and keys, apart"):
        apart_seconds = apart(tables, folder)
    apart_spent = spent() - before
    drop(tables)
    before = spent()
    with phase("COPY and keys, together"):
        copy_seconds, key_seconds = together(tables, folder)
    together_spent = spent() - before
    drop(tables)
    report_figures(
        rows=counts,
        csv_bytes=sum(path.stat().st_size for path in folder.glob("*.?.csv")),
        apart_seconds=apart_seconds,
        together_copy_seconds=copy_seconds,
        together_key_seconds=key_seconds,
        seconds=min(apart_seconds, copy_seconds + key_seconds),
        processor_seconds=min(apart_spent, together_spent),
    )


if __name__ == "__main__":
    main(Period.parse(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
