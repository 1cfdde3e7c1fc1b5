"""What settled a debt and when, after payments were taken back (R-193, R-195)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence


def settlements(payments: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Payments of each debt by days, what was taken back later counted off the latest ones.

    payments: ``keys``, ``paid_on``, ``amount_kopecks`` (negative: a refund, or a credit moved away).
    A reversal carries the day of what it reverses, so both vanish together. What a debt had settled
    on a day is the least that stood settled on that day or any later one, never below zero. Returns
    the same columns with positive amounts, one row a debt and day.
    """
    debt = list(keys)
    days = (
        payments.group_by(*debt, "paid_on")
        .agg(pl.col("amount_kopecks").sum())
        .sort(*debt, "paid_on")
        .with_columns(stood=pl.col("amount_kopecks").cum_sum().over(debt))
    )
    lasting = pl.col("stood").reverse().cum_min().reverse().clip(lower_bound=0).over(debt)
    return (
        days.with_columns(lasting=lasting)
        .with_columns(
            amount_kopecks=pl.col("lasting") - pl.col("lasting").shift(fill_value=0).over(debt)
        )
        .filter(pl.col("amount_kopecks") > 0)
        .select(*debt, "paid_on", "amount_kopecks")
    )
