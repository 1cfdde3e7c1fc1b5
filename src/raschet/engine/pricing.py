"""Arithmetic that several methods share: the columns' exact products, rounded once a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.values.rounding import AMOUNT_DIVISOR, MICRO, mul_div_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence


def priced(frame: pl.DataFrame) -> pl.DataFrame:
    """``amount_kopecks`` = quantity x rate, half-up (R-002, D-01)."""
    amount = mul_div_half_up(
        [frame["quantity_micro"], frame["rate_micro_rubles"]], [AMOUNT_DIVISOR]
    )
    return frame.with_columns(amount.alias("amount_kopecks"))


def prorated_quantity(frame: pl.DataFrame, factors: Sequence[str], divisor: str) -> pl.Series:
    """Product of micro columns and plain columns over the divisor, half-up to six decimals (D-02)."""
    return mul_div_half_up([frame[name] for name in factors], [frame[divisor]])


def with_raising(lines: pl.DataFrame, weighted: pl.Series, weight: pl.Series) -> pl.DataFrame:
    """Base lines and, below them, the raising part as lines of their own (D-04, R-111).

    lines: priced base lines with ``quantity_micro`` and ``rate_micro_rubles``. The coefficient of a
    line is ``weighted / weight / 10**6``, exact: weights are days, or norm x person-days where the
    residents change too (D-14). base = round(V T), total = round(V T K), raising = total - base.
    """
    total = mul_div_half_up(
        [lines["quantity_micro"], lines["rate_micro_rubles"], weighted],
        [AMOUNT_DIVISOR * MICRO, weight],
    )
    shown = mul_div_half_up([weighted], [weight])
    extra = lines.with_columns(
        (total - lines["amount_kopecks"]).alias("amount_kopecks"), shown.alias("coefficient_micro")
    ).filter(pl.col("coefficient_micro") != MICRO)
    base = lines.with_columns(
        pl.lit(None, dtype=pl.Int64).alias("coefficient_micro"), pl.lit("CHARGE").alias("kind")
    )
    return pl.concat([base, extra.with_columns(pl.lit("RAISING").alias("kind"))])
