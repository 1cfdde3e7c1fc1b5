"""Consumption by the meters of the premises, and its average while a reading is missing.

``V = R_cur - R_prev``, ``amount = V T`` for every zone (R-010, R-040, R-041, PP 354 cl. 42, App. 2
f. 1); the average of cl. 59 is priced the same way (R-120). A tariff that changes inside the month
cuts the volume by days, the last part takes the rest (D-08). A late reading that is lower than what
was charged gives a credit, which unwinds the latest estimates at their own tariffs (R-127, D-12).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA, Charges, as_lines, gathered
from raschet.engine.pricing import priced
from raschet.engine.segments import laid_over, shared_by_days, with_days

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
    pieces = shared_by_days(laid_over(pieces, reference.prices), LINE_KEYS, unbilled)
    lines = as_lines(_with_shown_zone(priced(pieces)), kind="CHARGE")
    return Charges(lines, gathered(unbilled, UNBILLED_SCHEMA))


def _with_shown_zone(lines: pl.DataFrame) -> pl.DataFrame:
    """A single-rate line shows no zone."""
    return lines.with_columns(zone=pl.when(pl.col("zone") != "").then("zone"))


def credit_lines(segments: pl.DataFrame, credits_back: pl.DataFrame) -> pl.DataFrame:
    """What late readings give back, at the tariffs of the estimates they take back (R-127).

    The lines stand on the days and with the supplier of the account's first segment of the month.
    """
    keys = ["account_id", "service_id"]
    first = (
        segments.join(credits_back.select(keys).unique(), on=keys, how="semi")
        .sort(*keys, "segment_from")
        .group_by(keys)
        .agg(pl.col("supplier_id", "segment_from").first(), pl.col("segment_until").last())
    )
    lines = with_days(credits_back.join(first, on=keys))
    return as_lines(_with_shown_zone(lines), kind="CHARGE", method="METERED", reason="LATE_READING")
