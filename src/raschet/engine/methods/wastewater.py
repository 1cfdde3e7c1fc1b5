"""Wastewater where it has no meter of its own.

``V = V_cold + V_hot`` of the premises, each on its own basis but before the raising coefficient;
``amount = V T`` (R-030, R-031, R-111, PP 354 cl. 42). Any correction of the water corrects it too
(R-033), so the volume may be negative.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA, Charges, as_lines, as_unbilled, gathered
from raschet.engine.pricing import priced
from raschet.engine.segments import laid_over, shared_by_days
from raschet.engine.tariff_structure import HEAT

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

METHOD = "WASTEWATER"
WATER = ("cold_water", "hot_water")


def charge(segments: pl.DataFrame, reference: Reference, water_lines: pl.DataFrame) -> Charges:
    """Charge segments by the water that other methods billed.

    water_lines: charge lines of this month; those of kind CHARGE of cold and hot water count,
    without the heat in it.
    Unbilled: NO_VOLUME (no water was billed), NO_TARIFF.
    """
    unbilled: list[pl.DataFrame] = []
    water = reference.services.filter(pl.col("code").is_in(WATER))["service_id"]
    volumes = (
        water_lines.filter(
            (pl.col("kind") == "CHARGE")
            & pl.col("service_id").is_in(water.implode())
            & pl.col("component").ne_missing(HEAT)
        )
        .group_by("account_id")
        .agg(pl.col("quantity_micro").sum())
    )
    pieces = segments.join(volumes, on="account_id", how="left")
    dry = pl.col("quantity_micro").is_null()
    if pieces["quantity_micro"].null_count():
        unbilled.append(as_unbilled(pieces.filter(dry), "NO_VOLUME"))
        pieces = pieces.filter(~dry)
    pieces = laid_over(pieces.with_columns(zone=pl.lit("")), reference.prices)
    pieces = shared_by_days(pieces, ("account_id", "service_id"), unbilled)
    lines = priced(pieces.with_columns(zone=None))
    return Charges(
        as_lines(lines, kind="CHARGE", method=METHOD), gathered(unbilled, UNBILLED_SCHEMA)
    )
