"""Plain connections to the database of Django's settings, for stages that measure PostgreSQL itself."""

from __future__ import annotations

import os
import time
from typing import Any

import psutil
import psycopg

from bench.memory import processor_seconds

SETTLE_SECONDS = 0.3


def set_up() -> None:
    """Prepare Django, as every command does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raschet.config.settings")
    import django

    django.setup()


def connect(*, autocommit: bool = True) -> psycopg.Connection[tuple[Any, ...]]:
    """A new session; each statement its own transaction unless told otherwise."""
    return psycopg.connect(os.environ["RASCHET_DATABASE_URL"], autocommit=autocommit)


def spent() -> float:
    """Processor seconds that this process and the server have used so far."""
    # The server counts a session that has just ended once it has waited for it.
    time.sleep(SETTLE_SECONDS)
    own = time.process_time()
    with connect() as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None
        try:
            return own + processor_seconds(psutil.Process(row[0]).ppid())
        except psutil.Error:
            # The server is on another machine.
            return own
