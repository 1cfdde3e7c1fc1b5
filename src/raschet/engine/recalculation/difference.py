"""A month computed again, less what was billed for it: the lines that correct it in the open month.

``recalculation = sum(lines computed now) - sum(lines billed for the month)`` by account, service,
supplier and subject (R-141). Every line of both sides is rounded already, so the sums are exact and
the original with all its recalculations adds up to the month computed afresh. Refunds of absence and
of poor quality are subjects of their own; everything else is one, because only the whole fee of a
service can be compared where a meter took the place of a norm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.lines import LINE_SCHEMA, as_lines
from raschet.engine.segments import month_of
from raschet.engine.tariff_structure import HEAT
from raschet.values.rounding import mul_div_half_up

if TYPE_CHECKING:
    from raschet.values.period import Period

RECALCULATION: Final = "RECALCULATION"
"""The method of a line that corrects the fee itself."""

OWN_SUBJECTS: Final = ("ABSENCE", "QUALITY")
"""Methods of refunds: corrected apart from the fee."""

RECOMPUTED_KINDS: Final = ("CHARGE", "RAISING", "RECALCULATION")
"""What a month computed again consists of; penalties and benefits have rules of their own."""

SUBJECT: Final = ("account_id", "service_id", "supplier_id", "method")

DIFFERENCE_SCHEMA: Final = {
    **LINE_SCHEMA,
    "was_kopecks": pl.Int64,
    "should_kopecks": pl.Int64,
    "was_micro": pl.Int64,
    "should_micro": pl.Int64,
}
"""A charge line with both sums and both volumes."""


def differences(should: pl.DataFrame, billed: pl.DataFrame, period: Period) -> pl.DataFrame:
    """What corrects a month: one line a subject whose sum changed, without number and reason.

    should: lines computed now. billed: lines of all earlier runs with this origin period. Both hold
    the columns of ``LINE_SCHEMA``. Returns ``DIFFERENCE_SCHEMA``; ``quantity_micro`` is the volume
    (area, number of fees) that should be less the one that was billed.
    """
    sums = (
        pl.concat([_side(should, "should", period), _side(billed, "was", period)], how="diagonal")
        .group_by(SUBJECT)
        .agg(pl.col("was_kopecks", "should_kopecks", "was_micro", "should_micro").sum())
        .filter(pl.col("was_kopecks") != pl.col("should_kopecks"))
        .sort(SUBJECT)
    )
    first, until = month_of(period)
    lines = sums.with_columns(
        origin_period=pl.lit(first),
        segment_from=pl.lit(first),
        segment_until=pl.lit(until),
        days=pl.lit(period.days),
        quantity_micro=pl.col("should_micro") - pl.col("was_micro"),
        amount_kopecks=pl.col("should_kopecks") - pl.col("was_kopecks"),
    )
    return pl.concat(
        [
            as_lines(lines, kind=RECALCULATION),
            sums.select("was_kopecks", "should_kopecks", "was_micro", "should_micro").cast(
                pl.Int64
            ),
        ],
        how="horizontal",
    )


def subject() -> pl.Expr:
    """Under which method a line is compared: a refund under its own, the rest as the fee."""
    return (
        pl.when(pl.col("method").is_in(OWN_SUBJECTS))
        .then("method")
        .otherwise(pl.lit(RECALCULATION))
    )


def _side(lines: pl.DataFrame, name: str, period: Period) -> pl.DataFrame:
    """Sums of one side by subject. Areas and fees count by their days, volumes as they are."""
    kept = lines.filter(pl.col("kind").is_in(RECOMPUTED_KINDS))
    by_days = kept["method"].is_in(["AREA_RATE", "FIXED"]) & (kept["kind"] == "CHARGE")
    weighted = mul_div_half_up([kept["quantity_micro"], kept["days"]], [period.days])
    # The raising part repeats the volume of the line it stands on, the heat in hot water warms it.
    repeated = (pl.col("kind") == "RAISING") | pl.col("component").eq_missing(HEAT)
    volume = pl.when(repeated).then(0)
    return (
        kept.with_columns(weighted.alias("weighted"), by_days.alias("by_days"))
        .with_columns(
            method=subject(),
            micro=volume.when("by_days").then("weighted").otherwise("quantity_micro").fill_null(0),
        )
        .group_by(SUBJECT)
        .agg(
            pl.col("amount_kopecks").sum().alias(f"{name}_kopecks"),
            pl.col("micro").sum().alias(f"{name}_micro"),
        )
    )
