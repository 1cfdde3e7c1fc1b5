"""Rate per square metre: maintenance, rent, capital repair.

``amount = S x rate x d / D`` (R-080, ZhK 154, 156; R-081, ZhK 169), rounded once for every segment
of constant area and rate (D-08). When an account succeeds another of the same premises inside the
month, its first line is the whole of both less the part of the former account (D-07), so that the
two add up to the undivided fee.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA, Charges, as_lines, gathered
from raschet.engine.segments import merged, month_of, required, with_days
from raschet.values.rounding import AMOUNT_DIVISOR, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

METHOD = "AREA_RATE"
LINE_KEYS = ("account_id", "service_id", "supplier_id", "tariff_id", "area_micro")


def charge(segments: pl.DataFrame, reference: Reference) -> Charges:
    """Charge segments of (account, service) by the area of the premises.

    segments: as ``engine.supply`` makes them. Missing areas (NO_AREA) and tariffs (NO_TARIFF) are
    reported with the days they are missing for.
    """
    unbilled: list[pl.DataFrame] = []
    pieces = required(segments, reference.areas, "NO_AREA", unbilled)
    pieces = required(pieces.with_columns(zone=pl.lit("")), reference.prices, "NO_TARIFF", unbilled)
    pieces = merged(with_days(pieces), LINE_KEYS).with_columns(
        quantity_micro=pl.col("area_micro"), zone=None
    )
    lines = pieces.with_columns(_amounts(pieces, reference).alias("amount_kopecks"))
    return Charges(
        as_lines(lines, kind="CHARGE", method=METHOD), gathered(unbilled, UNBILLED_SCHEMA)
    )


def _amounts(pieces: pl.DataFrame, reference: Reference) -> pl.Series:
    divisors = [AMOUNT_DIVISOR, reference.month_days]
    factors = [pieces["area_micro"], pieces["rate_micro_rubles"]]
    direct = mul_div_half_up([*factors, pieces["days"]], divisors)
    before = _days_of_predecessor(pieces, reference)
    if not (before != 0).any():
        return direct
    together = mul_div_half_up([*factors, pieces["days"] + before], divisors)
    former = mul_div_half_up([*factors, before], divisors)
    return together - former


def _days_of_predecessor(pieces: pl.DataFrame, reference: Reference) -> pl.Series:
    """Days that another account of the unit was charged for, up to the day this piece begins.

    Only a piece that continues the same area and tariff, and alone, takes the rest of both.
    """
    first, until = month_of(reference.period)
    none = pl.Series("before", [0], dtype=pl.Int64).new_from_index(0, pieces.height)
    if ((pieces["segment_from"] == first) & (pieces["segment_until"] == until)).all():
        return none
    unit = ["unit_id", "service_id", "tariff_id", "area_micro"]
    ended = (
        pieces.filter(pl.col("segment_until") < until)
        .group_by([*unit, "segment_until"])
        .agg(before=pl.col("days").sum(), count=pl.len(), former=pl.col("account_id").min())
        .filter(pl.col("count") == 1)
    )
    alone = pieces.select([*unit, "segment_from"]).is_duplicated().not_()
    follows = (
        pieces.select(*unit, "segment_from", "account_id")
        .with_columns(alone.alias("alone"))
        .join(
            ended,
            left_on=[*unit, "segment_from"],
            right_on=[*unit, "segment_until"],
            how="left",
            maintain_order="left",
        )
    )
    succeeds = pl.col("alone") & (pl.col("former") != pl.col("account_id"))
    return follows.select(pl.when(succeeds).then("before").otherwise(0).fill_null(0).alias("b"))[
        "b"
    ]
