"""Dated facts laid over segments of days, so that inside a segment every operand is constant.

Rule R-140: several events of one month combine by cutting the month where any parameter changes.
The usual row has one segment, the whole month; nothing here costs it more than a join.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from raschet.engine.lines import as_unbilled
from raschet.values.rounding import mul_div_half_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from raschet.values.period import Period


class RowsOverlap(ValueError):
    """Two rows of one key are valid on the same day: a month would be charged twice.

    key: the columns and values of the first such key.
    """

    def __init__(self, key: Mapping[str, Any]) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        named = ", ".join(f"{name} {value}" for name, value in self.key.items())
        return f"two rows are valid on the same day for {named}"


@dataclass(frozen=True)
class Dated:
    """A dated table cut to one month: for every key it names, its rows and its gaps.

    frame: keys, values, ``known_from``, ``known_until``, ``known`` (false in a gap, values null).
    keys: the columns a segment is joined by. whole: every row covers the whole month.
    """

    frame: pl.DataFrame
    keys: tuple[str, ...]
    whole: bool


def month_of(period: Period) -> tuple[date, date]:
    """First day of the month and first day after it."""
    return period.first_day, period.plus(1).first_day


def dated(table: pl.DataFrame, keys: Sequence[str], period: Period) -> Dated:
    """Cut a dated table to the month and name its gaps. Raises: RowsOverlap."""
    first, until = month_of(period)
    cut = (
        table.filter(
            (pl.col("valid_from") < until)
            & (pl.col("valid_until").is_null() | (pl.col("valid_until") > first))
        )
        .with_columns(
            known_from=pl.max_horizontal(pl.col("valid_from"), pl.lit(first)),
            known_until=pl.min_horizontal(pl.col("valid_until"), pl.lit(until)),
            known=pl.lit(value=True),
        )
        .drop("valid_from", "valid_until")
        .filter(pl.col("known_from") < pl.col("known_until"))
    )
    _refuse_overlaps(cut, list(keys))
    whole = (pl.col("known_from") == first) & (pl.col("known_until") == until)
    broken = cut.filter(~whole)
    if broken.is_empty():
        return Dated(cut, tuple(keys), whole=True)
    gaps = _gaps(broken, list(keys), first, until)
    return Dated(pl.concat([cut, gaps], how="diagonal"), tuple(keys), whole=False)


def _refuse_overlaps(cut: pl.DataFrame, keys: list[str]) -> None:
    """Look at the days of keys with several rows only: there are few. Raises: RowsOverlap."""
    several = cut.filter(cut.select(keys).is_duplicated())
    if several.is_empty():
        return
    ordered = several.sort(*keys, "known_from")
    before = pl.col("known_until").cum_max().shift().over(keys)
    twice = ordered.filter((pl.col("known_from") < before).fill_null(value=False))
    if not twice.is_empty():
        raise RowsOverlap(twice.select(keys).row(0, named=True))


def refuse_repeats(rows: pl.DataFrame, keys: Sequence[str]) -> None:
    """Rows that must be one a key. Raises: RowsOverlap."""
    repeated = rows.filter(rows.select(keys).is_duplicated())
    if not repeated.is_empty():
        raise RowsOverlap(repeated.select(keys).sort(keys).row(0, named=True))


def _gaps(rows: pl.DataFrame, keys: list[str], first: date, until: date) -> pl.DataFrame:
    """The days of the month that no row of a key covers; rows of one key do not overlap."""
    ordered = rows.sort(*keys, "known_from")
    inner = ordered.select(
        *keys,
        pl.col("known_until").shift().over(keys).fill_null(first).alias("known_from"),
        pl.col("known_from").alias("known_until"),
    )
    tail = ordered.group_by(keys).agg(
        pl.col("known_until").max().alias("known_from"), pl.lit(until).alias("known_until")
    )
    both = pl.concat([inner, tail.select(inner.columns)])
    return both.filter(pl.col("known_from") < pl.col("known_until")).with_columns(
        known=pl.lit(value=False)
    )


def laid_over(segments: pl.DataFrame, facts: Dated) -> pl.DataFrame:
    """Segments cut by the facts; ``known`` tells whether a fact covers the piece."""
    joined = segments.join(facts.frame, on=facts.keys, how="left", nulls_equal=True).with_columns(
        known=pl.col("known").fill_null(value=False)
    )
    if facts.whole:
        return joined.drop("known_from", "known_until")
    return (
        joined.with_columns(
            segment_from=pl.max_horizontal("segment_from", "known_from"),
            segment_until=pl.min_horizontal("segment_until", "known_until"),
        )
        .filter(pl.col("segment_from") < pl.col("segment_until"))
        .drop("known_from", "known_until")
    )


def required(
    segments: pl.DataFrame, facts: Dated, reason: str, unbilled: list[pl.DataFrame]
) -> pl.DataFrame:
    """Segments cut by facts they cannot be billed without; the rest goes to ``unbilled``."""
    pieces = laid_over(segments, facts)
    if pieces["known"].all():
        return pieces.drop("known")
    unbilled.append(as_unbilled(pieces.filter(~pl.col("known")), reason))
    return pieces.filter("known").drop("known")


def days_between(start: str, end: str) -> pl.Expr:
    """Whole days of a half-open range, as Int64."""
    return (pl.col(end) - pl.col(start)).dt.total_days()


def with_days(segments: pl.DataFrame) -> pl.DataFrame:
    """Segments with the number of their days."""
    return segments.with_columns(days=days_between("segment_from", "segment_until"))


def merged(pieces: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Pieces of one price joined again, so that only what changes the price cuts a line (D-04).

    ``days`` are added; the other columns are those of the earliest piece.
    """
    several = pieces.select(keys).is_duplicated()
    if not several.any():
        return pieces
    rest = [name for name in pieces.columns if name not in {*keys, "segment_until", "days"}]
    joined = (
        pieces.filter(several)
        .sort(*keys, "segment_from")
        .group_by(keys)
        .agg(pl.col(rest).first(), pl.col("segment_until").last(), pl.col("days").sum())
    )
    return pl.concat([pieces.filter(~several), joined.select(pieces.columns)])


