"""Unauthorised connection or tampering, charged in the month whose books take its act.

``V = n N m``, ``amount = V T x 10`` for at most three months back (R-130, PP 354 cl. 62, 81(11) to
81(13)), at the tariff and norm and by the residents of the last served day of the month. The line stands
beside the month's ordinary charge and has a kind of its own; its volume is no consumption, so
wastewater, bands and the house's balance do not take it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA, Charges, as_lines, gathered
from raschet.engine.norm_volume import with_norm_and_price
from raschet.engine.resources.unauthorised import charged
from raschet.engine.segments import required
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

METHOD = "UNAUTHORISED"
KIND = "VIOLATION"
KEYS = ["account_id", "service_id"]


def charge(segments: pl.DataFrame, violations: pl.DataFrame, reference: Reference) -> Charges:
    """Charge acts of unauthorised use.

    violations: ``account_id``, ``service_id``, ``months``. ``coefficient_micro`` of a line is the
    multiple, ``persons_micro`` and ``norm_micro`` those of one month.
    Unbilled: NO_RESIDENTS, NO_NORM, NO_TARIFF.
    """
    unbilled: list[pl.DataFrame] = []
    law = reference.parameters
    last = (
        segments.join(violations.select(KEYS).unique(), on=KEYS, how="semi")
        .sort(*KEYS, "segment_until")
        .unique(KEYS, keep="last", maintain_order=True)
        .with_columns(segment_from=pl.col("segment_until").dt.offset_by("-1d"))
    )
    pieces = required(last, reference.households, "NO_RESIDENTS", unbilled)
    pieces = with_norm_and_price(pieces, reference, unbilled).drop("months")
    pieces = pieces.join(violations, on=KEYS)
    lines = charged(
        pieces.with_columns(
            persons_micro=pl.col("persons").cast(pl.Int64) * MICRO,
            months=pl.col("months").cast(pl.Int64),
            coefficient_micro=pl.lit(law.unauthorised_multiple_micro, dtype=pl.Int64),
            zone=None,
        ),
        multiple_micro=law.unauthorised_multiple_micro,
        limit_months=law.unauthorised_limit_months,
    )
    return Charges(as_lines(lines, kind=KIND, method=METHOD), gathered(unbilled, UNBILLED_SCHEMA))
