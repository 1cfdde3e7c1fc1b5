"""Resources spent on keeping the common property: cold and hot water, wastewater, electricity.

Always shared by area: ``V_i = V_soi S_i / S_ob`` over all residential and non-residential premises
(R-090; ZhK 154, 156 p. 9.2, 9.3; PP 491 cl. 29 to 29(5) as changed by PP 92 of 03.02.2022). The
house's volume is the norm's (R-091), the meter's difference (R-092), or the norm's with a recalculation
to come (R-093, R-094). A negative difference is charged as nothing and carried (R-095).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence


def share_of_house(frame: pl.DataFrame) -> pl.Series:
    """``V_soi S_i / S_ob`` (R-090, R-094): also of a correction, which may be negative.

    frame: ``house_volume_micro``, ``area_micro``, ``house_area_micro``.
    """
    return mul_div_half_up(
        [frame["house_volume_micro"], frame["area_micro"]], [frame["house_area_micro"]]
    )


def norm_house_volume(houses: pl.DataFrame) -> pl.Series:
    """``N S_oi`` (R-091). houses: ``norm_micro``, ``common_area_micro``."""
    return mul_div_half_up([houses["norm_micro"], houses["common_area_micro"]], [MICRO])


def metered_house_volume(houses: pl.DataFrame) -> pl.DataFrame:
    """The meter less what the premises were billed and what the house made itself (R-092, R-095).

    houses: ``meter_micro``, ``flats_micro`` (billed in the same period, D-13), ``nonresidential_micro``,
    ``other_micro``, ``carried_micro`` (negative or zero: carried from earlier periods),
    ``cap_micro`` (the norm's volume where the house has no right to the actual one, else null, R-097).
    Adds ``difference_micro`` (before the cap), ``house_volume_micro``, ``carry_out_micro``: meter =
    premises + difference - carried holds always.
    """
    difference = (
        pl.col("meter_micro")
        - pl.col("flats_micro")
        - pl.col("nonresidential_micro")
        - pl.col("other_micro")
        + pl.col("carried_micro")
    )
    charged = pl.min_horizontal(pl.col("difference_micro").clip(lower_bound=0), "cap_micro")
    return houses.with_columns(difference_micro=difference).with_columns(
        house_volume_micro=charged,
        carry_out_micro=pl.col("difference_micro").clip(upper_bound=0),
    )


def reduction_by_persons(frame: pl.DataFrame) -> pl.Series:
    """A negative difference that reduces individual consumption by residents (R-095, cl. 47).

    frame: ``difference_micro`` (a positive one gives nothing), ``persons_micro``,
    ``house_persons_micro``. Returns volumes that are negative or zero. Heating is reduced by area:
    ``share_of_house``.
    """
    negative = frame["difference_micro"].clip(upper_bound=0)
    return mul_div_half_up([negative, frame["persons_micro"]], [frame["house_persons_micro"]])


def money_recalculation(frame: pl.DataFrame) -> pl.DataFrame:
    """What the supplier charged the house beyond the residents' bills, spread by area (R-094).

    frame: ``supplier_kopecks``, ``residents_kopecks``, ``area_micro``, ``house_area_micro``.
    Adds ``difference_kopecks``, ``per_metre_kopecks`` (for display) and ``amount_kopecks``.
    """
    difference = frame["supplier_kopecks"] - frame["residents_kopecks"]
    house = frame["house_area_micro"]
    return frame.with_columns(
        difference.alias("difference_kopecks"),
        mul_div_half_up([difference, MICRO], [house]).alias("per_metre_kopecks"),
        mul_div_half_up([difference, frame["area_micro"]], [house]).alias("amount_kopecks"),
    )


def house_sums(volumes: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Billed volumes of premises by house and kind: what ``metered_house_volume`` subtracts.

    volumes: ``keys``, ``residential`` (a flag), ``quantity_micro`` before any raising coefficient.
    """
    return volumes.group_by(keys).agg(
        flats_micro=pl.col("quantity_micro").filter("residential").sum(),
        nonresidential_micro=pl.col("quantity_micro").filter(~pl.col("residential")).sum(),
    )
