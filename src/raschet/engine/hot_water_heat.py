"""The heat in hot water of two components: a line beside every line of its water.

``P = V T_water + (V q) T_heat`` (R-021, PP 354 cl. 38, App. 2 f. 23), where ``q`` is the norm of heat
for a cubic metre, the same with and without a house heat meter; losses of circulation and of heated
towel rails are inside it (R-024). The water may be metered, averaged or by the norm (R-022); by the
norm the raising coefficient of hot water applies to both components (D-15), to the heat only while
the parameter ``hot_water_heat_raised`` says so. A line of water is cut where the price of heat or
``q`` changes, its volume by days, the last part takes the rest (D-08).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import as_lines, as_unbilled
from raschet.engine.pricing import priced, with_raising
from raschet.engine.segments import laid_over, merged, split_by_days, with_days
from raschet.engine.tariff_structure import HEAT
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

KEYS = ["account_id", "service_id"]


def heat_lines(
    water: pl.DataFrame,
    segments: pl.DataFrame,
    reference: Reference,
    unbilled: list[pl.DataFrame],
) -> pl.DataFrame:
    """Lines of heat for base lines of water; ``norm_micro`` is ``q``, the quantity gigacalories.

    water: lines priced by a water tariff, with ``raised`` / ``raised_weight``, the coefficient as a
    fraction. segments: with the norm group that names ``q``. Unbilled: NO_TARIFF, NO_NORM.
    """
    served = segments.select(*KEYS, "supplier_id", "norm_group", "segment_from", "segment_until")
    pieces = (
        water.rename({"tariff_id": "water_tariff_id"})
        .drop("rate_micro_rubles")
        .with_row_index("line")
        .join(served, on=[*KEYS, "supplier_id"], suffix="_served")
        .with_columns(
            segment_from=pl.max_horizontal("segment_from", "segment_from_served"),
            segment_until=pl.min_horizontal("segment_until", "segment_until_served"),
        )
        .filter(pl.col("segment_from") < pl.col("segment_until"))
    )
    structure = reference.structure
    pieces = laid_over(pieces, structure.heat_prices).rename({"known": "has_price"})
    pieces = laid_over(pieces, structure.heat_norms).rename({"known": "has_norm"})
    for column, reason in (("has_price", "NO_TARIFF"), ("has_norm", "NO_NORM")):
        if not pieces[column].all():
            unbilled.append(as_unbilled(pieces.filter(~pl.col(column)), reason))
    pieces = with_days(pieces).with_columns(known=pl.col("has_price") & pl.col("has_norm"))
    priceless = pieces.filter(~pl.col("known"))
    pieces = merged(pieces.filter("known"), ("line", "tariff_id", "heat_norm_micro"))
    pieces = split_by_days(pl.concat([pieces, priceless]), ["line"]).filter("known")
    heat = mul_div_half_up([pieces["quantity_micro"], pieces["heat_norm_micro"]], [MICRO])
    lines = priced(
        pieces.with_columns(
            heat.alias("quantity_micro"),
            norm_micro=pl.col("heat_norm_micro"),
            component=pl.lit(HEAT),
            persons_micro=pl.lit(None, dtype=pl.Int64),
        )
    )
    if not reference.parameters.hot_water_heat_raised:
        lines = lines.with_columns(raised=pl.lit(MICRO), raised_weight=pl.lit(1))
    return as_lines(with_raising(lines, lines["raised"], lines["raised_weight"]))
