"""What people decide about a letter that was refused or whose outcome nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.jobs.services.defer_job import defer_job
from raschet.domain.notifications.models import Letter

if TYPE_CHECKING:
    from datetime import datetime

UNDECIDED: Final = (Letter.State.UNKNOWN, Letter.State.REFUSED)


class LetterNotUndecided(Exception):
    """There is no such letter, or nothing is to be decided about it."""

    def __init__(self, letter_id: int) -> None:
        super().__init__(letter_id)
        self.letter_id = letter_id

    def __str__(self) -> str:
        return f"letter {self.letter_id} waits for no decision"


def repeat_letter(*, letter_id: int, actor: str, now: datetime) -> None:
    """Send it once more, under the same Message-ID. Raises: LetterNotUndecided."""
    with transaction.atomic():
        _change(letter_id, state=Letter.State.WAITING, attempts=0, next_try_at=now, settled_at=None)
        record_deed(actor=actor, action="LETTER_REPEATED", subject=f"letter:{letter_id}")
        defer_job("deliver_letter", letter_id=letter_id)


def drop_letter(*, letter_id: int, actor: str, now: datetime) -> None:
    """Leave it be. Raises: LetterNotUndecided."""
    with transaction.atomic():
        _change(letter_id, state=Letter.State.DROPPED, settled_at=now)
        record_deed(actor=actor, action="LETTER_DROPPED", subject=f"letter:{letter_id}")


def _change(letter_id: int, **facts: object) -> None:
    if not Letter.objects.filter(pk=letter_id, state__in=UNDECIDED).update(**facts):
        raise LetterNotUndecided(letter_id)
