"""What a one-time password looks like: long, random, easy to type from paper."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import timedelta
from typing import Final

from raschet.domain.access.models import OneTimePassword

RANDOM_BYTES: Final = 15
GROUP: Final = 4
VALID_FOR: Final = {
    OneTimePassword.Purpose.REGISTRATION: timedelta(hours=72),
    OneTimePassword.Purpose.RECOVERY: timedelta(minutes=10),
}
"""Counted from the moment its letter is handed to the mail server (ASVS 6.4.1, 6.6.3)."""


def new_secret() -> str:
    """24 characters, 120 bits, in groups of four."""
    text = base64.b32encode(secrets.token_bytes(RANDOM_BYTES)).decode("ascii")
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def secret_digest(typed: str) -> bytes:
    """The digest a typed one is found by; case, spaces and dashes do not count."""
    plain = "".join(symbol for symbol in typed.upper() if symbol.isalnum())
    return hashlib.sha256(plain.encode()).digest()
