"""Norm x residents (or area) by days: the volume that several methods price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import as_unbilled
from raschet.engine.reference import NORM_KEYS, with_norm_keys
from raschet.engine.segments import merged, required, with_days
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.engine.reference import Reference

LINE_KEYS = ("account_id", "service_id", "supplier_id", "tariff_id", "rate_micro_rubles", "reason")
AREA_LINE_KEYS = (
    "account_id",
    "service_id",
    "supplier_id",
    "tariff_id",
    "area_micro",
    "norm_micro",
)


def person_pieces(
    segments: pl.DataFrame, reference: Reference, unbilled: list[pl.DataFrame]
) -> pl.DataFrame:
    """Segments cut by residents, norm and tariff; ``weight`` = norm x person-days of the piece.

    Unbilled: NO_RESIDENTS (neither residents nor owners are known), NO_NORM, NO_TARIFF.
    """
    pieces = required(segments, reference.households, "NO_RESIDENTS", unbilled)
    nobody = pl.col("persons").fill_null(0) <= 0
    if pieces.select(nobody.any()).item():
        unbilled.append(as_unbilled(pieces.filter(nobody), "NO_RESIDENTS"))
        pieces = pieces.filter(~nobody)
    pieces = with_norm_and_price(pieces, reference, unbilled)
    person_days = pl.col("persons").cast(pl.Int64) * pl.col("days")
    return pieces.with_columns(person_days=person_days, weight=pl.col("norm_micro") * person_days)


def area_pieces(
    segments: pl.DataFrame, reference: Reference, unbilled: list[pl.DataFrame]
) -> pl.DataFrame:
    """Segments cut by area, norm and tariff. Unbilled: NO_AREA, NO_NORM, NO_TARIFF."""
    pieces = required(segments, reference.areas, "NO_AREA", unbilled)
    pieces = pieces.with_columns(persons=pl.lit(None, dtype=pl.Int32))
    pieces = with_norm_and_price(pieces, reference, unbilled)
    return merged(pieces, (*AREA_LINE_KEYS, "raising", "metering_impossible"))


def with_norm_and_price(
    pieces: pl.DataFrame, reference: Reference, unbilled: list[pl.DataFrame]
) -> pl.DataFrame:
    """Pieces cut by norm and tariff, with their days. Unbilled: NO_NORM, NO_TARIFF."""
    keyed = with_norm_keys(pieces, reference)
    pieces = required(keyed, reference.norms, "NO_NORM", unbilled).drop(NORM_KEYS[2:])
    pieces = required(pieces.with_columns(zone=pl.lit("")), reference.prices, "NO_TARIFF", unbilled)
    return with_days(pieces)


def lines_by_persons(
    pieces: pl.DataFrame, month_days: int, keys: Sequence[str] = LINE_KEYS
) -> pl.DataFrame:
    """Pieces of one tariff joined to a line: V = sum of N x person-days / D (D-06), rounded once.

    ``persons_micro`` is the day-weighted number of residents, ``norm_micro`` the norm where it is
    the same on every day of the line. A yearly norm is divided by 12 (R-070).
    """
    lines = pieces.group_by(keys).agg(
        pl.col("segment_from").min(),
        pl.col("segment_until").max(),
        pl.col("days").sum(),
        pl.col("person_days").sum(),
        pl.col("weight").sum(),
        pl.col("months").max(),
        norm_micro=pl.when(pl.col("norm_micro").min() == pl.col("norm_micro").max()).then(
            pl.col("norm_micro").min()
        ),
    )
    quantity = mul_div_half_up([lines["weight"]], [lines["months"], month_days])
    persons = mul_div_half_up([lines["person_days"], MICRO], [lines["days"]])
    return lines.with_columns(quantity.alias("quantity_micro"), persons.alias("persons_micro"))
