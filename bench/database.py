"""Plain connections to the database that the program itself would use, for stages that measure it."""

from __future__ import annotations

import os
from typing import Any

import psycopg


def set_up() -> None:
    """Prepare Django and have the database server running, as every command does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raschet.config.settings")
    import django
    from django.conf import settings

    django.setup()
    if not settings.RASCHET.database_url:
        from raschet.adapters.embedded_postgres import ensure_running

        ensure_running(settings.RASCHET.var_folder)


def parameters() -> dict[str, Any]:
    """What ``psycopg.connect`` needs."""
    from django.conf import settings

    wired = settings.DATABASES["default"]
    named = {
        "host": wired["HOST"],
        "port": wired["PORT"],
        "user": wired["USER"],
        "password": wired.get("PASSWORD", ""),
        "dbname": wired["NAME"],
    }
    return {name: value for name, value in named.items() if value}


def connect(*, autocommit: bool = True) -> psycopg.Connection[tuple[Any, ...]]:
    """A new session; each statement its own transaction unless told otherwise."""
    return psycopg.connect(**parameters(), autocommit=autocommit)


def server_process() -> int:
    """The id of the server's main process: the parent of the one that serves a connection."""
    import psutil

    with connect() as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
    assert row is not None
    return psutil.Process(row[0]).ppid()


def size_bytes(table: str) -> int:
    """A table with its indexes."""
    with connect() as connection:
        row = connection.execute("SELECT pg_total_relation_size(%s::regclass)", [table]).fetchone()
    assert row is not None
    return int(row[0])
