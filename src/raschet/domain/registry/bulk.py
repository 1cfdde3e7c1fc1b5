"""Whole tables in and out as Polars frames: COPY inside the transaction of the deed that asks.

Rows meant for an *empty* table are copied first and checked after: the table's foreign keys,
exclusion and unique constraints and indexes are taken off, and put back by the same transaction,
which fails when a row breaks one. A table that has rows keeps everything on.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl
from django.db import connection
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from polars._typing import PolarsDataType, SchemaDict

NULL_MARK: Final = "\\N"
SLICE_ROWS: Final = 200_000
REBUILD_MEMORY: Final = "512MB"
FOREIGN_KEY: Final = "f"

CONSTRAINTS_SQL: Final = """
SELECT contype::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE conrelid = %s::regclass AND contype IN ('f', 'u', 'x') ORDER BY conname
"""
INDEXES_SQL: Final = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
 WHERE i.indrelid = %s::regclass AND NOT i.indisprimary
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY 1
"""


class ColumnsUnfit(ValueError):
    """A frame lacks a column of its table, or holds it in another type."""

    def __init__(self, table: str, column: str, expected: str) -> None:
        super().__init__(table, column, expected)
        self.table = table
        self.column = column
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.table}: the column {self.column} is missing or is not {self.expected}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database and the columns that a frame brings for it, with their types."""

    name: str
    columns: Mapping[str, PolarsDataType]

    def fit(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame's columns in the table's order. Raises: ColumnsUnfit."""
        for column, expected in self.columns.items():
            found = frame.schema.get(column)
            if found is None or found not in {expected, pl.Null()}:
                raise ColumnsUnfit(self.name, column, str(expected))
        return frame.select(list(self.columns))

    def without(self, *columns: str) -> Table:
        """The same table filled without some columns: the database gives their defaults."""
        rest = {name: kind for name, kind in self.columns.items() if name not in columns}
        return Table(self.name, rest)

    def of_import(self) -> Table:
        """The same table with the number of the import that brings the row, as the last column."""
        return Table(self.name, {**self.columns, "import_batch_id": pl.Int64()})


def copy_in(table: Table, frame: pl.DataFrame) -> int:
    """Append a frame to a table. Returns the number of rows. Raises: ColumnsUnfit, IntegrityError.

    Must run inside a transaction.
    """
    fitted = table.fit(frame)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL {})").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, table.columns)),
        sql.Literal(NULL_MARK),
    )
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for part in fitted.iter_slices(SLICE_ROWS):
            text = io.BytesIO()
            part.write_csv(text, include_header=False, null_value=NULL_MARK)
            copy.write(text.getbuffer())
    return fitted.height


def copy_out(query: str, parameters: Sequence[object], schema: SchemaDict) -> pl.DataFrame:
    """The rows of a query as a frame of the given schema. The query's columns come in its order."""
    text = io.BytesIO()
    with connection.cursor() as cursor:
        # Bound here: the cursor that Django counts queries with takes no parameters for COPY.
        bound = cursor.mogrify(query, parameters)
        statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, NULL {})").format(
            sql.SQL(bound), sql.Literal(NULL_MARK)
        )
        with cursor.copy(statement) as copy:
            for block in copy:
                text.write(block)
    if not text.tell():
        return pl.DataFrame(schema=schema)
    text.seek(0)
    return pl.read_csv(text, has_header=False, schema=schema, null_values=[NULL_MARK])


def reserve_ids(table: str, count: int) -> int:
    """Take ``count`` consecutive ids of a table; the first one is returned value + 1.

    The lock keeps other inserts from drawing an id in between; it ends with the transaction.
    """
    name = sql.Identifier(table)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(name))
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        (first,) = cursor.fetchone()
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
            [table, first + max(count, 1) - 1],
        )
    return int(first) - 1


@contextmanager
def constraints_checked_after(tables: Sequence[str]) -> Iterator[None]:
    """Copy into those of the tables that are empty first, check all their rows at the end.

    Must run inside a transaction: it holds the tables exclusively, so nobody meets them unguarded.
    Raises: IntegrityError when a row breaks a constraint; the transaction is then lost.
    """
    restores: list[sql.Composed] = []
    empty = [table for table in tables if _held_empty(table)]
    for table in empty:
        restores += _take_off(table)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [REBUILD_MEMORY])
        for restore in restores:
            cursor.execute(restore)
        for table in empty:
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _held_empty(table: str) -> bool:
    """Whether a table has no rows; if so, it is held exclusively until the transaction ends."""
    name = sql.Identifier(table)
    look = sql.SQL("SELECT NOT EXISTS (SELECT FROM {})").format(name)
    with connection.cursor() as cursor:
        cursor.execute(look)
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(name))
        cursor.execute(look)
        return bool(cursor.fetchone()[0])


def _take_off(table: str) -> list[sql.Composed]:
    """Drop a table's constraints and indexes. Returns what puts them back, foreign keys last."""
    name = sql.Identifier(table)
    keys: list[sql.Composed] = []
    others: list[sql.Composed] = []
    with connection.cursor() as cursor:
        cursor.execute(CONSTRAINTS_SQL, [table])
        for kind, constraint, definition in cursor.fetchall():
            restore = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                name, sql.Identifier(constraint), sql.SQL(definition)
            )
            (keys if kind == FOREIGN_KEY else others).append(restore)
            cursor.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                    name, sql.Identifier(constraint)
                )
            )
        cursor.execute(INDEXES_SQL, [table])
        for index, definition in cursor.fetchall():
            others.append(sql.Composed([sql.SQL(definition)]))
            cursor.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(index)))
    return others + keys
