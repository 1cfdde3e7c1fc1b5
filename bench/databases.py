"""The databases a benchmark works in: beside the program's own, on the same server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import psutil
import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path("var/bench").absolute()


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server, by the address of one of its databases."""

    address: str

    def url(self, database: str) -> str:
        """The address of another database on the same server."""
        return urlunsplit(urlsplit(self.address)._replace(path=f"/{database}"))

    def environment(self, database: str) -> Mapping[str, str]:
        """What a stage that works in a database needs."""
        return {"RASCHET_DATABASE_URL": self.url(database), "RASCHET_VAR": str(FOLDER)}

    def create(self, database: str, template: str = "template0") -> None:
        """Make a database anew, as a copy of another one if it is given."""
        self.drop(database)
        with self._connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(database), sql.Identifier(template)
                )
            )

    def drop(self, database: str) -> None:
        """Remove a database with the sessions that use it, if it is there."""
        with self._connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
            )

    def has(self, database: str) -> bool:
        """Whether the database is there."""
        with self._connect() as connection:
            found = connection.execute(
                "SELECT FROM pg_database WHERE datname = %s", [database]
            ).fetchone()
        return found is not None

    def settle(self) -> None:
        """Write what is dirty, so that one measurement does not pay for what came before it."""
        with self._connect() as connection:
            connection.execute("CHECKPOINT")

    def process_id(self) -> int | None:
        """The server's main process, where it runs on this machine and is ours to see."""
        with self._connect() as connection:
            row = connection.execute("SELECT pg_backend_pid()").fetchone()
            assert row is not None
            # Asked while the session lives: its process ends with it.
            try:
                backend = psutil.Process(row[0])
                return backend.ppid() if backend.name().startswith("postgres") else None
            except psutil.Error:
                return None

    def description(self) -> dict[str, str]:
        """Its version and the settings that decide how fast it loads."""
        names = (
            "server_version",
            "shared_buffers",
            "maintenance_work_mem",
            "max_wal_size",
            "wal_level",
            "fsync",
            "synchronous_commit",
            "max_parallel_maintenance_workers",
        )
        with self._connect() as connection:
            rows = connection.execute(
                "SELECT name, current_setting(name) FROM unnest(%s::text[]) name", [list(names)]
            ).fetchall()
        return {f"postgresql {name}": value for name, value in rows}

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.address, autocommit=True)


def server() -> Server:
    """The server of RASCHET_DATABASE_URL, or an embedded one of the benchmarks' own."""
    given = os.environ.get("RASCHET_DATABASE_URL")
    if given:
        return Server(given)
    from raschet.adapters.embedded_postgres import ensure_running

    FOLDER.mkdir(parents=True, exist_ok=True)
    place = ensure_running(FOLDER)
    query = urlencode({"host": str(place.socket_folder), "port": place.port})
    return Server(f"postgresql://{place.user}@/{place.database}?{query}")
