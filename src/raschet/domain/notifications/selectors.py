"""Questions to the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from raschet.domain.notifications.models import Letter

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class LetterToLookAt:
    """A letter people have to decide about."""

    letter_id: int
    kind: str
    address: str
    state: str
    reply: str
    attempts: int
    created_at: datetime


def letters_to_look_at(limit: int = 100) -> list[LetterToLookAt]:
    """Letters that were refused or whose outcome is unknown, oldest first."""
    rows = Letter.objects.filter(state__in=(Letter.State.UNKNOWN, Letter.State.REFUSED))
    return [
        LetterToLookAt(
            row.pk, row.kind, row.address, row.state, row.reply, row.attempts, row.created_at
        )
        for row in rows.order_by("created_at", "id")[:limit]
    ]


def letter_counts() -> dict[str, int]:
    """How many letters are in each state."""
    rows = Letter.objects.values("state").annotate(letters=Count("id")).order_by("state")
    return {row["state"]: row["letters"] for row in rows}
