"""No relay is named: letters wait until there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raschet.domain.notifications.protocols import MailServerNotReached

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage


class NoRelay:
    """Sends nothing and loses nothing."""

    def send(
        self, message: EmailMessage, *, recipient: str, before_text: Callable[[], None]
    ) -> str:
        """Raises: MailServerNotReached, always."""
        del message, recipient, before_text
        raise MailServerNotReached("RASCHET_SMTP_URL is not set")
