"""The demo's mailbox: every letter that the site would have sent, on this machine only."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final, cast

from django.conf import settings
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from raschet.interfaces.public.demo import demo_only

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage

    from django.http import HttpRequest, HttpResponse

    from raschet.domain.notifications.protocols import Mailbox

SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter as text. Links in it are shown, not followed."""

    recipient: str
    subject: str
    sent_at: datetime
    text: str


@require_safe
@demo_only
def mailbox(request: HttpRequest) -> HttpResponse:
    """The last letters, newest first."""
    box = cast("Mailbox", import_string(settings.DEMO_MAILBOX)())
    letters = [_shown(message) for message in box.letters(SHOWN)]
    return render(request, "public/mailbox.html", {"letters": letters})


def _shown(message: EmailMessage) -> ShownLetter:
    body = message.get_body(("plain",))
    return ShownLetter(
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        text=str(body.get_content()).strip() if body else "",
    )
