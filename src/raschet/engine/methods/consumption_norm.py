"""Consumption norm by residents, with the raising coefficient as a line of its own.

``V = n N d / D``, ``base = round(V T)``, ``total = round(V T K)``, ``raising = total - base``
(R-011, PP 354 cl. 42, App. 2 f. 4 and 4(1); residents by days D-06, cl. 57; K split by days D-14;
the coefficient raises the fee, never the volume R-111). Used where there is no meter, and after the
averaged months or for a meter too young for an average (R-121, R-122, cl. 59(2), 60).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import as_lines
from raschet.engine.norm_volume import LINE_KEYS, lines_by_persons, person_pieces
from raschet.engine.pricing import priced
from raschet.engine.segments import laid_over, with_days
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

METHOD = "NORM"
RAISING_REASONS = ("METER_FAILED", "VERIFICATION_EXPIRED", "ACCESS_REFUSED")
"""Causes that raise the fee besides a missing meter (R-113, R-121); an unsent reading does not."""


def base_lines(
    segments: pl.DataFrame,
    reference: Reference,
    unbilled: list[pl.DataFrame],
    keys: tuple[str, ...] = LINE_KEYS,
) -> pl.DataFrame:
    """Lines of segments by the norm, before the coefficient; ``raised / raised_weight`` is theirs.

    segments: as ``engine.supply`` makes them, with ``reason`` why there is no metered volume. The
    coefficient applies where the house's ``raising`` flag is set and the reason calls for it; with
    NO_METER not where a meter is impossible (R-112). keys: what makes a line of its own.
    """
    pieces = person_pieces(segments, reference, unbilled)
    pieces = with_days(laid_over(pieces, reference.coefficients))
    person_days = pl.col("persons").cast(pl.Int64) * pl.col("days")
    pieces = pieces.with_columns(
        person_days=person_days,
        weight=pl.col("norm_micro") * person_days,
        coefficient=coefficient(),
    )
    lines = priced(lines_by_persons(pieces, reference.month_days, keys))
    weighted, weight = _coefficient(pieces, lines, keys)
    return as_lines(lines, kind="CHARGE", method=METHOD).with_columns(
        weighted.cast(pl.Int128).alias("raised"), weight.cast(pl.Int64).alias("raised_weight")
    )


def coefficient() -> pl.Expr:
    """The raising coefficient of a piece where its house and cause call for it, else 1."""
    applies = pl.col("raising") & (
        pl.col("reason").is_in(RAISING_REASONS)
        | ((pl.col("reason") == "NO_METER") & ~pl.col("metering_impossible"))
    )
    return pl.when(applies).then(pl.col("coefficient_micro")).fill_null(MICRO)


def _coefficient(
    pieces: pl.DataFrame, lines: pl.DataFrame, keys: tuple[str, ...]
) -> tuple[pl.Series, pl.Series]:
    """The coefficient of every line as an exact fraction: a sum of K x weight over the weight.

    Usually one K holds for the whole line and the weight is 1. Where K changes but norm x residents
    does not, days weigh; otherwise norm x person-days do.
    """
    load = pl.col("norm_micro") * pl.col("persons")
    by_load = load.min() != load.max()
    sums = pieces.group_by(keys).agg(
        one=pl.col("coefficient").min() == pl.col("coefficient").max(),
        coefficient=pl.col("coefficient").min(),
        by_days=(pl.col("coefficient") * pl.col("days")).sum(),
        weight=pl.when(by_load).then(pl.col("weight").sum()).otherwise(pl.col("days").sum()),
        heavy=pl.when(by_load).then(
            (pl.col("weight").cast(pl.Int128) * pl.col("coefficient")).sum()
        ),
    )
    aligned = lines.select(keys).join(
        sums, on=keys, how="left", nulls_equal=True, maintain_order="left"
    )
    return (
        aligned.select(
            pl.when("one").then("coefficient").otherwise(pl.coalesce("heavy", "by_days"))
        ).to_series(),
        aligned.select(pl.when("one").then(1).otherwise("weight")).to_series(),
    )
