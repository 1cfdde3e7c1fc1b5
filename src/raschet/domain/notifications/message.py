"""A letter as mail: plain text and HTML of the same words, nothing to load, nothing to answer to."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from raschet.domain.notifications.letters import LetterWords


def mail_message(
    *, words: LetterWords, sender: str, recipient: str, message_id: str, language: str, at: datetime
) -> EmailMessage:
    """The message with its headers. A line break in a header is refused by the mail policy."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = words.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = language
    message.set_content(words.text, cte="base64")
    message.add_alternative(words.html, subtype="html", cte="base64")
    return message
