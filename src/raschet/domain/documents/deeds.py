"""How the audit record names what this area does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from raschet.domain.audit.selectors import deed_recorded

if TYPE_CHECKING:
    from raschet.values.period import Period

ADVANCES_SET_OFF: Final = "ADVANCES_SET_OFF"
"""Credits and advances of every account are set off against a month's charges."""

MONTH_PREFIX: Final = "period:"


def month_subject(period: Period) -> str:
    """The subject of a month's deeds."""
    return f"{MONTH_PREFIX}{period}"


def advances_are_set_off(period: Period) -> bool:
    """Whether the set-off of a published month was finished."""
    return deed_recorded(ADVANCES_SET_OFF, month_subject(period))
