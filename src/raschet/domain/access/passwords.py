"""Which passwords residents may choose: long enough, not common, not their own name."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator

LENGTH_MIN: Final = 10
LENGTH_MAX: Final = 256
DISTINCT_MIN: Final = 4
NAME_MIN: Final = 4
RUSSIAN_KEYS: Final = "йцукенгшщзхъфывапролджэячсмитьбюё"
LATIN_KEYS: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
SAME_KEYS: Final = str.maketrans(RUSSIAN_KEYS, LATIN_KEYS)


class PasswordFault(StrEnum):
    """Why a password cannot be chosen."""

    SHORT = "SHORT"
    LONG = "LONG"
    COMMON = "COMMON"
    NAME = "NAME"


class _Common:
    """The list of passwords that everybody tries first; read once, when the first is chosen."""

    _words: frozenset[str] | None = None

    @classmethod
    def words(cls) -> frozenset[str]:
        if cls._words is None:
            cls._words = frozenset(CommonPasswordValidator().passwords)
        return cls._words


def password_fault(password: str, *, login: str, email: str) -> PasswordFault | None:
    """What is wrong with a password; None when it may be chosen.

    Common ones are also found when typed with the keyboard in the other language, written twice,
    or with figures at the end; there are no rules about kinds of symbols.
    """
    if len(password) < LENGTH_MIN:
        return PasswordFault.SHORT
    if len(password) > LENGTH_MAX:
        return PasswordFault.LONG
    plain = password.casefold().strip()
    keys = plain.translate(SAME_KEYS)
    half = keys[: len(keys) // 2]
    tried = {plain, keys, keys.rstrip("0123456789!.-_ ")}
    if half * 2 == keys:
        tried.add(half)
    if len(set(plain)) < DISTINCT_MIN or tried & _Common.words() or _is_a_walk(plain):
        return PasswordFault.COMMON
    own = {login.casefold(), email.casefold().partition("@")[0]}
    rest = plain
    for name in (name for name in own if len(name) >= NAME_MIN):
        rest = rest.replace(name, "")
    return PasswordFault.NAME if len(rest) < LENGTH_MIN // 2 else None


def _is_a_walk(text: str) -> bool:
    """``1234567890``, ``абвгдежзик``: every symbol follows the one before by the same step."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return len(steps) == 1
