"""The tasks by name. Each is one deed, safe to run twice; arguments are ids."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from raschet.domain.access.services import decide_registration as registrations
from raschet.domain.access.services.use_check import forget_tries
from raschet.domain.access.session_store import SessionStore
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


@app.task(name="decide_registration")
def decide_registration(registration_id: int) -> None:
    """Decide a request for access."""
    registrations.decide_registration(
        registration_id=registration_id, now=timezone.now(), today=timezone.localdate()
    )


@app.task(name="finish_pause")
def finish_pause(registration_id: int) -> None:
    """Open a request to which nobody objected."""
    registrations.finish_pause(
        registration_id=registration_id, now=timezone.now(), today=timezone.localdate()
    )


@app.periodic(cron="* * * * *")
@app.task(name="settle_letters")
def settle_letters(timestamp: int) -> None:
    """Each minute: letters of killed senders, and letters whose time has come."""
    del timestamp
    settle_interrupted_letters(now=timezone.now())


@app.periodic(cron="20 3 * * *")
@app.task(name="forget_old")
def forget_old(timestamp: int) -> None:
    """Each night: letters settled long ago, tries of past days, sessions that ended."""
    del timestamp
    forget_tries(now=timezone.now())
    SessionStore.clear_expired()
    forget_letters(now=timezone.now())
