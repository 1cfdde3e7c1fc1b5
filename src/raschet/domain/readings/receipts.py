"""Receipts of readings: a number nobody can guess, and a text signed so that anyone can check it.

The text says what was given and when, never by whom or for which account. It is plain ASCII, a fact
a line, so that it can be checked with any Ed25519 tool against the centre's public key.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from raschet.values.period import Period
from raschet.values.scaled import plain_micro

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

FORM: Final = "raschet reading receipt 1"
RANDOM_DIGITS: Final = 12
GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One given value. ``serial_end``: the last digits of the meter's serial number."""

    service_code: str
    zone: str
    serial_end: str
    value_micro: int
    unit: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A receipt's text with what proves it."""

    text: str
    signature: bytes
    public_key: bytes


def new_number(received_at: datetime) -> str:
    """``2611-4821-3075-9924``: year, month, and twelve random digits."""
    digits = f"{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
    groups = [digits[start : start + GROUP] for start in range(0, RANDOM_DIGITS, GROUP)]
    return "-".join([f"{received_at:%y%m}", *groups])


def cleaned_number(text: str) -> str:
    """What a person typed as a receipt's number, in the form it is kept in; empty if it is none."""
    digits = "".join(symbol for symbol in text if symbol.isdecimal() and symbol.isascii())
    if len(digits) != RANDOM_DIGITS + GROUP:
        return ""
    return "-".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def receipt_text(
    *,
    number: str,
    received_at: datetime,
    taken_on: date,
    period: Period,
    lines: Sequence[ReceiptLine],
) -> str:
    """The text that is signed. Moments are UTC to the second."""
    head = [
        FORM,
        f"number {number}",
        f"received {received_at:%Y-%m-%dT%H:%M:%SZ}",
        f"taken {taken_on}",
        f"month {period}",
    ]
    values = [
        " ".join(
            part
            for part in (
                "value",
                line.service_code,
                line.zone,
                f"meter ..{line.serial_end}",
                plain_micro(line.value_micro),
                line.unit,
            )
            if part
        )
        for line in lines
    ]
    return "\n".join([*head, *values]) + "\n"


def sign(text: str, seed: bytes) -> Signed:
    """Sign a receipt's text with the centre's key (32 bytes)."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return Signed(text, key.sign(text.encode()), public_bytes(seed))


def public_bytes(seed: bytes) -> bytes:
    """The public half of the centre's key."""
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def is_genuine(signed: Signed) -> bool:
    """Whether the text is the one that the holder of the key signed."""
    try:
        Ed25519PublicKey.from_public_bytes(signed.public_key).verify(
            signed.signature, signed.text.encode()
        )
    except (InvalidSignature, ValueError):
        return False
    return True
