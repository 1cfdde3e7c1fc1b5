"""Which carrier takes the letters of this installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from raschet.adapters.email.mailbox import LocalMailbox
from raschet.adapters.email.not_configured import NoRelay
from raschet.adapters.email.smtp import SmtpRelay, relay_address

if TYPE_CHECKING:
    from raschet.domain.notifications.protocols import MailCarrier


def mail_carrier() -> MailCarrier:
    """The relay that is named; without one the demo's mailbox, or nobody."""
    environment = settings.RASCHET
    if environment.smtp_url:
        return SmtpRelay(relay_address(environment.smtp_url))
    if environment.demo_mode:
        return demo_mailbox()
    return NoRelay()


def demo_mailbox() -> LocalMailbox:
    """Where the demo keeps its letters."""
    return LocalMailbox(settings.RASCHET.var_folder / "demo" / "mailbox")
