"""Who speaks to the mail server about a letter: a lock that dies with its holder."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

LETTER_LOCKS: Final = 0x4C_45_54
"""Class of the advisory locks; the second number is the letter's id within 31 bits."""


@contextmanager
def letter_lock(letter_id: int) -> Iterator[bool]:
    """Hold a letter for this database session. Yields whether nobody else does.

    The lock outlives transactions and ends with the session, so a killed sender frees it at once.
    """
    key = letter_id & 0x7FFF_FFFF
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LETTER_LOCKS, key])
        row = cursor.fetchone()
    held = bool(row and row[0])
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LETTER_LOCKS, key])
