"""Kinds of letters: each area says how the facts of its kinds become words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias


@dataclass(frozen=True, slots=True, repr=False)
class LetterWords:
    """What a person reads. It may hold a secret, hence no repr."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a letter is about: facts as they were queued, and the language to say it in."""

    facts: Mapping[str, Any]
    language: str
    address: str


Wording: TypeAlias = Callable[[Occasion], LetterWords | None]
"""Makes the words when the letter is sent; None when there is nothing to say any more."""

_WORDINGS: Final[dict[str, Wording]] = {}


def register_letter(kind: str, wording: Wording) -> None:
    """Say how a kind of letter is worded; an area does so when Django is set up."""
    assert kind not in _WORDINGS, f"two wordings of {kind}"
    _WORDINGS[kind] = wording


def wording_of(kind: str) -> Wording:
    """The wording of a kind. Raises: KeyError for a kind that no area registered."""
    return _WORDINGS[kind]
