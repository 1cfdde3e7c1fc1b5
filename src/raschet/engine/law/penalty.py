"""The law of penalties as it stands on a day: steps of delay, key rates, caps, moratoria."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from raschet.engine.law.tables import law_table
from raschet.values.date_range import DateRange
from raschet.values.scaled import parse_micro

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """From its day of delay on, 1/divisor of the rate a day."""

    first_day: int
    divisor: int


@dataclass(frozen=True, slots=True)
class DatedPercent:
    """Percent a year, in micro-units (9.5 % is 9 500 000), on the days of a range."""

    dates: DateRange
    percent_micro: int


@dataclass(frozen=True, slots=True)
class PenaltyLaw:
    """What a penalty is computed by.

    steps: by kind of debt, in order of days. key_rates and caps: on any day the rate is the key rate,
    or the cap where one is in force and lower (R-182). moratoria: days that bear no penalty (R-185).
    """

    steps: Mapping[str, tuple[Step, ...]]
    key_rates: tuple[DatedPercent, ...]
    caps: tuple[DatedPercent, ...]
    moratoria: tuple[DateRange, ...]


def consecutive(rates: list[tuple[date, int]]) -> tuple[DatedPercent, ...]:
    """Rates that each hold until the next one: first day and percent in micro-units."""
    ordered = sorted(rates)
    ends = [*(first for first, _ in ordered[1:]), None]
    return tuple(
        DatedPercent(DateRange(first, until), percent)
        for (first, percent), until in zip(ordered, ends, strict=True)
    )


@cache
def penalty_law(on: date) -> PenaltyLaw:
    """The law in force on a day; its rates and moratoria are those of all earlier days too."""
    table = law_table("penalty")
    steps: dict[str, list[Step]] = {}
    for row in table["step"]:
        if on in _dates(row):
            steps.setdefault(row["kind"], []).append(Step(row["first_day"], row["divisor"]))
    rates = law_table("key_rates")["rate"]
    return PenaltyLaw(
        steps={
            kind: tuple(sorted(found, key=lambda step: step.first_day))
            for kind, found in steps.items()
        },
        key_rates=consecutive([(row["from"], parse_micro(row["percent"])) for row in rates]),
        caps=tuple(DatedPercent(_dates(row), parse_micro(row["percent"])) for row in table["cap"]),
        moratoria=tuple(_dates(row) for row in table["moratorium"]),
    )


def _dates(row: dict[str, Any]) -> DateRange:
    return DateRange(row["from"], row.get("until"))
