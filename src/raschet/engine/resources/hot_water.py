"""Hot water with two components, and hot water made in the house.

Two components (R-021, PP 354 cl. 38, App. 2 f. 23): ``P = V T_water + (V q) T_heat``, where ``q`` is the
region's norm of heat for one cubic metre, the same with and without a house heat meter. By the norm
(R-022) the raising coefficient of hot water applies to both components; whether it does so to the heat
is the parameter ``hot_water_heat_raised``. The water component is hot water, so its coefficient is that
of hot water, never that of cold water (D-15). Losses of circulation are inside ``q`` (R-024).

Made in the house (R-023, cl. 54, App. 2 f. 20): ``P = V_i T_cold + (V_res V_i / sum V) T_res``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from raschet.values.rounding import AMOUNT_DIVISOR, MICRO, mul_div_half_up

if TYPE_CHECKING:
    import polars as pl


def two_components(frame: pl.DataFrame, *, heat_raised: bool) -> pl.DataFrame:
    """Price the water and the heat in it; each component's raising part stands apart (D-04).

    frame: ``quantity_micro`` (cubic metres), ``heat_norm_micro`` (gigacalories a cubic metre),
    ``water_rate_micro_rubles``, ``heat_rate_micro_rubles``, ``coefficient_micro``.
    Adds ``heat_micro`` (gigacalories), ``water_kopecks``, ``water_raising_kopecks``, ``heat_kopecks``,
    ``heat_raising_kopecks``.
    """
    heat = mul_div_half_up([frame["quantity_micro"], frame["heat_norm_micro"]], [MICRO])
    raised = frame["coefficient_micro"]
    water = _priced(frame["quantity_micro"], frame["water_rate_micro_rubles"], raised)
    warmth = _priced(heat, frame["heat_rate_micro_rubles"], raised if heat_raised else MICRO)
    return frame.with_columns(
        heat.alias("heat_micro"),
        water[0].alias("water_kopecks"),
        water[1].alias("water_raising_kopecks"),
        warmth[0].alias("heat_kopecks"),
        warmth[1].alias("heat_raising_kopecks"),
    )


def _priced(
    quantity: pl.Series, rate: pl.Series, coefficient: pl.Series | int
) -> tuple[pl.Series, pl.Series]:
    """The base, and what the coefficient adds to it."""
    base = mul_div_half_up([quantity, rate], [AMOUNT_DIVISOR])
    total = mul_div_half_up([quantity, rate, coefficient], [AMOUNT_DIVISOR * MICRO])
    return base, total - base


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
