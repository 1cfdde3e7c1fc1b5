"""Hot water made in the house by its own boiler or heat point.

``P = V_i T_cold + (V_res V_i / sum V) T_res`` (R-023, PP 354 cl. 54, App. 2 f. 20). Hot water of two
components that a supplier sells is ``engine.hot_water_heat``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from raschet.values.rounding import AMOUNT_DIVISOR, mul_div_half_up

if TYPE_CHECKING:
    import polars as pl


def made_in_house(frame: pl.DataFrame) -> pl.DataFrame:
    """Price the cold water taken and the premises' part of the fuel or heat that warmed it.

    frame: ``quantity_micro`` of the premises, ``house_quantity_micro`` (hot water of all premises),
    ``resource_micro`` (fuel or heat spent on it), ``water_rate_micro_rubles``,
    ``resource_rate_micro_rubles``.
    Adds ``resource_share_micro``, ``water_kopecks``, ``resource_kopecks``.
    """
    share = mul_div_half_up(
        [frame["resource_micro"], frame["quantity_micro"]], [frame["house_quantity_micro"]]
    )
    water = mul_div_half_up(
        [frame["quantity_micro"], frame["water_rate_micro_rubles"]], [AMOUNT_DIVISOR]
    )
    resource = mul_div_half_up([share, frame["resource_rate_micro_rubles"]], [AMOUNT_DIVISOR])
    return frame.with_columns(
        share.alias("resource_share_micro"),
        water.alias("water_kopecks"),
        resource.alias("resource_kopecks"),
    )
