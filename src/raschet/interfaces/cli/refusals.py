"""The domain's refusals in sentences: what happened, what was kept, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.domain.access.services.create_staff_user import LoginInvalid, LoginTaken
from raschet.values.period import PeriodInvalid

if TYPE_CHECKING:
    from collections.abc import Callable


def _login_taken(error: LoginTaken) -> str:
    return gettext(
        "There is already a login “%(login)s”. It was left as it is. Choose another name."
    ) % {"login": error.login}


def _login_invalid(error: LoginInvalid) -> str:
    return gettext(
        "“%(login)s” cannot be a login. Nothing was made. Use 3 to 64 letters, digits, points, "
        "hyphens or underscores, beginning with a letter."
    ) % {"login": error.login}


def _period_invalid(error: PeriodInvalid) -> str:
    return gettext(
        "“%(text)s” is not a calendar month. Nothing was changed. Write it like 2026-10."
    ) % {"text": error.text}


WORDINGS: Final[dict[type[Exception], Callable[..., str]]] = {
    LoginTaken: _login_taken,
    LoginInvalid: _login_invalid,
    PeriodInvalid: _period_invalid,
}


def worded(error: Exception) -> str | None:
    """The sentence for a refusal of the domain; None where nobody gave one its words."""
    for kind in type(error).__mro__:
        if kind in WORDINGS:
            return WORDINGS[kind](error)
    return None