def shared_by_days(
    pieces: pl.DataFrame, keys: Sequence[str], unbilled: list[pl.DataFrame]
) -> pl.DataFrame:
    """Spread ``quantity_micro``, repeated on every piece of a key, over them by days (D-08).

    Every piece but the last is rounded half-up to six decimals, the last takes the rest. Pieces
    without a price (``known`` is false) are reported as NO_TARIFF with their part of the volume left
    out; where there are any, they take the rest.
    """
    pieces = with_days(pieces)
    if not pieces["known"].all():
        unpriced = pieces.filter(~pl.col("known"))
        unbilled.append(as_unbilled(unpriced, "NO_TARIFF"))
        priced = merged(pieces.filter("known"), (*keys, "supplier_id", "tariff_id"))
        pieces = pl.concat([priced, unpriced])
    else:
        pieces = merged(pieces, (*keys, "supplier_id", "tariff_id"))
    return split_by_days(pieces, keys).filter("known").drop("known")


def split_by_days(pieces: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """``quantity_micro`` of a key spread over its pieces by ``days``.

    The last known piece takes the rest, or the unknown ones where there are any.
    """
    several = pieces.select(keys).is_duplicated()
    if not several.any():
        return pieces
    order = [*keys, "known", "segment_from"]
    descending = [name == "known" for name in order]
    cut = pieces.filter(several).sort(order, descending=descending)
    cut = cut.with_columns(
        total=pl.col("days").sum().over(keys),
        last=pl.int_range(pl.len()).over(keys) == pl.len().over(keys) - 1,
    )
    part = mul_div_half_up([cut["quantity_micro"], cut["days"]], [cut["total"]])
    cut = cut.with_columns(part.alias("part"))
    before = pl.col("part").sum().over(keys) - pl.col("part")
    cut = cut.with_columns(
        quantity_micro=pl.when("last").then(pl.col("quantity_micro") - before).otherwise("part")
    ).drop("part", "total", "last")
    return pl.concat([pieces.filter(~several), cut])
