"""Heating: by the norm, by the house meter, by last year's average, by allocators.

Source: PP 354 cl. 42(1), 42(2), 43, App. 2 f. 2 to 3(7) and 6, PP 1708 of 28.12.2018, PP 184 of
23.02.2019 (rules R-060 to R-069). The area of the house is that of all residential and
non-residential premises, never of the common property (R-063).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.values.rounding import (
    AMOUNT_DIVISOR,
    MICRO,
    mul_div_half_up,
    sum_of_products_div_half_up,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

METERED = "METERED"
UNMETERED = "UNMETERED"
DISCONNECTED = "DISCONNECTED"


def norm_volume(frame: pl.DataFrame) -> pl.Series:
    """``S N k``: the whole norm in the season, or heating months / 12 all the year (R-061).

    frame: ``area_micro``, ``norm_micro`` (gigacalories a square metre), ``heating_months``,
    ``of_months``: 1 and 1 in the season, 7 and 12 where seven months are paid in twelve parts.
    """
    return mul_div_half_up(
        [frame["area_micro"], frame["norm_micro"], frame["heating_months"]],
        [frame["of_months"], MICRO],
    )


def house_meter_volume(frame: pl.DataFrame) -> pl.Series:
    """The premises' gigacalories: own and common part together (R-062).

    The general formula is ``V_i + S_i (V_d - sum V) / S_ob``. ``V_i`` of premises without a meter is
    ``S_i sum V_metered / sum S_metered`` where some are metered, else
    ``S_i V_d / (S_ob - S_dis + S_oi)``; of disconnected premises it is nothing, and they still pay the
    common part. With nobody metered and nobody disconnected this is ``S_i V_d / S_ob``.

    frame: of the house ``house_volume_micro``, ``house_area_micro``, ``metered_volume_micro``,
    ``metered_area_micro``, ``disconnected_area_micro``, ``common_area_micro``; of the premises
    ``state`` (METERED, UNMETERED, DISCONNECTED), ``area_micro``, ``own_volume_micro`` (by the meter).
    """
    some = frame["metered_area_micro"] > 0
    parts = frame.with_columns(some.alias("some")).with_row_index("row")
    return (
        pl.concat([_some_metered(parts.filter("some")), _none_metered(parts.filter(~some))])
        .sort("row")
        .get_column("volume_micro")
    )


def _some_metered(rows: pl.DataFrame) -> pl.DataFrame:
    """With ``r = V_m / S_m`` the common part of a square metre is ``(V_d - (S_ob - S_dis) r) / S_ob``.

    Premises without a meter add ``S_i r``, which leaves ``S_i (V_d + S_dis r) / S_ob`` in one fraction.
    """
    area, house = rows["area_micro"], rows["house_area_micro"]
    metered_area = rows["metered_area_micro"]
    covered = rows.select(
        pl.when(pl.col("state") == UNMETERED)
        .then(pl.col("disconnected_area_micro"))
        .otherwise(pl.col("disconnected_area_micro") - pl.col("house_area_micro"))
    ).to_series()
    share = sum_of_products_div_half_up(
        [
            [area, rows["house_volume_micro"], metered_area],
            [area, rows["metered_volume_micro"], covered],
        ],
        [metered_area, house],
    )
    own = pl.when(pl.col("state") == METERED).then(pl.col("own_volume_micro")).otherwise(0) + share
    return rows.select("row", own.cast(pl.Int64).alias("volume_micro"))


def _none_metered(rows: pl.DataFrame) -> pl.DataFrame:
    """``S_i V_d (S_ob + S_oi) / (X S_ob)`` with ``X = S_ob - S_dis + S_oi``; disconnected: ``S_oi``."""
    house, common = rows["house_area_micro"], rows["common_area_micro"]
    connected = house - rows["disconnected_area_micro"] + common
    factor = rows.select(
        pl.when(pl.col("state") == DISCONNECTED)
        .then(pl.col("common_area_micro"))
        .otherwise(pl.col("house_area_micro") + pl.col("common_area_micro"))
    ).to_series()
    volume = mul_div_half_up(
        [rows["area_micro"], rows["house_volume_micro"], factor], [connected, house]
    )
    return rows.select("row", volume.alias("volume_micro"))


def year_round_volume(frame: pl.DataFrame) -> pl.Series:
    """``S_i V_prev / 12 / S_ob``: a twelfth of last year's house volume (R-064).

    frame: ``area_micro``, ``previous_year_micro``, ``house_area_micro``.
    """
    return mul_div_half_up(
        [frame["area_micro"], frame["previous_year_micro"]], [12, frame["house_area_micro"]]
    )


def annual_correction(
    frame: pl.DataFrame, periods: pl.DataFrame, keys: Sequence[str]
) -> pl.DataFrame:
    """The year's actual cost less what was charged, due in the first quarter (R-064).

    frame: ``keys`` of the house, ``area_micro``, ``house_area_micro``, ``charged_kopecks``. periods:
    ``keys``, ``house_volume_micro``, ``rate_micro_rubles``: each month's volume at its own tariff.
    Adds ``actual_kopecks`` and ``correction_kopecks`` (negative: a refund).
    """
    cost = periods.group_by(keys).agg(
        house_cost=(
            pl.col("house_volume_micro").cast(pl.Int128) * pl.col("rate_micro_rubles")
        ).sum()
    )
    rows = frame.join(cost, on=list(keys), how="left", maintain_order="left").with_columns(
        pl.col("house_cost").fill_null(0)
    )
    actual = mul_div_half_up(
        [rows["area_micro"], rows["house_cost"]], [AMOUNT_DIVISOR, rows["house_area_micro"]]
    )
    return rows.drop("house_cost").with_columns(
        actual.alias("actual_kopecks"),
        (actual - rows["charged_kopecks"]).alias("correction_kopecks"),
    )


def by_allocators(frame: pl.DataFrame) -> pl.DataFrame:
    """Redistribute what the equipped premises were charged, by the units of their allocators (R-065).

    frame: ``equipped_kopecks`` (charged to all equipped premises), ``units_micro``,
    ``all_units_micro``, ``charged_kopecks``. Adds ``share_kopecks``, ``correction_kopecks``.
    Whether at least half of the area is equipped is known to the house (f. 6).
    """
    share = mul_div_half_up(
        [frame["equipped_kopecks"], frame["units_micro"]], [frame["all_units_micro"]]
    )
    return frame.with_columns(
        share.alias("share_kopecks"),
        (share - frame["charged_kopecks"]).alias("correction_kopecks"),
    )


def failed_meter_volume(frame: pl.DataFrame) -> pl.Series:
    """A failed house meter: its average day, corrected for the weather (R-067, PP 1176).

    ``V = v_day days (t_in - t_now) / (t_in - t_avg)``. frame: ``day_volume_micro``, ``days``,
    ``inside_micro``, ``outside_micro``, ``average_outside_micro`` (degrees).
    """
    return mul_div_half_up(
        [
            frame["day_volume_micro"],
            frame["days"],
            frame["inside_micro"] - frame["outside_micro"],
        ],
        [frame["inside_micro"] - frame["average_outside_micro"]],
    )


def without_hot_water(frame: pl.DataFrame) -> pl.Series:
    """``V_total - V_hw q``: heating where one house meter measures hot water too (R-069).

    frame: ``house_volume_micro``, ``hot_water_micro``, ``heat_norm_micro``.
    """
    spent = mul_div_half_up([frame["hot_water_micro"], frame["heat_norm_micro"]], [MICRO])
    return frame["house_volume_micro"] - spent
