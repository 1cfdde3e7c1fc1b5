"""Months as bars, as links and in a sentence: what each of them charged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.interfaces.ui import figures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from raschet.values.period import Period

BARS_SHOWN: Final = 6
BAR_HUNDREDTHS_MIN: Final = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One month; length and gap are hundredths of the tallest bar and add up to 100."""

    name: str
    label: str
    value: str
    spoken: str
    length: int
    gap: int
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class MonthLink:
    """One month in the list of all bills."""

    name: str
    charged_kopecks: int
    address: str
    current: bool


def bars_of(
    months: Sequence[tuple[Period, int]],
    shown: Period | None,
    month_address: Callable[[Period], str],
) -> tuple[Bar, ...]:
    """The months around the shown one, with their charges (kopecks) as bars."""
    recent = _around(months, shown)
    tallest = max((charged for _, charged in recent), default=0)
    bars = []
    for period, charged in recent:
        length = max(BAR_HUNDREDTHS_MIN, charged * 100 // tallest) if charged > 0 else 0
        bars.append(
            Bar(
                name=figures.month_and_year(period),
                label=figures.month_short(period),
                value=figures.short_money(charged),
                spoken=figures.spoken_money(charged),
                length=length,
                gap=100 - length,
                address=month_address(period),
                current=period == shown,
            )
        )
    return tuple(bars)


def _around(
    months: Sequence[tuple[Period, int]], shown: Period | None
) -> Sequence[tuple[Period, int]]:
    """The last months, or when an older one is shown, that one with its neighbours."""
    index = next((i for i, (period, _) in enumerate(months) if period == shown), len(months))
    start = max(0, min(index - BARS_SHOWN // 2, len(months) - BARS_SHOWN))
    return months[start : start + BARS_SHOWN]


def month_links(
    months: Sequence[tuple[Period, int]],
    shown: Period | None,
    month_address: Callable[[Period], str],
) -> tuple[MonthLink, ...]:
    """Every month, the newest first."""
    return tuple(
        MonthLink(figures.month_and_year(period), charged, month_address(period), period == shown)
        for period, charged in reversed(months)
    )


def change_sentence(months: Sequence[tuple[Period, int]], shown: Period | None) -> str:
    """What the bars show of this month against the one before it, to the kopeck."""
    charged = dict(months)
    if shown is None or shown not in charged:
        return ""
    previous = shown.plus(-1)
    if previous not in charged:
        return gettext("There is nothing to compare this month with yet.")
    change = charged[shown] - charged[previous]
    name = figures.month_name(shown)
    words = {
        "month": name[0].upper() + name[1:],
        "previous": figures.month_of(previous),
        "amount": figures.money(abs(change)),
    }
    if change > 0:
        return gettext("%(month)s is %(amount)s dearer than %(previous)s.") % words
    if change < 0:
        return gettext("%(month)s is %(amount)s cheaper than %(previous)s.") % words
    return gettext("%(month)s costs as much as %(previous)s.") % words
