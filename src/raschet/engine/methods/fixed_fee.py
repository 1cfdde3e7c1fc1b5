"""Fixed fees of an account: intercom, antenna, concierge.

``amount = rate x quantity`` (R-082), by contract or decision of the owners' meeting. Not prorated
by default (D-17): the fee of a month is charged once, at the tariff of the first day served. With
the parameter ``fixed_prorated`` each segment is charged by its days: ``rate x quantity x d / D``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA, Charges, as_lines, gathered
from raschet.engine.segments import required, with_days
from raschet.values.rounding import AMOUNT_DIVISOR, MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

METHOD = "FIXED"


def charge(segments: pl.DataFrame, reference: Reference) -> Charges:
    """Charge a fee per unit of ``quantity``. A missing tariff (NO_TARIFF) is reported."""
    unbilled: list[pl.DataFrame] = []
    pieces = required(
        segments.with_columns(zone=pl.lit("")), reference.prices, "NO_TARIFF", unbilled
    )
    prorated = reference.parameters.fixed_prorated
    if not prorated:
        pieces = _first_of_month(pieces)
    pieces = with_days(pieces).with_columns(
        quantity_micro=pl.col("quantity").cast(pl.Int64) * MICRO, zone=None
    )
    days: pl.Series | int = pieces["days"] if prorated else 1
    whole = reference.month_days if prorated else 1
    amount = mul_div_half_up(
        [pieces["quantity_micro"], pieces["rate_micro_rubles"], days], [AMOUNT_DIVISOR, whole]
    )
    return Charges(
        as_lines(pieces.with_columns(amount.alias("amount_kopecks")), kind="CHARGE", method=METHOD),
        gathered(unbilled, UNBILLED_SCHEMA),
    )


def _first_of_month(pieces: pl.DataFrame) -> pl.DataFrame:
    """The first piece of every account and service, stretched over all its days."""
    keys = ["account_id", "service_id"]
    several = pieces.select(keys).is_duplicated()
    if not several.any():
        return pieces
    first = (
        pieces.filter(several)
        .with_columns(segment_until=pl.col("segment_until").max().over(keys))
        .filter(pl.col("segment_from") == pl.col("segment_from").min().over(keys))
    )
    return pl.concat([pieces.filter(~several), first])
