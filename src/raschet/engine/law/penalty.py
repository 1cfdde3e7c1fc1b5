"""The law of penalties as it stands on a day: steps of delay, key rates, caps, moratoria."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from raschet.engine.law.tables import law_table
from raschet.values.date_range import DateRange
from raschet.values.scaled import parse_micro

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
class Moratorium:
    """Days that bear no penalty. ``arose_before``: only debts of months before that day; None: all."""

    dates: DateRange
    arose_before: date | None = None


@dataclass(frozen=True, slots=True)
class PenaltyLaw:
    """What a penalty is computed by.

    steps: by kind of debt, in order of days. key_rates and caps: on any day the rate is the key rate,
    or the cap where one is in force and lower (R-182); a day without a key rate has no rate.
    moratoria: days that bear no penalty (R-185).
    """

    steps: Mapping[str, tuple[Step, ...]]
    key_rates: tuple[DatedPercent, ...]
    caps: tuple[DatedPercent, ...]
    moratoria: tuple[Moratorium, ...]


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
    """The shipped law in force on a day; its rates and moratoria are those of all earlier days too."""
    rates = law_table("key_rates")["rate"]
    return penalty_law_of(
        on,
        law_table("penalty"),
        consecutive([(row["from"], parse_micro(row["percent"])) for row in rates]),
    )


def penalty_law_of(
    on: date, rows: Mapping[str, Sequence[Mapping[str, Any]]], key_rates: tuple[DatedPercent, ...]
) -> PenaltyLaw:
    """The law in force on a day from rows shaped as those of ``penalty.toml``, and key rates."""
    steps: dict[str, list[Step]] = {}
    for row in rows["step"]:
        if on in _dates(row):
            steps.setdefault(row["kind"], []).append(Step(row["first_day"], row["divisor"]))
    return PenaltyLaw(
        steps={
            kind: tuple(sorted(found, key=lambda step: step.first_day))
            for kind, found in steps.items()
        },
        key_rates=key_rates,
        caps=tuple(DatedPercent(_dates(row), parse_micro(row["percent"])) for row in rows["cap"]),
        moratoria=tuple(
            Moratorium(_dates(row), row.get("arose_before")) for row in rows["moratorium"]
        ),
    )


def _dates(row: Mapping[str, Any]) -> DateRange:
    return DateRange(row["from"], row.get("until"))
