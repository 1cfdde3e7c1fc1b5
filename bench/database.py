"""Plain connections to the database of Django's settings, for stages that measure PostgreSQL itself."""

from __future__ import annotations

import os
from typing import Any

import psycopg


def set_up() -> None:
    """Prepare Django, as every command does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raschet.config.settings")
    import django

    django.setup()


def connect(*, autocommit: bool = True) -> psycopg.Connection[tuple[Any, ...]]:
    """A new session; each statement its own transaction unless told otherwise."""
    return psycopg.connect(os.environ["RASCHET_DATABASE_URL"], autocommit=autocommit)
