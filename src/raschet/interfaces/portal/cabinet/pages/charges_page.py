"""Charges by month and service: bars, rows, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from raschet.domain.billing.explanations import service_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from raschet.domain.billing.selectors import MonthCharges
    from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChargeOf:
    """What a service was charged in a month (kopecks)."""

    code: str
    name: str
    kopecks: int


@dataclass(frozen=True, slots=True)
class ChargedMonth:
    """A month: its sum and what it consists of, the largest first."""

    period: Period
    kopecks: int
    services: tuple[ChargeOf, ...]


@dataclass(frozen=True, slots=True)
class ChargesPage:
    """A year of charges, the newest month first, of all services or of one."""

    year: int | None
    service: str
    years: tuple[Choice, ...]
    services: tuple[Choice, ...]
    months: tuple[ChargedMonth, ...]
    total_kopecks: int

    @property
    def by_month(self) -> list[tuple[Period, int]]:
        """Month and sum, oldest first, as bars take them."""
        return [(month.period, month.kopecks) for month in reversed(self.months)]


def charges_page(charges: Sequence[MonthCharges], *, year: int | None, service: str) -> ChargesPage:
    """The year's charges. A year without any, or an unknown service, gives an empty page."""
    years = sorted({month.period.year for month in charges}, reverse=True)
    shown = year if year is not None else max(years, default=None)
    codes = dict.fromkeys(each.service_code for month in charges for each in month.services)
    months = [
        _month(month, service)
        for month in reversed(charges)
        if month.period.year == shown and (not service or _has(month, service))
    ]
    return ChargesPage(
        year=shown,
        service=service,
        years=tuple(Choice(str(each), str(each), each == shown) for each in years),
        services=tuple(
            sorted(
                (Choice(code, service_name(code), code == service) for code in codes),
                key=lambda choice: choice.title,
            )
        ),
        months=tuple(months),
        total_kopecks=sum(month.kopecks for month in months),
    )


def _has(month: MonthCharges, service: str) -> bool:
    return any(each.service_code == service for each in month.services)


def _month(month: MonthCharges, service: str) -> ChargedMonth:
    parts = _of(month, service)
    return ChargedMonth(
        period=month.period,
        kopecks=sum(part.kopecks for part in parts),
        services=tuple(sorted(parts, key=lambda part: -part.kopecks)),
    )


def _of(month: MonthCharges, service: str) -> list[ChargeOf]:
    found: Iterable[ChargeOf] = (
        ChargeOf(each.service_code, service_name(each.service_code), each.amount_kopecks)
        for each in month.services
        if not service or each.service_code == service
    )
    return list(found)
