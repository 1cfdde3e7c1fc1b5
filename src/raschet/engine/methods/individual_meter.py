"""Consumption by the meters of the premises, and its average while a reading is missing.

``V = R_cur - R_prev``, ``amount = V T`` for every zone (R-010, R-040, R-041, PP 354 cl. 42, App. 2
f. 1); the average of cl. 59 is priced the same way (R-120). A tariff that changes inside the month
cuts the volume by days, the last part takes the rest (D-08). A late reading that is lower than what
was charged gives a credit, which unwinds the latest estimates at their own tariffs (R-127, D-12).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA, Charges, as_lines, as_unbilled, gathered
from raschet.engine.pricing import priced
from raschet.engine.segments import laid_over, split_by_days, with_days

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

LINE_KEYS = ("account_id", "service_id", "zone")


def charge(segments: pl.DataFrame, volumes: pl.DataFrame, reference: Reference) -> Charges:
    """Price the volumes that ``engine.metering`` found.

    segments: of metered services. volumes: by account, service and zone: ``quantity_micro``,
    ``metered_from``, ``metered_until``, ``method`` (METERED or AVERAGE), ``reason``.
    Unbilled: NO_TARIFF.
    """
    unbilled: list[pl.DataFrame] = []
    pieces = (
        segments.join(volumes, on=["account_id", "service_id"])
        .with_columns(
            segment_from=pl.max_horizontal("segment_from", "metered_from"),
            segment_until=pl.min_horizontal("segment_until", "metered_until"),
        )
        .filter(pl.col("segment_from") < pl.col("segment_until"))
    )
    pieces = with_days(laid_over(pieces, reference.prices))
    pieces = split_by_days(pieces, LINE_KEYS, "quantity_micro")
    if not pieces["known"].all():
        unbilled.append(as_unbilled(pieces.filter(~pl.col("known")), "NO_TARIFF"))
        pieces = pieces.filter("known")
    lines = priced(pieces.with_columns(zone=pl.when(pl.col("zone") != "").then("zone")))
    return Charges(as_lines(lines, kind="CHARGE"), gathered(unbilled, UNBILLED_SCHEMA))
