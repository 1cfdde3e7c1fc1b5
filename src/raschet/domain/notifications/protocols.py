"""What we need from a carrier of mail, and how it says what became of a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from email.message import EmailMessage


class LetterRefused(Exception):
    """The mail server said no: it does not have the letter. ``reply``: its codes."""

    def __init__(self, reply: str, *, for_good: bool) -> None:
        super().__init__(reply, for_good)
        self.reply = reply
        self.for_good = for_good

    def __str__(self) -> str:
        return f"refused: {self.reply}"


class MailServerNotReached(Exception):
    """The mail server was never told the text: it does not have the letter."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"not reached: {self.reason}"


class OutcomeUnknown(Exception):
    """The text was on its way when the connection broke: nobody knows whether it was taken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"outcome unknown: {self.reason}"


class MailCarrier(Protocol):
    """Takes letters to a mail server."""

    def send(
        self, message: EmailMessage, *, recipient: str, before_text: Callable[[], None]
    ) -> str:
        """Hand one letter over. Returns the server's codes.

        before_text: called once, after everything that can be refused without the text and right
        before the text; a letter whose sender died earlier may safely be sent again.
        Raises: LetterRefused, MailServerNotReached, OutcomeUnknown.
        """


class Mailbox(Protocol):
    """A carrier that keeps the letters where the demo shows them."""

    def letters(self, limit: int) -> Sequence[EmailMessage]:
        """The last letters, newest first."""
