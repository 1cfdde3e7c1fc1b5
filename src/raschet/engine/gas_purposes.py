"""Gas without a meter: cooking and water heating by residents, space heating by area.

``V = n (N_cooking + N_water) + S N_heating`` (R-051, PP 549 cl. 32), a line a purpose, so that each
shows its own norm. The purposes of a home are its norm group, joined by ``+``:
``STOVE+HEATER+HEATING``; the norms are set for each of them. A norm per square metre
belongs to the area, any other to the residents. A purpose has a price of its own where the tariff
group ``<group>/<purpose>`` is set, else that of the group. Outside the season the norm of heating
is zero and there is no line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.lines import as_lines
from raschet.engine.methods import consumption_norm
from raschet.engine.norm_volume import AREA_LINE_KEYS, LINE_KEYS, with_norm_and_price
from raschet.engine.pricing import priced
from raschet.engine.segments import laid_over, merged, required, with_days
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

GAS: Final = "gas"
GROUP: Final = ["service_id", "norm_group"]


def base_lines(
    segments: pl.DataFrame, reference: Reference, unbilled: list[pl.DataFrame]
) -> pl.DataFrame:
    """Lines of gas by the norm, before the coefficient; ``component`` is the purpose.

    segments: of gas, with ``reason`` why there is no metered volume.
    Unbilled: NO_RESIDENTS, NO_AREA, NO_NORM, NO_TARIFF.
    """
    purposes = (
        segments.with_columns(pl.col("norm_group").str.split("+"))
        .explode("norm_group")
        .with_columns(component=pl.col("norm_group"))
    )
    priced_apart = (
        reference.prices.frame.select("service_id", "supplier_id", own="tariff_group")
        .unique()
        .with_columns(apart=True)
    )
    purposes = (
        purposes.with_columns(own=pl.col("tariff_group") + "/" + pl.col("norm_group"))
        .join(priced_apart, on=["service_id", "supplier_id", "own"], how="left")
        .with_columns(tariff_group=pl.when("apart").then("own").otherwise("tariff_group"))
        .drop("own", "apart")
    )
    by_area = reference.area_norms
    people = consumption_norm.base_lines(
        purposes.join(by_area, on=GROUP, how="anti"), reference, unbilled, (*LINE_KEYS, "component")
    ).filter(pl.col("quantity_micro") != 0)
    area = _by_area(purposes.join(by_area, on=GROUP, how="semi"), reference, unbilled)
    return pl.concat([people, area.select(people.columns)])


def _by_area(
    segments: pl.DataFrame, reference: Reference, unbilled: list[pl.DataFrame]
) -> pl.DataFrame:
    pieces = required(segments, reference.areas, "NO_AREA", unbilled)
    pieces = pieces.with_columns(persons=pl.lit(None, dtype=pl.Int32))
    pieces = with_norm_and_price(pieces, reference, unbilled)
    pieces = with_days(laid_over(pieces, reference.coefficients)).with_columns(
        raised=consumption_norm.coefficient()
    )
    pieces = merged(pieces, (*AREA_LINE_KEYS, "reason", "component", "raised"))
    volume = mul_div_half_up(
        [pieces["area_micro"], pieces["norm_micro"], pieces["days"]],
        [pieces["months"], MICRO * reference.month_days],
    )
    lines = priced(pieces.with_columns(volume.alias("quantity_micro"), zone=None)).filter(
        pl.col("quantity_micro") != 0
    )
    return as_lines(lines, kind="CHARGE", method=consumption_norm.METHOD).with_columns(
        lines["raised"].cast(pl.Int128),
        pl.Series("raised_weight", [1], dtype=pl.Int64).new_from_index(0, lines.height),
    )
