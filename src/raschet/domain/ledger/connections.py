"""Connections of their own for bulk work: COPY streams and column readers beside Django's."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import adbc_driver_postgresql.dbapi
import polars as pl
import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Task = TypeVar("Task")
Result = TypeVar("Result")
Schema = Mapping[str, "pl.DataType | type[pl.DataType]"]

LIBPQ_NAMES: Final = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert")

SESSION_SETTINGS: Final = (
    # A backend whose client was killed must notice while it builds an index.
    "SET client_connection_check_interval = '1s'",
    "SET timezone = 'UTC'",
    # Bulk statements sort and index hundreds of thousands of rows at a time.
    "SET work_mem = '64MB'",
    # A key of eight million rows is sorted in memory, where sorted rows cost one pass over them: a
    # third less than with 256 MB. Helpers would only take the core of another table's key.
    (
        "SELECT set_config('maintenance_work_mem', greatest(262144, least(1048576, "
        "2 * pg_size_bytes(current_setting('shared_buffers')) / 1024))::text, false)"
    ),
    "SET max_parallel_maintenance_workers = 0",
    # The transaction of a table lasts as long as the run fills it.
    "SET idle_in_transaction_session_timeout = 0",
    "SET jit = off",
)


def database_address() -> str:
    """The libpq address of Django's database. Holds the password: never print it."""
    given = connection.get_connection_params()
    return make_conninfo(**{name: given[name] for name in LIBPQ_NAMES if given.get(name)})


def dedicated_connection() -> psycopg.Connection[tuple[Any, ...]]:
    """A new session in autocommit mode. The caller closes it."""
    session = psycopg.connect(database_address(), autocommit=True)
    for setting in SESSION_SETTINGS:
        session.execute(setting.encode())
    return session


class ColumnReader:
    """Reads query results as columns, all from one snapshot."""

    def __init__(self, snapshot: str | None = None) -> None:
        """Join an exported snapshot; without one, take a new one at the first question."""
        self._session = adbc_driver_postgresql.dbapi.connect(database_address(), autocommit=True)
        self._execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        if snapshot is not None:
            self._execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
        # Short questions over wide tables: compiling them costs more than it saves.
        self._execute("SET LOCAL jit = off")
        self._execute("SET LOCAL work_mem = '64MB'")
        # Each stream has a core of its own already.
        self._execute("SET LOCAL max_parallel_workers_per_gather = 0")

    def _execute(self, statement: str) -> None:
        with self._session.cursor() as cursor:
            cursor.execute(statement)

    def read(self, query: str, schema: Schema | None = None) -> pl.DataFrame:
        """The answer as a frame, cast to the schema where one is given.

        The query is made of our own text and integers only.
        """
        with self._session.cursor() as cursor:
            cursor.execute(query)
            frame = pl.from_arrow(cursor.fetch_arrow_table())
        assert isinstance(frame, pl.DataFrame)
        return frame if schema is None else typed(frame, schema)

    def close(self) -> None:
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def typed(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """The columns of a schema, in its order and types."""
    return frame.select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def copy_frame(
    session: psycopg.Connection[tuple[Any, ...]],
    table: str,
    frame: pl.DataFrame,
    *,
    frozen: bool = False,
    chunk_rows: int = 100_000,
) -> None:
    """Append a frame to a table by COPY; columns are matched by name.

    frozen: into a table made in the same transaction, as rows that everybody will see.
    """
    columns = ", ".join(f'"{column}"' for column in frame.columns)
    freeze = ", FREEZE" if frozen else ""
    statement = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv{freeze})"
    with session.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for part in frame.iter_slices(chunk_rows):
            copy.write(part.write_csv(include_header=False))


def in_threads(work: Callable[[Task], Result], tasks: Iterable[Task], workers: int) -> list[Result]:
    """Do the tasks in so many threads; results in the tasks' order.

    Polars and psycopg let go of the interpreter's lock, so that threads are enough. After the
    first failure no further task begins, and the failure is raised.
    """
    with ThreadPoolExecutor(max(1, workers)) as pool:
        futures = [pool.submit(work, task) for task in tasks]
        try:
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def in_sessions(
    work: Callable[[psycopg.Connection[tuple[Any, ...]], Task], Result],
    tasks: Iterable[Task],
    workers: int,
) -> list[Result]:
    """Like ``in_threads``, each thread with a session of its own."""
    listed = list(tasks)
    sessions: SimpleQueue[psycopg.Connection[tuple[Any, ...]]] = SimpleQueue()
    opened = [dedicated_connection() for _ in range(min(workers, max(1, len(listed))))]
    for session in opened:
        sessions.put(session)

    def run(task: Task) -> Result:
        session = sessions.get()
        try:
            return work(session, task)
        finally:
            sessions.put(session)

    try:
        return in_threads(run, listed, len(opened))
    finally:
        for session in opened:
            session.close()


def id_ranges(lowest: int, highest: int, width: int) -> Iterator[tuple[int, int]]:
    """Half-open ranges of ids that cover ``lowest`` to ``highest``."""
    for first in range(lowest, highest + 1, width):
        yield first, min(first + width, highest + 1)


def integer_list(values: Sequence[int]) -> str:
    """Integers as the text of an SQL list; an empty list matches nothing."""
    return ", ".join(str(int(value)) for value in values) or "NULL"
