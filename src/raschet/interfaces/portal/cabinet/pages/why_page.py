"""Why a bill differs from the one before: the finding, each cause with its bar, and the sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext, ngettext

from raschet.interfaces.ui import figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.domain.billing.selectors import BillChange

CAUSES_SHOWN: Final = 6
BAR_PARTS: Final = 1000
"""A bar's width in the units of its drawing."""
LENGTH_MIN: Final = 8


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause. The bar goes from ``start`` for ``length`` parts of a thousand."""

    code: str
    sentence: str
    kopecks: int
    tone: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class WhyPage:
    """``zero``: where on every bar the line between less and more stands."""

    heading: str
    rows: tuple[CauseRow, ...]
    others_title: str
    others: tuple[CauseRow, ...]
    others_kopecks: int
    zero: int
    change_kopecks: int


def why_page(change: BillChange | None) -> WhyPage:
    """The causes with the largest effect in sight, the others behind one line."""
    if change is None:
        heading = gettext("There is nothing to compare this bill with yet")
        return WhyPage(heading, (), "", (), 0, 0, 0)
    amounts = [part.amount_kopecks for part in change.parts]
    # One more cause takes no more room than the line that would hide it.
    shown = CAUSES_SHOWN + (len(amounts) == CAUSES_SHOWN + 1)
    zero, spread = _scale(amounts)
    rows = tuple(
        CauseRow(
            part.service_code,
            part.sentence,
            part.amount_kopecks,
            "over" if part.amount_kopecks < 0 else "",
            *_bar(part.amount_kopecks, zero, spread),
        )
        for part in change.parts
    )
    others = rows[shown:]
    return WhyPage(
        heading=_heading(change),
        rows=rows[:shown],
        others_title=ngettext("%(count)d more cause", "%(count)d more causes", len(others))
        % {"count": len(others)},
        others=others,
        others_kopecks=sum(row.kopecks for row in others),
        zero=zero,
        change_kopecks=change.change_kopecks,
    )


def _heading(change: BillChange) -> str:
    difference = change.change_kopecks
    words = {
        "month": figures.month_name(change.now),
        "before": figures.month_name(change.before),
        "amount": figures.money(abs(difference)),
    }
    if difference > 0:
        return gettext("The bill for %(month)s is %(amount)s larger than for %(before)s") % words
    if difference < 0:
        return gettext("The bill for %(month)s is %(amount)s smaller than for %(before)s") % words
    return gettext("The bill for %(month)s is as large as for %(before)s") % words


def _scale(amounts: Sequence[int]) -> tuple[int, int]:
    """Where zero stands, and how many kopecks the whole width is."""
    lowest, highest = min([0, *amounts]), max([0, *amounts])
    spread = max(1, highest - lowest)
    return -lowest * BAR_PARTS // spread, spread


def _bar(kopecks: int, zero: int, spread: int) -> tuple[int, int]:
    length = max(LENGTH_MIN, abs(kopecks) * BAR_PARTS // spread)
    return (zero, length) if kopecks >= 0 else (max(0, zero - length), length)
