"""Resources for common property: the house's volume, shared by area.

``V_i = V_soi S_i / S_ob d / D``, ``amount = V T`` (R-090, ZhK 156 p. 9.2, 9.3, PP 491 cl. 29). The
house's volume is decided in ``engine.house.balance``. What was charged too much or too little before
is shared the same way, by a line of its own (R-094). Where a negative rest reduces individual
consumption (R-095, cl. 47) it is shared by residents, and nobody gets back more than the premises
were billed of the resource this month; the rest is carried.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.house.balance import KEY, REDUCING, RESOURCE_OF
from raschet.engine.lines import (
    BALANCE_SCHEMA,
    LINE_SCHEMA,
    UNBILLED_SCHEMA,
    Charges,
    as_lines,
    as_unbilled,
    gathered,
)
from raschet.engine.pricing import priced
from raschet.engine.resources.common_resources import reduction_by_persons
from raschet.engine.segments import days_between, merged, required, with_days
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

RECALCULATION = "COMMON_RECALCULATION"
LINE_KEYS = ("account_id", "service_id", "supplier_id", "tariff_id", "area_micro")
ACCOUNT = ("account_id", "service_id")


@dataclass(frozen=True)
class Shared:
    """The premises' lines, and the balances with what reductions left to carry."""

    charges: Charges
    balances: pl.DataFrame


def charge(
    segments: pl.DataFrame,
    balances: pl.DataFrame,
    own_lines: pl.DataFrame,
    reference: Reference,
) -> Shared:
    """Charge segments their part of the house's volume.

    balances: of the houses' common services. own_lines: charge lines for the premises' own
    consumption, which a reduction cannot exceed.
    Unbilled: NO_HOUSE_AREA, NO_HOUSE_VOLUME, NO_AREA, NO_TARIFF.
    """
    unbilled: list[pl.DataFrame] = []
    pieces = _with_house(segments.drop("method"), balances, unbilled)
    pieces = required(pieces, reference.areas, "NO_AREA", unbilled)
    pieces = required(pieces.with_columns(zone=pl.lit("")), reference.prices, "NO_TARIFF", unbilled)
    pieces = merged(with_days(pieces), LINE_KEYS).with_columns(zone=None)
    charged = _lines(pieces, "common_micro", reference).with_columns(
        norm_micro=pl.when(pl.col("common_micro") == pl.col("norm_micro")).then("norm_of_m2_micro")
    )
    settled = _lines(pieces.filter(pl.col("correction_micro") != 0), "correction_micro", reference)
    reduced, balances = _reduced(pieces, balances, own_lines, reference)
    lines = [
        as_lines(charged, kind="CHARGE"),
        as_lines(
            settled.drop("norm_micro"), kind="RECALCULATION", method=RECALCULATION, reason=None
        ),
        reduced,
    ]
    return Shared(
        Charges(gathered(lines, LINE_SCHEMA), gathered(unbilled, UNBILLED_SCHEMA)), balances
    )


def _with_house(
    segments: pl.DataFrame, balances: pl.DataFrame, unbilled: list[pl.DataFrame]
) -> pl.DataFrame:
    """Segments with their house's volume; houses that lack one are reported."""
    house = balances.select(
        *KEY, "method", "reason", "common_micro", "correction_micro", "reduction_micro",
        "norm_micro", "norm_of_m2_micro", "house_area_micro",
    )  # fmt: skip
    pieces = segments.join(house, on=list(KEY), how="left")
    area = pl.col("house_area_micro").fill_null(0) > 0
    volume = pl.col("common_micro").is_not_null()
    for known, reason in ((area, "NO_HOUSE_AREA"), (volume, "NO_HOUSE_VOLUME")):
        if not pieces.select(known.all()).item():
            unbilled.append(as_unbilled(pieces.filter(~known), reason))
            pieces = pieces.filter(known)
    return pieces


def _lines(pieces: pl.DataFrame, volume: str, reference: Reference) -> pl.DataFrame:
    """The pieces with their part of one of the house's volumes, priced."""
    quantity = mul_div_half_up(
        [pieces[volume], pieces["area_micro"], pieces["days"]],
        [pieces["house_area_micro"], reference.month_days],
    )
    return priced(
        pieces.with_columns(quantity.alias("quantity_micro"), house_volume_micro=pl.col(volume))
    )


def _reduced(
    pieces: pl.DataFrame, balances: pl.DataFrame, own_lines: pl.DataFrame, reference: Reference
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Lines that take a negative rest back, and the balances that carry what nobody could take."""
    none = pl.DataFrame(schema=LINE_SCHEMA)
    owing = pieces.filter((pl.col("reduction_micro") < 0) & (pl.col("method") == REDUCING))
    if owing.is_empty():
        return none, balances
    rows = _first_of_account(owing).join(_person_days(reference), on="account_id")
    rows = rows.with_columns(
        difference_micro="reduction_micro",
        house_persons_micro=pl.col("persons_micro").sum().over(KEY),
    ).filter(pl.col("house_persons_micro") > 0)
    part = reduction_by_persons(rows).alias("part")
    rows = (
        rows.with_columns(part)
        .join(_own_volumes(own_lines, reference), on=list(ACCOUNT), how="left")
        .with_columns(
            quantity_micro=pl.max_horizontal(
                "part", -pl.col("own_micro").fill_null(0).clip(lower_bound=0)
            ),
            house_volume_micro="reduction_micro",
        )
    )
    lines = priced(rows.filter(pl.col("quantity_micro") < 0)).drop(
        "area_micro", "norm_micro", "days"
    )
    lines = lines.with_columns(
        persons_micro=mul_div_half_up([lines["persons_micro"]], [reference.month_days])
    )
    return (
        as_lines(lines, kind="CHARGE", reason="REDUCED"),
        _with_rest(balances, lines),
    )


def _first_of_account(pieces: pl.DataFrame) -> pl.DataFrame:
    """One piece an account and service: its first tariff prices what is given back."""
    return pieces.sort(*ACCOUNT, "segment_from").unique(ACCOUNT, keep="first", maintain_order=True)


def _person_days(reference: Reference) -> pl.DataFrame:
    """Residents x days of the month, in micro-units: people who came inside it count by days."""
    days = days_between("known_from", "known_until")
    return (
        reference.households.frame.filter("known")
        .group_by("account_id")
        .agg(persons_micro=(pl.col("persons").cast(pl.Int64) * days * MICRO).sum())
    )


def _own_volumes(own_lines: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """What accounts were billed of the resource, under the id of its common service."""
    codes = dict(reference.services.select("code", "service_id").iter_rows())
    common = {
        codes[resource]: codes[name]
        for name, resource in RESOURCE_OF.items()
        if resource in codes and name in codes
    }
    own = own_lines.filter((pl.col("kind") == "CHARGE") & pl.col("service_id").is_in(list(common)))
    return own.group_by(
        "account_id",
        service_id=pl.col("service_id").replace_strict(common, return_dtype=pl.Int16),
    ).agg(own_micro=pl.col("quantity_micro").sum())


def _with_rest(balances: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    given = lines.group_by(KEY).agg(given=pl.col("quantity_micro").sum())
    owed = pl.col("reduction_micro")
    taken = pl.when(owed < 0).then(pl.col("given").fill_null(0)).otherwise(owed)
    return (
        balances.join(given, on=list(KEY), how="left")
        .with_columns(
            reduction_micro=taken, carried_out_micro=pl.col("carried_out_micro") + owed - taken
        )
        .select(BALANCE_SCHEMA.keys())
    )
