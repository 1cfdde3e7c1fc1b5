"""A visitor's way through the three pages: which account a page of his session stands for.

The address holds a random word that means something in this session alone; the account number
travels in the body of a form and stands in the session, never in an address.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from django.http import HttpRequest

KEY: Final = "readings"
VISITS_MAX: Final = 5
"""So many accounts are open in one browser's tabs; the oldest gives way."""
WORD_BYTES: Final = 12


@dataclass(slots=True)
class Visit:
    """One account that readings are given for."""

    account_id: int
    number: str
    receipt: str = ""
    """Number of the last receipt, once readings were taken."""
    values: dict[str, str] = field(default_factory=dict)
    """What this visitor gave last, by field, so that he can correct it."""
    cut: bool = False
    """Whether digits behind the dial's last wheel were cut off."""


def begin_visit(request: HttpRequest, account_id: int, number: str) -> str:
    """Remember an account and return the word its pages stand under."""
    visits = _visits(request)
    word = secrets.token_urlsafe(WORD_BYTES)
    visits[word] = asdict(Visit(account_id, number))
    for old in list(visits)[:-VISITS_MAX]:
        del visits[old]
    request.session[KEY] = visits
    return word


def visit_of(request: HttpRequest, word: str) -> Visit | None:
    """The visit a page belongs to; None for a word of another session or of one that ended."""
    stored = _visits(request).get(word)
    return None if stored is None else Visit(**stored)


def keep_visit(request: HttpRequest, word: str, visit: Visit) -> None:
    """Write down what changed in a visit."""
    visits = _visits(request)
    visits[word] = asdict(visit)
    request.session[KEY] = visits


def _visits(request: HttpRequest) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = request.session.get(KEY, {})
    return dict(found)
