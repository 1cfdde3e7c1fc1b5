"""Balances of a month per service: where it began, what was charged and paid, where it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.billing.explanations import service_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from raschet.domain.billing.selectors import ServiceTurnover
    from raschet.domain.registry.selectors import ServiceName


@dataclass(frozen=True, slots=True)
class Side:
    """A sum without a sign and the word that says whose it is; tone is "debt", "over" or none."""

    kopecks: int
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One service, or all together: opening + charged + penalty - paid = closing (kopecks)."""

    code: str
    name: str
    opening: Side
    charged_kopecks: int
    penalty_kopecks: int
    paid_kopecks: int
    closing: Side


@dataclass(frozen=True, slots=True)
class BalancesPage:
    """The rows, and all of them added up. ``total`` is None where nothing ever moved."""

    rows: tuple[BalanceRow, ...]
    total: BalanceRow | None


def balances_page(
    turnovers: Mapping[int, ServiceTurnover],
    names: Mapping[int, ServiceName],
    *,
    due_date: date | None,
    today: date,
) -> BalancesPage:
    """Services in the order of the bill. due_date: of the month's bill; until then it is no debt."""
    known = [names[id_] for id_ in turnovers if id_ in names]
    ordered = sorted(known, key=lambda name: name.position)
    still_due = due_date is not None and today <= due_date
    rows = tuple(
        _row(name.code, service_name(name.code), [turnovers[name.service_id]], still_due)
        for name in ordered
        if _moved(turnovers[name.service_id])
    )
    total = _row("", gettext("All services"), turnovers.values(), still_due) if rows else None
    return BalancesPage(rows, total)


def _row(code: str, name: str, turnovers: Iterable[ServiceTurnover], still_due: bool) -> BalanceRow:
    parts = list(turnovers)
    opening = sum(part.opening_kopecks for part in parts)
    penalty = sum(part.penalty_kopecks for part in parts)
    charged = sum(part.amount_kopecks for part in parts) - penalty
    paid = sum(part.paid_kopecks for part in parts)
    closing = opening + charged + penalty - paid
    fresh = still_due and closing <= charged + penalty
    return BalanceRow(
        code=code,
        name=name,
        # What was owed at the start and paid in the month was a bill, not a debt.
        opening=_side(opening, gettext("debt") if opening > paid else ""),
        charged_kopecks=charged,
        penalty_kopecks=penalty,
        paid_kopecks=paid,
        closing=_side(closing, gettext("to pay") if fresh else gettext("debt")),
    )


def _side(kopecks: int, owed: str) -> Side:
    if kopecks > 0:
        return Side(kopecks, owed, "debt" if owed and owed == gettext("debt") else "")
    if kopecks < 0:
        return Side(-kopecks, gettext("overpayment"), "over")
    return Side(0, "", "")


def _moved(turnover: ServiceTurnover) -> bool:
    return bool(
        turnover.opening_kopecks
        or turnover.amount_kopecks
        or turnover.paid_kopecks
        or turnover.penalty_kopecks
    )
