"""Tables written aside: each made, filled and keyed in one transaction of a session of its own.

A table that is made and filled in one transaction needs no journal where the server's ``wal_level``
is minimal: its file is flushed to the disk before the commit is. Its rows can be written frozen, so
that no later reader has to mark them. Until the commit nothing of it exists for anybody else, and a
killed client leaves nothing. Several threads may fill the tables; one at a time writes to each.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Self

from raschet.domain.ledger.connections import copy_frame, dedicated_connection
from raschet.domain.ledger.partitions import create_table, index_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from raschet.domain.ledger.partitions import Partition


class Aside:
    """Tables that one transaction writes. The first one gets its parent's primary key."""

    def __init__(self, keyed: Partition, *others: Partition) -> None:
        """Open the session, begin, make the tables."""
        self.keyed = keyed
        self.lock = Lock()
        self.rows = 0
        self._session = dedicated_connection()
        self._session.execute("BEGIN")
        for partition in (keyed, *others):
            create_table(self._session, partition)

    def copy(self, partition: Partition, frame: pl.DataFrame) -> None:
        """Append rows to one of the tables; columns are matched by name. The caller holds ``lock``."""
        copy_frame(self._session, partition.name, frame, frozen=True)
        if partition == self.keyed:
            self.rows += frame.height

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


def copy_where_free(work: Sequence[tuple[Aside, Partition, pl.DataFrame]]) -> None:
    """Write frames to their tables, first to those that no other thread is writing to."""
    waiting = list(work)
    while waiting:
        free = (at for at, one in enumerate(waiting) if one[0].lock.acquire(blocking=False))
        at = next(free, None)
        if at is None:
            at = 0
            waiting[at][0].lock.acquire()
        aside, partition, frame = waiting.pop(at)
        try:
            aside.copy(partition, frame)
        finally:
            aside.lock.release()
