"""How many tries are free, for whom and for how long; beyond them the check grows harder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.utils.crypto import salted_hmac

LEVEL_MAX: Final = 6
"""Sixty-four times the work of the first check: seconds for a person, days for a list of numbers."""
KEY_BYTES: Final = 16
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


BLOCK_LEVEL: Final = LEVEL_MAX + 2
"""A client so far beyond its budget is no household; it waits. Accounts are never blocked."""


class TooManyTries(Exception):
    """A client tried far more often than any household does; nothing was done."""

    def __str__(self) -> str:
        return "too many tries from this address"


class Purpose(StrEnum):
    """What is tried."""

    LOGIN = "LOGIN"
    REGISTRATION = "REGISTRATION"
    RECOVERY = "RECOVERY"
    READINGS = "READINGS"
    PAYMENT = "PAYMENT"


class Subject(StrEnum):
    """Who or what a budget belongs to."""

    ACCOUNT = "ACCOUNT"
    CLIENT = "CLIENT"
    NETWORK = "NETWORK"
    MAILBOX = "MAILBOX"


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many tries in a window cost nothing extra."""

    free: int
    window: timedelta


ALLOWANCES: Final[dict[Purpose, dict[Subject, Allowance]]] = {
    # A login counts its failures alone. Thousands share one address of a mobile carrier, so a
    # network's allowance is large; a stranger's failures make an owner's check harder, never more.
    Purpose.LOGIN: {
        Subject.ACCOUNT: Allowance(5, HOUR / 4),
        Subject.CLIENT: Allowance(5, HOUR / 4),
        Subject.NETWORK: Allowance(200, HOUR),
    },
    Purpose.REGISTRATION: {
        Subject.ACCOUNT: Allowance(3, DAY),
        Subject.CLIENT: Allowance(10, DAY),
        Subject.NETWORK: Allowance(100, DAY),
        Subject.MAILBOX: Allowance(3, DAY),
    },
    Purpose.RECOVERY: {
        Subject.ACCOUNT: Allowance(3, DAY),
        Subject.CLIENT: Allowance(10, DAY),
        Subject.NETWORK: Allowance(100, DAY),
        Subject.MAILBOX: Allowance(3, DAY),
    },
    Purpose.READINGS: {
        Subject.ACCOUNT: Allowance(10, DAY),
        Subject.CLIENT: Allowance(20, DAY),
        Subject.NETWORK: Allowance(2_000, DAY),
    },
    Purpose.PAYMENT: {
        Subject.ACCOUNT: Allowance(10, DAY),
        Subject.CLIENT: Allowance(20, DAY),
        Subject.NETWORK: Allowance(2_000, DAY),
    },
}


def level(spent: int, free: int) -> int:
    """How hard the next check is: 0 within the free tries, then one more with each doubling."""
    return min(LEVEL_MAX, _doublings(spent, free))


def refuse_excess(subject: Subject, spent: int, free: int) -> None:
    """Raises: TooManyTries, for a client alone: a stranger must not lock an account's owner out."""
    if subject is Subject.CLIENT and _doublings(spent, free) >= BLOCK_LEVEL:
        raise TooManyTries


def _doublings(spent: int, free: int) -> int:
    return (spent // max(free, 1)).bit_length()


def budget_key(subject: Subject, name: str) -> bytes:
    """A name as it stands in the table: nobody reads addresses and account numbers there."""
    text = f"{subject}|{name.strip().casefold()}"
    return salted_hmac("raschet.budget", text, algorithm="sha256").digest()[:KEY_BYTES]
