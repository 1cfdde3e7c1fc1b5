"""Letters by SMTP, one connection each."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.policy import SMTP
from email.utils import parseaddr
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from raschet.domain.notifications.protocols import (
    LetterRefused,
    MailServerNotReached,
    OutcomeUnknown,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

TIMEOUT_SECONDS: Final = 20
PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
ENHANCED_CODE: Final = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}")
FOR_GOOD: Final = 500


@dataclass(frozen=True, slots=True, repr=False)
class RelayAddress:
    """Where the relay is and how it knows us. It holds a password, hence no repr."""

    scheme: str
    host: str
    port: int
    user: str
    password: str


class RelayAddressInvalid(ValueError):
    """The text is no address of a mail relay."""

    def __str__(self) -> str:
        return "expected smtp://, smtp+starttls:// or smtps:// with a host"


def relay_address(url: str) -> RelayAddress:
    """``smtp+starttls://user:password@host:587`` in its parts. Raises: RelayAddressInvalid."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise RelayAddressInvalid from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise RelayAddressInvalid
    return RelayAddress(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class SmtpRelay:
    """The operator's relay."""

    def __init__(self, address: RelayAddress, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._address = address
        self._timeout_seconds = timeout_seconds

    def send(
        self, message: EmailMessage, *, recipient: str, before_text: Callable[[], None]
    ) -> str:
        """Hand one letter over; see ``MailCarrier.send``."""
        sender = parseaddr(str(message["From"]))[1]
        text = message.as_bytes(policy=SMTP)
        server = self._connect()
        try:
            self._envelope(server, sender, recipient)
            before_text()
            return self._text(server, text)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.close()

    def _connect(self) -> smtplib.SMTP:
        """Raises: LetterRefused, MailServerNotReached."""
        place, timeout = self._address, self._timeout_seconds
        try:
            if place.scheme == "smtps":
                context = ssl.create_default_context()
                return smtplib.SMTP_SSL(place.host, place.port, timeout=timeout, context=context)
            return smtplib.SMTP(place.host, place.port, timeout=timeout)
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error, for_good=False) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailServerNotReached(type(error).__name__) from error

    def _envelope(self, server: smtplib.SMTP, sender: str, recipient: str) -> None:
        """Everything before the text. Raises: LetterRefused, MailServerNotReached."""
        place = self._address
        try:
            server.ehlo()
            if place.scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if place.user:
                server.login(place.user, place.password)
            for code, reply in (server.mail(sender), server.rcpt(recipient)):
                if code // 100 != 2:
                    raise _refusal(code, reply, for_good=code >= FOR_GOOD)
        except smtplib.SMTPResponseException as error:
            # Our own login or the relay's state is at fault, not this letter: it waits.
            raise _refusal(error.smtp_code, error.smtp_error, for_good=False) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailServerNotReached(type(error).__name__) from error

    def _text(self, server: smtplib.SMTP, text: bytes) -> str:
        """Raises: LetterRefused, OutcomeUnknown."""
        try:
            code, reply = server.data(text)
        except smtplib.SMTPDataError as error:
            # The command itself was refused: the text never left.
            code, reply = error.smtp_code, _bytes(error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            raise OutcomeUnknown(type(error).__name__) from error
        if code // 100 != 2:
            raise _refusal(code, reply, for_good=code >= FOR_GOOD)
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        return _codes(code, reply)


def _refusal(code: int, reply: bytes | str, *, for_good: bool) -> LetterRefused:
    return LetterRefused(_codes(code, _bytes(reply)), for_good=for_good)


def _bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode(errors="replace")


def _codes(code: int, reply: bytes) -> str:
    enhanced = ENHANCED_CODE.search(reply)
    return f"{code} {enhanced.group().decode()}" if enhanced else str(code)
