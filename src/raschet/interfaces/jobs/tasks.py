"""The tasks by name. Each is one deed, safe to run twice; arguments are ids."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from raschet.domain.notifications.services.deliver_letter import deliver_letter as deliver
from raschet.domain.notifications.services.forget_letters import forget_letters
from raschet.domain.notifications.services.settle_interrupted_letters import (
    settle_interrupted_letters,
)


@app.task(name="deliver_letter")
def deliver_letter(letter_id: int) -> None:
    """Send one letter by the carrier of this installation."""
    carrier = import_string(settings.MAIL_CARRIER)()
    deliver(letter_id=letter_id, carrier=carrier, now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="settle_letters", pass_context=False)
def settle_letters(timestamp: int) -> None:
    """Each minute: letters of killed senders, and letters whose time has come."""
    del timestamp
    settle_interrupted_letters(now=timezone.now())


@app.periodic(cron="20 3 * * *")
@app.task(name="forget_old_letters")
def forget_old_letters(timestamp: int) -> None:
    """Each night: letters settled long ago."""
    del timestamp
    forget_letters(now=timezone.now())
