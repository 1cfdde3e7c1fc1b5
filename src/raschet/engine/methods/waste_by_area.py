"""Municipal solid waste by the area of the premises.

``V = S (N_year / 12) d / D``, ``amount = V T`` (R-070, PP 354 cl. 148(30)), one line a segment of
constant area, norm and tariff.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA, Charges, as_lines, gathered
from raschet.engine.norm_volume import area_pieces
from raschet.engine.pricing import priced
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

METHOD = "WASTE_AREA"


def charge(segments: pl.DataFrame, reference: Reference) -> Charges:
    """Charge segments by the accumulation norm of a square metre."""
    unbilled: list[pl.DataFrame] = []
    pieces = area_pieces(segments, reference, unbilled)
    volume = mul_div_half_up(
        [pieces["area_micro"], pieces["norm_micro"], pieces["days"]],
        [pieces["months"], MICRO * reference.month_days],
    )
    lines = priced(pieces.with_columns(volume.alias("quantity_micro"), zone=None))
    return Charges(
        as_lines(lines, kind="CHARGE", method=METHOD), gathered(unbilled, UNBILLED_SCHEMA)
    )
