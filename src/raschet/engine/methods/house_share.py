"""A house's volume shared by area: heating by the house meter, common-house resources.

``V_i = V_house S_i / S_ob x d / D``, ``amount = V T``. The house's volume of the month comes with the
inputs: the heat meter's where no premises has a meter of its own or is disconnected, or a twelfth of
last year's (R-062, R-064, PP 354 cl. 42(1), App. 2 f. 3); the common property's by norm or by meter,
less what was carried (R-090 to R-095, PP 491 cl. 29). The area of the house is that of all residential
and non-residential premises (R-063).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA, Charges, as_lines, as_unbilled, gathered
from raschet.engine.pricing import priced
from raschet.engine.segments import merged, required, with_days
from raschet.values.rounding import mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

METHOD = "HOUSE_SHARE"
LINE_KEYS = ("account_id", "service_id", "supplier_id", "tariff_id", "area_micro")


def charge(segments: pl.DataFrame, reference: Reference) -> Charges:
    """Charge segments by their part of the house's volume.

    Unbilled: NO_HOUSE_VOLUME (no volume or area of the house is known), NO_AREA, NO_TARIFF.
    """
    unbilled: list[pl.DataFrame] = []
    known = reference.house_volumes.filter(pl.col("house_area_micro") > 0)
    pieces = segments.join(known, on=["house_id", "service_id"], how="left")
    unknown = pl.col("house_volume_micro").is_null()
    if pieces["house_volume_micro"].null_count():
        unbilled.append(as_unbilled(pieces.filter(unknown), "NO_HOUSE_VOLUME"))
        pieces = pieces.filter(~unknown)
    pieces = required(pieces, reference.areas, "NO_AREA", unbilled)
    pieces = required(pieces.with_columns(zone=pl.lit("")), reference.prices, "NO_TARIFF", unbilled)
    pieces = merged(with_days(pieces), LINE_KEYS).with_columns(zone=None)
    volume = mul_div_half_up(
        [pieces["house_volume_micro"], pieces["area_micro"], pieces["days"]],
        [pieces["house_area_micro"], reference.month_days],
    )
    lines = priced(pieces.with_columns(volume.alias("quantity_micro")))
    return Charges(
        as_lines(lines, kind="CHARGE", method=METHOD), gathered(unbilled, UNBILLED_SCHEMA)
    )
