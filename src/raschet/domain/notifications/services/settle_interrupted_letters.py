"""Find letters whose sender was killed, and say of each what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from raschet.domain.jobs.services.defer_job import defer_job
from raschet.domain.notifications.locks import letter_lock
from raschet.domain.notifications.models import Letter

if TYPE_CHECKING:
    from datetime import datetime

INTERRUPTED: Final = (Letter.State.CLAIMED, Letter.State.TRANSMITTING)


def settle_interrupted_letters(*, now: datetime) -> int:
    """Free the letters of dead senders; letters that wait beyond their time are queued again.

    A letter whose text was not handed over waits again; one whose text was on its way is UNKNOWN.
    Returns how many were settled or queued.
    """
    settled = 0
    held_by_somebody = Letter.objects.filter(state__in=INTERRUPTED).values_list("pk", flat=True)
    for letter_id in list(held_by_somebody):
        with letter_lock(letter_id) as dead:
            if dead:
                settled += _settle(letter_id, now)
    late = Letter.objects.filter(state=Letter.State.WAITING, next_try_at__lte=now)
    for letter_id in late.order_by("next_try_at").values_list("pk", flat=True)[:500]:
        settled += defer_job(
            "deliver_letter", only_one=f"late letter {letter_id}", letter_id=letter_id
        )
    return settled


def _settle(letter_id: int, now: datetime) -> int:
    with transaction.atomic():
        # Looked at again under the lock: its sender may have finished in between.
        rows = Letter.objects.filter(pk=letter_id)
        lost = rows.filter(state=Letter.State.TRANSMITTING).update(
            state=Letter.State.UNKNOWN, reply="sender stopped", settled_at=now
        )
        freed = rows.filter(state=Letter.State.CLAIMED).update(
            state=Letter.State.WAITING, next_try_at=now
        )
        if freed:
            defer_job("deliver_letter", letter_id=letter_id)
    return lost + freed
