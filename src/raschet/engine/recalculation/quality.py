"""Poor quality and outages: what the month's fee of a service is reduced by.

Percents are of the month's fee and never exceed it (R-160). A service billed by the norm also loses
the undelivered volume (R-161, PP 354 cl. 98 to 101); a meter loses it by itself. Excess hours are the
larger of the month's total beyond its limit and the sum of single excesses, in whole hours (D-16).
Source: PP 354 App. 1; PP 491 for maintenance. Every refund is rounded once and is negative or zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.values.rounding import (
    AMOUNT_DIVISOR,
    MICRO,
    mul_div_half_up,
    sum_of_products_div_half_up,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

PERCENT: Final = 100 * MICRO
"""What micro-percent are divided by to give a share."""


def excess_hours(
    outages: pl.DataFrame,
    keys: Sequence[str],
    *,
    limit_total_micro: int | None,
    limit_single_micro: int | None,
) -> pl.DataFrame:
    """Hours beyond the limits by key (D-16): ``hours_micro`` in all and ``excess_hours``, whole.

    outages: ``keys``, ``hours_micro`` of every single outage of the month. A limit that the table of
    quality does not have is None and gives no excess.
    """
    hours = pl.col("hours_micro")
    total = pl.lit(0) if limit_total_micro is None else hours.sum() - limit_total_micro
    single = (
        pl.lit(0)
        if limit_single_micro is None
        else (hours - limit_single_micro).clip(lower_bound=0).sum()
    )
    return (
        outages.group_by(keys, maintain_order=True)
        .agg(hours.sum(), total.alias("over_total"), single.alias("over_single"))
        .with_columns(
            excess_hours=pl.max_horizontal(pl.col("over_total").clip(lower_bound=0), "over_single")
            // MICRO
        )
        .drop("over_total", "over_single")
    )


def outage(frame: pl.DataFrame) -> pl.Series:
    """``fee (percent x excess + undelivered hours / hours of the month)``, at most the fee.

    frame: ``charge_kopecks``, ``excess_hours``, ``percent_micro`` (an hour), ``undelivered_micro``
    (hours without supply where the norm is billed, else 0), ``month_hours``.
    """
    return _refund(
        frame["charge_kopecks"],
        sum_of_products_div_half_up(
            [
                [_fee(frame), frame["percent_micro"], frame["excess_hours"], frame["month_hours"]],
                [_fee(frame), frame["undelivered_micro"], 100],
            ],
            [PERCENT, frame["month_hours"]],
        ),
    )


def percent_hours(frame: pl.DataFrame) -> pl.Series:
    """``fee x percent x steps x hours``: room temperature, pressure, voltage (R-160).

    frame: ``charge_kopecks``, ``percent_micro`` (an hour and step), ``steps``, ``hours_micro``.
    """
    return _refund(
        frame["charge_kopecks"],
        mul_div_half_up(
            [_fee(frame), frame["percent_micro"], frame["steps"], frame["hours_micro"]],
            [PERCENT, MICRO],
        ),
    )


def steps_beyond(frame: pl.DataFrame, *, step_micro: int, steps_up: bool) -> pl.Series:
    """Steps of degrees beyond the tolerance, on either side of the standard (D-16).

    frame: ``measured_micro``, ``lowest_micro``, ``highest_micro`` (null where warmth has no limit),
    ``tolerance_micro``.
    """
    short = pl.col("lowest_micro") - pl.col("measured_micro")
    over = (pl.col("measured_micro") - pl.col("highest_micro")).fill_null(0)
    beyond = (pl.max_horizontal(short, over) - pl.col("tolerance_micro")).clip(lower_bound=0)
    upwards = step_micro - 1 if steps_up else 0
    return frame.select(steps=(beyond + upwards) // step_micro)["steps"]


def below_forty(frame: pl.DataFrame) -> pl.DataFrame:
    """Hot water below 40 degrees is paid as cold water (App. 1 p. 5).

    frame: ``quantity_micro`` of the month, ``hours_micro``, ``month_hours``, ``hot_rate_micro_rubles``,
    ``cold_rate_micro_rubles``. Adds ``cooled_micro`` and ``refund_kopecks``.
    """
    cooled = mul_div_half_up(
        [frame["quantity_micro"], frame["hours_micro"]], [frame["month_hours"], MICRO]
    )
    dearer = frame["hot_rate_micro_rubles"] - frame["cold_rate_micro_rubles"]
    refund = mul_div_half_up([cooled, dearer.clip(lower_bound=0)], [AMOUNT_DIVISOR])
    return frame.with_columns(cooled.alias("cooled_micro"), (-refund).alias("refund_kopecks"))


def waste_delay(frame: pl.DataFrame, *, percent_micro: int, limit_micro: int) -> pl.Series:
    """Waste not removed: a percent for every whole 24 hours beyond the limit of the month.

    frame: ``charge_kopecks``, ``delay_micro`` (hours in all).
    """
    days = (frame["delay_micro"] - limit_micro).clip(lower_bound=0) // (24 * MICRO)
    return _refund(
        frame["charge_kopecks"],
        mul_div_half_up([_fee(frame), percent_micro, days], [PERCENT]),
    )


def maintenance(frame: pl.DataFrame) -> pl.Series:
    """Work of maintenance that was not done: ``S x work rate x d / D`` (PP 491).

    frame: ``area_micro``, ``rate_micro_rubles`` (of the work, a month), ``days``, ``month_days``.
    """
    return -mul_div_half_up(
        [frame["area_micro"], frame["rate_micro_rubles"], frame["days"]],
        [AMOUNT_DIVISOR, frame["month_days"]],
    )


def _fee(frame: pl.DataFrame) -> pl.Series:
    """The fee that a percent is taken of; a credit is not reduced."""
    return frame["charge_kopecks"].clip(lower_bound=0)


def _refund(charges: pl.Series, reductions: pl.Series) -> pl.Series:
    """Reductions as refunds, at most the fee."""
    frame = pl.DataFrame({"fee": charges.clip(lower_bound=0), "reduction": reductions})
    return frame.select(refund=-pl.min_horizontal("fee", "reduction"))["refund"]
