"""How many days of delay fall into every step, without walking over them.

A day of delay has a number: 1 is the day after the due date. A step covers numbers, a moratorium or a
pause covers days; both are ranges, and the days of a portion in a step are overlaps of ranges.
"""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.segments import days_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.engine.law.penalty import Moratorium, PenaltyLaw

MOST_STEPS: Final = 2
NEVER: Final = 1_000_000
"""A day of delay that no debt reaches."""


def step_table(law: PenaltyLaw) -> tuple[pl.DataFrame, int]:
    """By kind: days, weight and divisor of every step; and the denominator of the weights."""
    denominator = lcm(*(step.divisor for steps in law.steps.values() for step in steps))
    rows = []
    for kind, steps in law.steps.items():
        assert len(steps) <= MOST_STEPS, f"{kind} has more than {MOST_STEPS} steps"
        row: dict[str, str | int] = {"kind": kind}
        for number in range(1, MOST_STEPS + 1):
            step = steps[number - 1] if number <= len(steps) else None
            after = steps[number].first_day - 1 if number < len(steps) else NEVER
            row[f"first_{number}"] = step.first_day if step else NEVER
            row[f"last_{number}"] = after
            row[f"weight_{number}"] = denominator // step.divisor if step else 0
            row[f"divisor_{number}"] = step.divisor if step else 0
        rows.append(row)
    names = [
        f"{name}_{n}" for n in range(1, MOST_STEPS + 1) for name in ("first", "last", "divisor")
    ]
    return pl.DataFrame(rows).with_columns(pl.col(names).cast(pl.Int32)), denominator


def with_step_days(parts: pl.DataFrame, stops: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Add ``days_1``, ``days_2`` and the steps' weights and divisors.

    parts: ``debt_no``, ``due_on``, ``until`` (the last day that counts), ``kind``. stops: as
    ``paused_days`` returns them.
    """
    numbers = range(1, MOST_STEPS + 1)
    counted = (
        parts.join(table, on="kind", how="left", maintain_order="left")
        .with_columns(delay=days_between("due_on", "until").cast(pl.Int32))
        .with_columns(
            _overlap(f"first_{n}", f"last_{n}", pl.lit(1), pl.col("delay")).alias(f"days_{n}")
            for n in numbers
        )
    )
    if not stops.is_empty():
        counted = _less_stops(counted, stops)
    return counted.drop("delay", *(f"{name}_{n}" for n in numbers for name in ("first", "last")))


def _overlap(first: str, last: str, low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """How many numbers two ranges share."""
    shared = pl.min_horizontal(pl.col(last), high) - pl.max_horizontal(pl.col(first), low) + 1
    return shared.clip(lower_bound=0).cast(pl.Int32)


def _less_stops(counted: pl.DataFrame, stops: pl.DataFrame) -> pl.DataFrame:
    rows = counted.with_row_index("part_no")
    numbers = range(1, MOST_STEPS + 1)
    high = pl.min_horizontal("stop_last", "delay")
    lost = (
        rows.join(stops, on="debt_no")
        .with_columns(
            _overlap(f"first_{n}", f"last_{n}", pl.col("stop_first"), high).alias(f"lost_{n}")
            for n in numbers
        )
        .group_by("part_no")
        .agg(pl.col(f"lost_{n}").sum() for n in numbers)
    )
    joined = rows.join(lost, on="part_no", how="left", maintain_order="left")
    return joined.with_columns(
        pl.col(f"days_{n}") - pl.col(f"lost_{n}").fill_null(0) for n in numbers
    ).drop("part_no", *(f"lost_{n}" for n in numbers))


def paused_days(
    debts: pl.DataFrame,
    pauses: pl.DataFrame | None,
    moratoria: Sequence[Moratorium],
    keys: Sequence[str],
) -> pl.DataFrame:
    """Days of delay that bear nothing: ``debt_no``, ``stop_first``, ``stop_last``, never overlapping.

    debts: ``keys`` (with ``origin_period``), ``debt_no``, ``due_on``, ``until``. A pause without end
    has a null ``valid_until``.
    """
    parts = []
    for moratorium in moratoria:
        first, end = moratorium.dates.first, moratorium.dates.until
        inside = pl.col("until") >= first
        if end is not None:
            inside &= pl.col("due_on") < end
        if moratorium.arose_before is not None:
            inside &= pl.col("origin_period") < moratorium.arose_before
        parts.append(
            debts.filter(inside).select(
                "debt_no",
                "due_on",
                valid_from=pl.lit(first, dtype=pl.Date),
                valid_until=pl.lit(end, dtype=pl.Date),
            )
        )
    if pauses is not None:
        own = pauses.join(debts.select(*keys, "debt_no", "due_on"), on=list(keys))
        parts.append(own.select("debt_no", "due_on", "valid_from", "valid_until"))
    found = [part for part in parts if not part.is_empty()]
    if not found:
        nothing = pl.lit(None, dtype=pl.Int32)
        return debts.head(0).select("debt_no", stop_first=nothing, stop_last=nothing)
    numbered = pl.concat(found).select(
        "debt_no",
        stop_first=days_between("due_on", "valid_from").cast(pl.Int32),
        stop_last=(days_between("due_on", "valid_until") - 1).fill_null(NEVER).cast(pl.Int32),
    )
    return _disjoint(numbered)


def _disjoint(stops: pl.DataFrame) -> pl.DataFrame:
    """Ranges of one debt cut so that none repeats a day of another."""
    ordered = stops.sort("debt_no", "stop_first")
    reached = pl.col("stop_last").cum_max().shift().over("debt_no")
    return ordered.with_columns(
        stop_first=pl.max_horizontal(pl.col("stop_first"), reached.fill_null(-NEVER) + 1)
    ).filter(pl.col("stop_first") <= pl.col("stop_last"))
