"""A resource by a norm per square metre: irrigation of a land plot.

``V = S N d / D``, ``total = V T K`` (R-012, PP 354 cl. 49), only without a meter; the raising
coefficient is a line of its own (D-04) where the house's ``raising`` flag is set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA, Charges, as_lines, gathered
from raschet.engine.norm_volume import area_pieces
from raschet.engine.pricing import priced, with_raising
from raschet.engine.segments import laid_over, with_days
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

METHOD = "NORM_AREA"


def charge(segments: pl.DataFrame, reference: Reference) -> Charges:
    """Charge segments by the norm of a square metre; a change of the coefficient cuts the line."""
    unbilled: list[pl.DataFrame] = []
    pieces = with_days(
        laid_over(area_pieces(segments, reference, unbilled), reference.coefficients)
    )
    applies = pl.col("raising") & ~pl.col("metering_impossible")
    coefficient = pl.when(applies).then(pl.col("coefficient_micro")).fill_null(MICRO)
    volume = mul_div_half_up(
        [pieces["area_micro"], pieces["norm_micro"], pieces["days"]],
        [pieces["months"], MICRO * reference.month_days],
    )
    lines = priced(
        pieces.with_columns(
            volume.alias("quantity_micro"), coefficient.alias("coefficient"), zone=None
        )
    )
    lines = with_raising(lines, lines["coefficient"], lines.select(one=pl.lit(1))["one"])
    return Charges(as_lines(lines, method=METHOD), gathered(unbilled, UNBILLED_SCHEMA))
