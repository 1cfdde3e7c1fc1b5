"""Forget letters that were settled long ago: an outbox is no archive of addresses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from raschet.domain.notifications.models import Letter

KEPT: Final = timedelta(days=30)


def forget_letters(*, now: datetime) -> int:
    """Remove what was sent or dropped more than a month ago. Returns how many letters."""
    done = (Letter.State.SENT, Letter.State.DROPPED)
    count, _ = Letter.objects.filter(state__in=done, settled_at__lt=now - KEPT).delete()
    return count
