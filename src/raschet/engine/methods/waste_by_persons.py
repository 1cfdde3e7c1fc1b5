"""Municipal solid waste by residents.

``V = n (N_year / 12) d / D``, ``amount = V T`` (R-070, PP 354 cl. 148(30), App. 2 f. 9(1)); rounded
once a line, not once a person (R-071); with nobody registered the owners are counted (R-072,
cl. 148(36)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA, Charges, as_lines, gathered
from raschet.engine.norm_volume import lines_by_persons, person_pieces
from raschet.engine.pricing import priced

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

METHOD = "WASTE_PERSONS"


def charge(segments: pl.DataFrame, reference: Reference) -> Charges:
    """Charge segments by the accumulation norm of a person."""
    unbilled: list[pl.DataFrame] = []
    pieces = person_pieces(segments, reference, unbilled).with_columns(
        reason=pl.when("owners_counted").then(pl.lit("OWNERS"))
    )
    lines = priced(lines_by_persons(pieces, reference.month_days))
    return Charges(
        as_lines(lines, kind="CHARGE", method=METHOD), gathered(unbilled, UNBILLED_SCHEMA)
    )
