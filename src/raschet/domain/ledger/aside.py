"""Tables written aside: each made, filled and keyed in one transaction of a session of its own.

A table that is made and filled in one transaction needs no journal where the server's ``wal_level``
is minimal: its file is flushed to the disk before the commit is. Its rows can be written frozen, so
that no later reader has to mark them. Until the commit nothing of it exists for anybody else, and a
killed client leaves nothing. Several threads may fill the tables; one at a time writes to each.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Self

from raschet.domain.ledger.binary_rows import HEADER, TRAILER, binary_rows
from raschet.domain.ledger.connections import copy_frame, dedicated_connection
from raschet.domain.ledger.partitions import column_types, create_table, index_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from raschet.domain.ledger.partitions import Partition


@dataclass(frozen=True, slots=True)
class PreparedRows:
    """Rows as the server reads them: names of the columns sent, bytes."""

    columns: list[str]
    rows: int
    parts: list[memoryview]


class Aside:
    """A table that one transaction writes, and small ones beside it. Only the first gets a key."""

    def __init__(self, keyed: Partition, *others: Partition) -> None:
        """Open the session, begin, make the tables."""
        self.keyed = keyed
        self.rows = 0
        self._lock = Lock()
        self._session = dedicated_connection()
        self._session.execute("BEGIN")
        for partition in (keyed, *others):
            create_table(self._session, partition)
        self._types = column_types(self._session, keyed)

    def prepared(self, frame: pl.DataFrame) -> PreparedRows:
        """Rows of the keyed table, ready to be sent. Columns are matched by name.

        The frame holds numbers, dates and codes; what it has no column for, or only NULL, is NULL.
        """
        filled = frame.select(one for one in frame if one.null_count() < frame.height)
        return PreparedRows(
            columns=filled.columns,
            rows=frame.height,
            parts=list(binary_rows(filled, self._types)),
        )

    def take(self, *, wait: bool) -> bool:
        """Take the table for writing; False where another thread has it and the caller won't wait."""
        return self._lock.acquire(blocking=wait)

    def release(self) -> None:
        """Let other threads write."""
        self._lock.release()

    def copy(self, rows: PreparedRows) -> None:
        """Append rows to the keyed table. The caller has taken it."""
        columns = ", ".join(f'"{name}"' for name in rows.columns)
        statement = f"COPY {self.keyed.name} ({columns}) FROM STDIN (FORMAT binary, FREEZE)"
        with self._session.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            copy.write(HEADER)
            for part in rows.parts:
                copy.write(part)
            copy.write(TRAILER)
        self.rows += rows.rows

    def copy_beside(self, partition: Partition, frame: pl.DataFrame) -> None:
        """Append rows of any types to another of the tables."""
        with self._lock:
            copy_frame(self._session, partition.name, frame, frozen=True)

    def finish(self) -> None:
        """Build the primary key, gather statistics and commit: now the tables are there."""
        index_table(self._session, self.keyed)
        self._session.execute("COMMIT")
        self.close()

    def close(self) -> None:
        """End the session; what is not committed is gone."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def copy_where_free(work: Sequence[tuple[Aside, pl.DataFrame]]) -> None:
    """Write frames to their tables, first to those that no other thread is writing to."""
    waiting = [(aside, aside.prepared(frame)) for aside, frame in work if not frame.is_empty()]
    while waiting:
        free = (at for at, (aside, _) in enumerate(waiting) if aside.take(wait=False))
        at = next(free, None)
        if at is None:
            at = 0
            waiting[at][0].take(wait=True)
        aside, rows = waiting.pop(at)
        try:
            aside.copy(rows)
        finally:
            aside.release()
