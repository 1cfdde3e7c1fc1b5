"""The year of heating settled: last year's real cost, and what heat cost allocators say.

Paid all the year round (R-064, PP 354 cl. 42(1), App. 2 f. 3(4)): each month's volume of the house
meter at that month's tariff, by the area of the premises, less what the year charged them. Premises
with a heat source of their own take the common property's part alone, as in f. 3.

Allocators (R-065, App. 2 f. 6), where premises of half the house's area or more have them: what the
year charged all equipped premises together, the correction above included, is divided again by the
units of their allocators.

Both come in the month of recalculation as one line each, which belongs to that month: it is due
with its bill. Accounts that are no longer served settle with the manager, not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.lines import LINE_SCHEMA, as_lines, gathered
from raschet.engine.resources.heating import annual_correction, by_allocators
from raschet.engine.segments import dated, month_of
from raschet.values.period import Period
from raschet.values.rounding import mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.house.inputs import HouseInputs
    from raschet.engine.reference import Reference

YEAR: Final = "HEATING_YEAR"
ALLOCATORS: Final = "HEATING_ALLOCATORS"
KEY: Final = ("house_id", "service_id")
ACCOUNT: Final = ("account_id", "service_id")
HALF: Final = 2
"""At least one part in so many of the area is equipped."""


def charge(segments: pl.DataFrame, houses: HouseInputs, reference: Reference) -> pl.DataFrame:
    """Lines of kind RECALCULATION for the calendar year before the month; mostly none.

    segments: of heated premises. houses: ``year_costs``, ``year_charges`` and areas.
    """
    if houses.year_charges.is_empty():
        return pl.DataFrame(schema=LINE_SCHEMA)
    rows = _accounts(segments, houses, reference)
    corrected = _corrected(rows, houses, reference)
    divided = _divided(rows, corrected)
    return gathered(
        [_lines(corrected, YEAR, reference), _lines(divided, ALLOCATORS, reference)], LINE_SCHEMA
    )


def _accounts(segments: pl.DataFrame, houses: HouseInputs, reference: Reference) -> pl.DataFrame:
    """Accounts of the last day of the month with their area, house and year."""
    last = segments.sort(*ACCOUNT, "segment_from").unique(ACCOUNT, keep="last", maintain_order=True)
    areas = reference.areas.frame.filter("known").sort("account_id", "known_from")
    area = areas.unique("account_id", keep="last").select("account_id", "area_micro")
    apart = dated(houses.own_heating, ("account_id",), reference.period).frame.filter("known")
    return (
        last.join(houses.year_charges, on=list(ACCOUNT))
        .join(area, on="account_id")
        .join(
            houses.houses.select(
                "house_id", "common_area_micro", house_area_micro="premises_area_micro"
            ),
            on="house_id",
        )
        .filter(pl.col("house_area_micro") > 0)
        .with_columns(
            apart=pl.col("account_id").is_in(apart["account_id"].implode()),
            common_area_micro=pl.col("common_area_micro").fill_null(0),
        )
    )


def _corrected(rows: pl.DataFrame, houses: HouseInputs, reference: Reference) -> pl.DataFrame:
    """The year's real cost less what was charged, of houses that paid by last year's use."""
    del reference
    paid = rows.join(houses.year_costs.select(KEY).unique(), on=list(KEY), how="semi")
    counted = _with_counted_area(paid)
    settled = annual_correction(
        counted.with_columns(area_micro="counted_micro"), houses.year_costs, KEY
    )
    volume = houses.year_costs.group_by(KEY).agg(pl.col("house_volume_micro").sum())
    return settled.with_columns(area_micro=counted["area_micro"]).join(
        volume, on=list(KEY), how="left"
    )


def _with_counted_area(rows: pl.DataFrame) -> pl.DataFrame:
    """``counted_micro``: the area that takes the house's heat, as f. 3 divides it.

    ``S_i (S_ob + S_oi) / (S_ob - S_dis + S_oi)``, for disconnected premises ``S_i S_oi / (...)``.
    """
    away = pl.col("area_micro").filter("apart").sum().over(KEY)
    whole = pl.col("house_area_micro") + pl.col("common_area_micro")
    rows = rows.with_columns(
        factor=pl.when("apart").then("common_area_micro").otherwise(whole), connected=whole - away
    )
    counted = mul_div_half_up([rows["area_micro"], rows["factor"]], [rows["connected"]])
    return rows.with_columns(counted.alias("counted_micro"))


def _divided(rows: pl.DataFrame, corrected: pl.DataFrame) -> pl.DataFrame:
    """Charges of equipped premises divided again by the units of their allocators."""
    equipped = rows.filter(pl.col("units_micro").is_not_null())
    share = pl.col("area_micro").sum().over(KEY) * HALF >= pl.col("house_area_micro")
    units = pl.col("units_micro").sum().over(KEY)
    moved = corrected.select(*ACCOUNT, "correction_kopecks")
    enough = (
        equipped.with_columns(all_units_micro=units)
        .filter(share & (pl.col("all_units_micro") > 0))
        .join(moved, on=list(ACCOUNT), how="left")
        .with_columns(
            charged_kopecks=pl.col("charged_kopecks") + pl.col("correction_kopecks").fill_null(0)
        )
        .drop("correction_kopecks")
        .with_columns(equipped_kopecks=pl.col("charged_kopecks").sum().over(KEY))
    )
    return by_allocators(enough).with_columns(
        quantity_micro="units_micro", house_volume_micro="all_units_micro"
    )


def _lines(rows: pl.DataFrame, method: str, reference: Reference) -> pl.DataFrame:
    """One line an account. It belongs to the month, its days are the year it settles."""
    year = reference.period.year - 1
    first, _ = month_of(Period(year, 1))
    until, _ = month_of(Period(year + 1, 1))
    if method == YEAR:
        rows = rows.with_columns(quantity_micro=None)
    found = rows.with_columns(
        amount_kopecks="correction_kopecks",
        segment_from=pl.lit(first),
        segment_until=pl.lit(until),
        rate_micro_rubles=None,
    )
    return as_lines(found, kind="RECALCULATION", method=method, reason=None)
