"""Use a solved check once, whichever process it comes to."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from raschet.domain.access.models import Budget, SpentCheck

LONGEST_WINDOW: Final = timedelta(days=1)
INSERT: Final = """
INSERT INTO access_spentcheck (digest, expires_at) VALUES (%s, %s) ON CONFLICT DO NOTHING
"""


def use_check(*, mark: str, expires_at: datetime) -> bool:
    """Use the check that a mark names. Returns whether nobody did before.

    expires_at: after this moment the check is refused for its age, so the mark may be forgotten.
    """
    digest = hashlib.sha256(mark.encode()).digest()
    # The row decides between processes: the second INSERT waits for the first and adds nothing.
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [digest, expires_at])
        return bool(cursor.rowcount == 1)


def forget_tries(*, now: datetime) -> int:
    """Remove used checks that are too old to come back, and budgets whose windows are over."""
    checks, _ = SpentCheck.objects.filter(expires_at__lt=now).delete()
    budgets, _ = Budget.objects.filter(window_start__lt=now - 2 * LONGEST_WINDOW).delete()
    return checks + budgets
