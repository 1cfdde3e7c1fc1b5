"""Why a bill is dearer or cheaper than that of another month: the difference cut into its causes.

Not a rule of law but arithmetic over charge lines that were already computed. What drives an amount
(volume, residents, norm, area, days, tariff) is exchanged one after another, each month's value for
the other's: ``effect = amount with it - amount without it``. The last driver takes what is left, so
the parts add up to the difference to the kopeck; what no driver explains is called the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from raschet.values.rounding import AMOUNT_DIVISOR, MICRO, divide_half_up


class Cause(StrEnum):
    """Why a part of a bill differs."""

    STARTED = "STARTED"
    STOPPED = "STOPPED"
    VOLUME = "VOLUME"
    PERSONS = "PERSONS"
    NORM = "NORM"
    AREA = "AREA"
    DAYS = "DAYS"
    QUANTITY = "QUANTITY"
    TARIFF = "TARIFF"
    BANDS = "BANDS"
    METHOD = "METHOD"
    RAISING = "RAISING"
    RECALCULATION = "RECALCULATION"
    BENEFIT = "BENEFIT"
    PENALTY = "PENALTY"
    REST = "REST"


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """What the comparison needs of one charge line; units as in ``engine.lines``.

    ``of_month``: whether the line charges the month itself, not an earlier one. ``month_days``: the
    length of the month the line stands in.
    """

    service_id: int
    kind: str
    method: str
    amount_kopecks: int
    of_month: bool = True
    zone: str = ""
    component: str = ""
    band: int | None = None
    quantity_micro: int | None = None
    rate_micro_rubles: int | None = None
    persons_micro: int | None = None
    norm_micro: int | None = None
    coefficient_micro: int | None = None
    area_micro: int | None = None
    days: int = 0
    month_days: int = 30


@dataclass(frozen=True, slots=True)
class ChangePart:
    """One cause's share of the difference.

    ``was`` and ``now``: the driver in its own unit (micro-units; micro-roubles for a tariff; days;
    kopecks for recalculation, benefit and penalty), None where it is not one figure. ``was_method``
    and ``now_method``: how the volume was found, for the causes that a method decides about.
    """

    service_id: int
    cause: Cause
    amount_kopecks: int
    was: int | None = None
    now: int | None = None
    zone: str = ""
    was_method: str = ""
    now_method: str = ""
    component: str = ""


Lines = Sequence[ComparedLine]

APART: Final = {
    "RECALCULATION": Cause.RECALCULATION,
    # PP 354 cl. 62: what an act of unauthorised use adds is charged beside the month's consumption.
    "VIOLATION": Cause.RECALCULATION,
    "BENEFIT": Cause.BENEFIT,
    "PENALTY": Cause.PENALTY,
}
"""Kinds of lines that are causes of their own, whatever drives their amounts."""

BY_RESIDENTS: Final = frozenset({"NORM", "WASTE_PERSONS"})
BY_AREA_AND_NORM: Final = frozenset({"NORM_MEASURE", "WASTE_AREA"})


@dataclass(frozen=True, slots=True)
class _Driver:
    """One factor of an amount in both months."""

    cause: Cause
    was: Fraction
    now: Fraction
    scale: int = 1

    def shown(self, value: Fraction) -> int:
        return divide_half_up(value.numerator * self.scale, value.denominator)


def bill_change(before: Iterable[ComparedLine], now: Iterable[ComparedLine]) -> list[ChangePart]:
    """Cut the difference of two months of one account into causes, in order of services.

    The parts add up to ``sum(now) - sum(before)`` in kopecks; parts of nothing are left out.
    """
    old, new = list(before), list(now)
    parts: list[ChangePart] = []
    for service_id in sorted({line.service_id for line in (*old, *new)}):
        parts += _of_service(
            [line for line in old if line.service_id == service_id],
            [line for line in new if line.service_id == service_id],
            service_id,
        )
    assert sum(part.amount_kopecks for part in parts) == _sum(new) - _sum(old)
    return [part for part in parts if part.amount_kopecks]


def _of_service(old: Lines, new: Lines, service_id: int) -> list[ChangePart]:
    parts = [
        _apart(_of_cause(old, cause), _of_cause(new, cause), service_id, cause)
        for cause in dict.fromkeys(APART.values())
    ]
    old_month, new_month = _of_cause(old, None), _of_cause(new, None)
    if not old_month or not new_month:
        started = bool(new_month)
        cause = Cause.STARTED if started else Cause.STOPPED
        parts.append(ChangePart(service_id, cause, _sum(new_month) - _sum(old_month)))
        return parts
    raising = _raising(old_month, new_month, service_id)
    return [*parts, raising, *_charged(_charges(old_month), _charges(new_month), service_id)]


def _cause_apart(line: ComparedLine) -> Cause | None:
    """The cause that a line is by itself; None for a charge of the month."""
    if line.kind in APART:
        return APART[line.kind]
    return None if line.of_month else Cause.RECALCULATION


def _of_cause(lines: Lines, cause: Cause | None) -> list[ComparedLine]:
    return [line for line in lines if _cause_apart(line) == cause]


def _apart(old: Lines, new: Lines, service_id: int, cause: Cause) -> ChangePart:
    was, now = _sum(old), _sum(new)
    return ChangePart(service_id, cause, now - was, was, now)


def _raising(old: Lines, new: Lines, service_id: int) -> ChangePart:
    was = [line for line in old if line.kind == "RAISING"]
    now = [line for line in new if line.kind == "RAISING"]
    return ChangePart(
        service_id,
        Cause.RAISING,
        _sum(now) - _sum(was),
        max((line.coefficient_micro or MICRO for line in was), default=None),
        max((line.coefficient_micro or MICRO for line in now), default=None),
    )


def _charges(lines: Lines) -> list[ComparedLine]:
    return [line for line in lines if line.kind != "RAISING"]


def _charged(old: Lines, new: Lines, service_id: int) -> list[ChangePart]:
    """Charges of a service: zone by zone where both months have the same ones."""
    keys = sorted({(line.component, line.zone) for line in (*old, *new)})
    if not old or not new:
        return [ChangePart(service_id, Cause.METHOD, _sum(new) - _sum(old))]
    if all(_with(key, old) and _with(key, new) for key in keys):
        parts: list[ChangePart] = []
        for key in keys:
            found = _driven(_with(key, old), _with(key, new), service_id)
            parts += [replace(part, zone=key[1]) for part in found]
        return parts
    components = sorted({component for component, _ in keys})
    if len(components) > 1:
        # Components are measured in units of their own, so their volumes do not add up.
        return [
            replace(part, component=one)
            for one in components
            for part in _of_component(_made_of(one, old), _made_of(one, new), service_id)
        ]
    return _driven(old, new, service_id)


def _of_component(old: Lines, new: Lines, service_id: int) -> list[ChangePart]:
    if old and new:
        return _charged(old, new, service_id)
    return [ChangePart(service_id, Cause.STARTED if new else Cause.STOPPED, _sum(new) - _sum(old))]


def _made_of(component: str, lines: Lines) -> list[ComparedLine]:
    return [line for line in lines if line.component == component]


def _with(key: tuple[str, str], lines: Lines) -> list[ComparedLine]:
    return [line for line in lines if (line.component, line.zone) == key]


def _driven(old: Lines, new: Lines, service_id: int) -> list[ChangePart]:
    """Exchange the drivers one after another; the tariff, else the largest driver, takes the rest."""
    drivers = [driver for driver in _drivers(old, new) if driver.was != driver.now]
    value, reached = sum((_unrounded(line) for line in old), Fraction(0)), _sum(old)
    parts = []
    for driver in drivers:
        # From nothing to something there is no old price: the whole of the new amount is its effect.
        ratio = Fraction(driver.now, driver.was) if driver.was else None
        value = Fraction(_sum(new)) if ratio is None else value * ratio
        after = divide_half_up(value.numerator, value.denominator)
        parts.append(
            ChangePart(
                service_id,
                driver.cause,
                after - reached,
                driver.shown(driver.was),
                driver.shown(driver.now),
                was_method=_method(old),
                now_method=_method(new),
            )
        )
        reached = after
    return _with_rest(parts, _sum(new) - reached, _price_part(old, new, service_id))


def _with_rest(
    parts: list[ChangePart], rest_kopecks: int, price: ChangePart | None
) -> list[ChangePart]:
    """Give what the drivers left to the price if it changed, else to the largest driver."""
    if price is not None:
        return [*parts, replace(price, amount_kopecks=rest_kopecks)]
    largest = max(range(len(parts)), key=lambda place: abs(parts[place].amount_kopecks))
    taken = replace(parts[largest], amount_kopecks=parts[largest].amount_kopecks + rest_kopecks)
    return [*parts[:largest], taken, *parts[largest + 1 :]]


def _price_part(old: Lines, new: Lines, service_id: int) -> ChangePart | None:
    """The part of a changed price, its amount still open; None where prices are the same."""
    was, now = _rates(old), _rates(new)
    if was == now:
        if any(driver.was != driver.now for driver in _drivers(old, new)):
            return None
        return ChangePart(service_id, Cause.REST, 0)
    common = {band for band, _ in was} & {band for band, _ in now}
    if common and _of_bands(was, common) == _of_bands(now, common):
        return ChangePart(service_id, Cause.BANDS, 0)
    first, last = old[0].rate_micro_rubles, new[-1].rate_micro_rubles
    if first is None or last is None or first == last:
        first = last = None
    return ChangePart(
        service_id,
        Cause.TARIFF,
        0,
        first,
        last,
        was_method=_method(old),
        now_method=_method(new),
    )


def _rates(lines: Lines) -> set[tuple[int | None, int | None]]:
    return {(line.band, line.rate_micro_rubles) for line in lines}


def _of_bands(
    rates: set[tuple[int | None, int | None]], bands: set[int | None]
) -> set[tuple[int | None, int | None]]:
    return {rate for rate in rates if rate[0] in bands}


def _drivers(old: Lines, new: Lines) -> list[_Driver]:
    """What the amounts of both months are products of, besides the price."""
    methods = {line.method for line in (*old, *new)}
    if methods <= BY_RESIDENTS and _all_have("persons_micro", old, new):
        found = [_driver(Cause.PERSONS, old, new, _mean("persons_micro")), _days(old, new)]
        return [*found, *_norm(old, new, found)]
    if methods == {"AREA_RATE"} and _all_have("area_micro", old, new):
        return [_driver(Cause.AREA, old, new, _mean("area_micro")), _days(old, new)]
    if methods <= BY_AREA_AND_NORM and _all_have("area_micro", old, new):
        found = [_driver(Cause.AREA, old, new, _mean("area_micro")), _days(old, new)]
        return [*found, *_norm(old, new, found)]
    if not _all_have("quantity_micro", old, new):
        return []
    if methods == {"FIXED"}:
        return [_driver(Cause.QUANTITY, old, new, _mean("quantity_micro"))]
    return [_driver(Cause.VOLUME, old, new, _volume)]


def _driver(cause: Cause, old: Lines, new: Lines, value: Callable[[Lines], Fraction]) -> _Driver:
    return _Driver(cause, value(old), value(new))


def _days(old: Lines, new: Lines) -> _Driver:
    """The share of the month that was charged, shown as days."""
    longest = max(line.month_days for line in (*old, *new))
    return _Driver(Cause.DAYS, _share(old), _share(new), scale=longest)


def _norm(old: Lines, new: Lines, others: Sequence[_Driver]) -> list[_Driver]:
    """The norm, where the volume changed otherwise than the other drivers say."""
    was, now = _norms(old), _norms(new)
    if was == now:
        return []
    if len(was) == len(now) == 1:
        return [_Driver(Cause.NORM, Fraction(was[0] or 0), Fraction(now[0] or 0))]
    ratio = Fraction(_volume(new), _volume(old) or 1)
    for driver in others:
        ratio = ratio * Fraction(driver.was or 1, driver.now or 1)
    # Several norms inside a month: only how far they moved the volume can be told.
    return [_Driver(Cause.NORM, Fraction(1), ratio, scale=0)]


def _norms(lines: Lines) -> list[int | None]:
    return sorted({line.norm_micro for line in lines}, key=lambda norm: norm or 0)


def _all_have(name: str, *months: Lines) -> bool:
    return all(getattr(line, name) is not None for lines in months for line in lines)


def _mean(name: str) -> Callable[[Lines], Fraction]:
    """The mean of a column over the days of the lines."""

    def mean(lines: Lines) -> Fraction:
        days = sum(line.days for line in lines)
        if not days:
            return Fraction(sum(getattr(line, name) for line in lines), len(lines))
        return Fraction(sum(getattr(line, name) * line.days for line in lines), days)

    return mean


def _share(lines: Lines) -> Fraction:
    return Fraction(sum(line.days for line in lines), lines[0].month_days)


def _volume(lines: Lines) -> Fraction:
    return Fraction(sum(line.quantity_micro or 0 for line in lines))


def _unrounded(line: ComparedLine) -> Fraction:
    """The line's amount before its rounding, where its own figures give it: kopecks."""
    if line.quantity_micro is not None and line.rate_micro_rubles is not None:
        product = Fraction(line.quantity_micro * line.rate_micro_rubles, AMOUNT_DIVISOR)
        for found in (product, product * Fraction(line.days, line.month_days)):
            if divide_half_up(found.numerator, found.denominator) == line.amount_kopecks:
                return found
    return Fraction(line.amount_kopecks)


def _method(lines: Lines) -> str:
    """The method of a month; empty where lines have several."""
    methods = {line.method for line in lines}
    return methods.pop() if len(methods) == 1 else ""


def _sum(lines: Lines) -> int:
    return sum(line.amount_kopecks for line in lines)
