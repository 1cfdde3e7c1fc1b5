"""Partitions of the big tables: the only place that writes DDL at run time.

A partition is filled as a table of its own (made LIKE its parent, with a default and a CHECK for the
partition key), indexed, and attached in a short transaction. A killed run leaves at most tables that
nothing is attached to; ``drop_leftovers`` removes them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Protocol

import psycopg

from raschet.domain.audit.guards import truncate_guard_sql
from raschet.domain.ledger.connections import dedicated_connection
from raschet.domain.ledger.errors import RunInProgress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SCHEMA_LOCK: Final = 7_205_759_403_792_801
"""Advisory lock that a run, a closing and a schema migration hold one at a time."""

CHAIN_LOCK: Final = 7_205_759_403_792_802
"""Advisory lock under which books join the chain one after another."""

LOCK_PATIENCE_MS: Final = 15_000
"""How long a killed predecessor's session may take to notice that its client is gone."""


class Executes(Protocol):
    """A cursor or a connection of psycopg, or Django's cursor."""

    def execute(self, query: Any, params: Any = None, /) -> Any:
        """Run one statement."""


@dataclass(frozen=True, slots=True)
class Partition:
    """One value of the partition key of a parent table."""

    parent: str
    key: str
    value: int | date
    version: int | None = None
    """Tells apart several tables that wait to become the partition of one value."""

    @property
    def name(self) -> str:
        """``ledger_posting_17``, ``ledger_balance_2026_10``."""
        text = f"{self.value:%Y_%m}" if isinstance(self.value, date) else str(self.value)
        of_version = "" if self.version is None else f"_{self.version}"
        return f"{self.parent}_{text}{of_version}"

    @property
    def literal(self) -> str:
        """The key's value as SQL text."""
        return f"'{self.value}'::date" if isinstance(self.value, date) else str(int(self.value))


def postings_of_book(book_id: int) -> Partition:
    """Where a book's postings are."""
    return Partition("ledger_posting", "book_id", book_id)


def balances_of_period(first_day: date) -> Partition:
    """Where a month's balances are."""
    return Partition("ledger_balance", "period", first_day)


def balances_of_book(first_day: date, book_id: int) -> Partition:
    """Where the balances of a month wait that a run has computed with its book."""
    return Partition("ledger_balance", "period", first_day, version=book_id)


@contextmanager
def schema_lock(patience_ms: int = LOCK_PATIENCE_MS) -> Iterator[psycopg.Connection[Any]]:
    """Exclude runs, closings and schema migrations while the block runs.

    Yields the session that holds the lock. Raises: RunInProgress after the patience is over.
    """
    session = dedicated_connection()
    try:
        session.execute(f"SET lock_timeout = {int(patience_ms)}".encode())
        try:
            session.execute("SELECT pg_advisory_lock(%s)", [SCHEMA_LOCK])
        except psycopg.errors.LockNotAvailable as error:
            raise RunInProgress from error
        session.execute("SET lock_timeout = 0")
        yield session
    finally:
        session.close()


def create_table(cursor: Executes, partition: Partition) -> None:
    """Make the empty table of a partition, not attached and without indexes."""
    name, key, value = partition.name, partition.key, partition.literal
    cursor.execute(
        f"CREATE TABLE {name} (LIKE {partition.parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
    )
    cursor.execute(
        f"ALTER TABLE {name} ALTER COLUMN {key} SET DEFAULT {value}, "
        f"ADD CONSTRAINT {name}_holds_its_{key} CHECK ({key} = {value}), "
        # Rows are written once: a vacuum has nothing to do but freeze them.
        "SET (autovacuum_enabled = false)"
    )


def index_table(cursor: Executes, partition: Partition) -> None:
    """Build the primary key that the parent has, and gather statistics."""
    cursor.execute(
        f"ALTER TABLE {partition.name} ADD PRIMARY KEY ({_key_columns(cursor, partition.parent)})"
    )
    cursor.execute(f"ANALYZE {partition.name}")


def attach(cursor: Executes, partition: Partition) -> None:
    """Make the rows visible under the parent; from now on they cannot be changed.

    The CHECK made with the table spares the scan, the primary key is taken over as it is; the
    parent's row guards are copied, the guard against TRUNCATE is added here.
    """
    cursor.execute(
        f"ALTER TABLE {partition.parent} ATTACH PARTITION {partition.name} "
        f"FOR VALUES IN ({partition.literal})"
    )
    cursor.execute(f"ALTER TABLE {partition.name} RESET (autovacuum_enabled)")
    cursor.execute(truncate_guard_sql(partition.name))


def create_attached(cursor: Executes, partition: Partition) -> None:
    """An empty partition that takes rows at once (live books)."""
    create_table(cursor, partition)
    index_table(cursor, partition)
    attach(cursor, partition)


def rename(cursor: Executes, aside: Partition, partition: Partition) -> None:
    """Give a table written aside the name of the partition it is to become."""
    if aside.name != partition.name:
        cursor.execute(f"ALTER TABLE {aside.name} RENAME TO {partition.name}")


def is_aside(cursor: Executes, partition: Partition) -> bool:
    """Whether the table is there and not attached."""
    return partition.name in _unattached(cursor, partition.parent)


def drop_table(cursor: Executes, partition: Partition) -> None:
    """Drop a table that was never attached. An attached one is refused by the check before."""
    if is_aside(cursor, partition):
        cursor.execute(f"DROP TABLE {partition.name}")


def drop_leftovers(cursor: Executes, parent: str, keep: Iterable[Partition] = ()) -> list[str]:
    """Drop the tables made for a parent and never attached; call under the schema lock.

    keep: tables that still wait for their publication.
    """
    kept = {partition.name for partition in keep}
    names = [name for name in _unattached(cursor, parent) if name not in kept]
    for name in names:
        cursor.execute(f"DROP TABLE {name}")
    return names


def column_types(cursor: Executes, partition: Partition) -> dict[str, str]:
    """The columns of a table and their types, as ``pg_type`` names them."""
    rows = cursor.execute(
        "SELECT attname, typname FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [partition.name],
    )
    return {str(name): str(type_name) for name, type_name in rows.fetchall()}


def partition_names(cursor: Executes, parent: str) -> list[str]:
    """Attached partitions of a parent, in order of their names."""
    return _names(
        cursor,
        "SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid "
        "WHERE inhparent = %s::regclass ORDER BY child.relname",
        [parent],
    )


def _unattached(cursor: Executes, parent: str) -> list[str]:
    return _names(
        cursor,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relispartition "
        "AND relnamespace = current_schema()::regnamespace AND relname ~ %s ORDER BY relname",
        [f"^{parent}_[0-9_]+$"],
    )


def _names(cursor: Executes, query: str, parameters: list[Any]) -> list[str]:
    return [str(row[0]) for row in cursor.execute(query, parameters).fetchall()]


def _key_columns(cursor: Executes, parent: str) -> str:
    columns = _names(
        cursor,
        "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid "
        "AND attnum = ANY(indkey) WHERE indrelid = %s::regclass AND indisprimary "
        "ORDER BY array_position(indkey::int2[], attnum)",
        [parent],
    )
    return ", ".join(f'"{column}"' for column in columns)
