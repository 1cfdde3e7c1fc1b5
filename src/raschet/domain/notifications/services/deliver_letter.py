"""Send one letter: at most once unless the mail server definitely does not have it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F

from raschet.domain.jobs.services.defer_job import defer_job
from raschet.domain.notifications.letters import Occasion, wording_of
from raschet.domain.notifications.locks import letter_lock
from raschet.domain.notifications.message import mail_message
from raschet.domain.notifications.models import Letter
from raschet.domain.notifications.protocols import (
    LetterRefused,
    MailServerNotReached,
    OutcomeUnknown,
)

if TYPE_CHECKING:
    from email.message import EmailMessage

    from raschet.domain.notifications.protocols import MailCarrier

PAUSES: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 480)
)
"""How long to wait after each failed try; a day in all, then people look."""
REPLY_MAX: Final = 40


def deliver_letter(*, letter_id: int, carrier: MailCarrier, now: datetime) -> None:
    """Hand a waiting letter over and write down what became of it; do nothing to any other letter.

    A letter whose words are no longer wanted is dropped. A refusal for now is repeated later.
    """
    with letter_lock(letter_id) as held:
        if not held:
            return
        message, recipient = _claim(letter_id, now)
        if message is None:
            return
        try:
            reply = carrier.send(
                message,
                recipient=recipient,
                before_text=lambda: _move(letter_id, Letter.State.TRANSMITTING),
            )
        except LetterRefused as refusal:
            _try_again_or_give_up(letter_id, refusal.reply, now, for_good=refusal.for_good)
        except MailServerNotReached as failure:
            _try_again_or_give_up(letter_id, failure.reason, now, for_good=False)
        except OutcomeUnknown as failure:
            _move(letter_id, Letter.State.UNKNOWN, reply=failure.reason, settled_at=now)
        else:
            _move(letter_id, Letter.State.SENT, reply=reply, settled_at=now)


def _claim(letter_id: int, now: datetime) -> tuple[EmailMessage | None, str]:
    """Take the letter and make its words, which may make and keep the digest of a secret."""
    with transaction.atomic():
        letter = (
            Letter.objects.select_for_update()
            .filter(pk=letter_id, state=Letter.State.WAITING, next_try_at__lte=now)
            .first()
        )
        if letter is None:
            return None, ""
        words = wording_of(letter.kind)(Occasion(letter.facts, letter.language, letter.address))
        if words is None:
            _move(letter_id, Letter.State.DROPPED, settled_at=now)
            return None, ""
        _move(letter_id, Letter.State.CLAIMED, attempts=F("attempts") + 1)
    message = mail_message(
        words=words,
        sender=settings.RASCHET.mail_from,
        recipient=letter.address,
        message_id=letter.message_id,
        language=letter.language,
        at=now,
    )
    return message, letter.address


def _try_again_or_give_up(letter_id: int, reply: str, now: datetime, *, for_good: bool) -> None:
    attempts = Letter.objects.values_list("attempts", flat=True).get(pk=letter_id)
    if for_good or attempts > len(PAUSES):
        _move(letter_id, Letter.State.REFUSED, reply=reply, settled_at=now)
        return
    at = now + PAUSES[attempts - 1]
    with transaction.atomic():
        _move(letter_id, Letter.State.WAITING, reply=reply, next_try_at=at)
        defer_job("deliver_letter", at=at, letter_id=letter_id)


def _move(letter_id: int, state: Letter.State, **facts: object) -> None:
    if isinstance(reply := facts.get("reply"), str):
        facts["reply"] = reply[:REPLY_MAX]
    Letter.objects.filter(pk=letter_id).update(state=state, **facts)
