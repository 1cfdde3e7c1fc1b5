"""A resource by a norm of something counted: land watered, heads of animals, cars washed.

``V = amount N d / D``, ``total = V T K`` (R-012, R-013, PP 354 cl. 49), only without a meter: an
account whose cold or irrigation water is metered uses what the meter shows. Out of the region's season
the norm is zero and there is no line. The raising coefficient is a line of its own (D-04) where the
house's ``raising`` flag is set. None of this is wastewater (R-032).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA, Charges, as_lines, gathered
from raschet.engine.norm_volume import with_norm_and_price
from raschet.engine.pricing import priced, with_raising
from raschet.engine.segments import dated, laid_over, merged, with_days
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

METHOD = "NORM_MEASURE"
KEYS = ("account_id", "service_id", "norm_group")
LINE_KEYS = (*KEYS, "supplier_id", "tariff_id", "area_micro", "norm_micro", "coefficient")


def charge(segments: pl.DataFrame, reference: Reference) -> Charges:
    """Charge what accounts have of each norm group; an account without any has no line.

    ``area_micro`` of a line is the amount that the norm is multiplied by. Unbilled: NO_NORM, NO_TARIFF.
    """
    unbilled: list[pl.DataFrame] = []
    measures = dated(reference.measures, KEYS, reference.period).frame.filter("known").drop("known")
    pieces = (
        segments.drop("norm_group")
        .join(reference.water_meters, on="account_id", how="anti")
        .join(measures, on=["account_id", "service_id"])
        .with_columns(
            segment_from=pl.max_horizontal("segment_from", "known_from"),
            segment_until=pl.min_horizontal("segment_until", "known_until"),
            persons=pl.lit(None, dtype=pl.Int32),
        )
        .filter(pl.col("segment_from") < pl.col("segment_until"))
        .drop("known_from", "known_until")
        .rename({"amount_micro": "area_micro"})
    )
    pieces = with_norm_and_price(pieces, reference, unbilled)
    applies = pl.col("raising") & ~pl.col("metering_impossible")
    pieces = with_days(laid_over(pieces, reference.coefficients)).with_columns(
        coefficient=pl.when(applies).then(pl.col("coefficient_micro")).fill_null(MICRO)
    )
    pieces = merged(pieces, LINE_KEYS)
    volume = mul_div_half_up(
        [pieces["area_micro"], pieces["norm_micro"], pieces["days"]],
        [pieces["months"], MICRO * reference.month_days],
    )
    lines = priced(
        pieces.with_columns(
            volume.alias("quantity_micro"), zone=None, component=pl.col("norm_group")
        )
    ).filter(pl.col("quantity_micro") != 0)
    one = pl.Series("one", [1], dtype=pl.Int64).new_from_index(0, lines.height)
    lines = with_raising(lines, lines["coefficient"], one)
    return Charges(as_lines(lines, method=METHOD), gathered(unbilled, UNBILLED_SCHEMA))
