"""Wastewater where it has no meter of its own.

``V = V_cold + V_hot`` of the premises, each on its own basis but before the raising coefficient;
``amount = V T`` (R-030, R-031, R-111, PP 354 cl. 42). Any correction of the water corrects it too
(R-033), so the volume may be negative. What a late reading takes back of estimated water is taken
back of the wastewater of the same months, at the tariffs it was charged by (R-127, D-12).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import (
    LINE_SCHEMA,
    UNBILLED_SCHEMA,
    Charges,
    as_lines,
    as_unbilled,
    gathered,
)
from raschet.engine.pricing import priced
from raschet.engine.segments import laid_over, shared_by_days, with_days
from raschet.engine.tariff_structure import HEAT
from raschet.values.rounding import mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

METHOD = "WASTEWATER"
WATER = ("cold_water", "hot_water")
SUPPLY = ["account_id", "service_id"]


def returned(credited: pl.DataFrame, drains: pl.DataFrame) -> pl.DataFrame:
    """What credits of water take back of the wastewater of former months.

    credited: ``account_id``, ``service_id`` of a water, ``period``, ``taken_micro``. drains: as in
    ``engine.inputs``. A month's part is divided over its wastewater lines in proportion, as
    differences of the rounded running share; at most what was charged is taken back.
    Returns ``account_id``, ``service_id``, ``tariff_id``, ``rate_micro_rubles``, ``taken_micro``.
    """
    month = ["account_id", "service_id", "period"]
    rows = drains.join(
        credited.group_by("account_id", "period").agg(pl.col("taken_micro").sum()),
        on=["account_id", "period"],
    ).filter(pl.col("volume_micro") > 0)
    rows = rows.sort(*month, "tariff_id").with_columns(
        reached=pl.col("volume_micro").cum_sum().over(month),
        total=pl.col("volume_micro").sum().over(month),
    )
    rows = rows.with_columns(taken_micro=pl.min_horizontal("taken_micro", "total"))
    share = mul_div_half_up([rows["taken_micro"], rows["reached"]], [rows["total"]])
    return (
        rows.with_columns(share.alias("share"))
        .with_columns(
            taken_micro=pl.col("share") - pl.col("share").shift().over(month).fill_null(0)
        )
        .group_by("account_id", "service_id", "tariff_id", "rate_micro_rubles")
        .agg(pl.col("taken_micro").sum())
        .filter(pl.col("taken_micro") > 0)
        .sort("account_id", "service_id", "tariff_id")
    )


def charge(
    segments: pl.DataFrame,
    reference: Reference,
    water_lines: pl.DataFrame,
    returned: pl.DataFrame,
) -> Charges:
    """Charge segments by the water that other methods billed.

    water_lines: charge lines of this month; those of kind CHARGE of cold and hot water count,
    without the heat in it.
    returned: the part of their credits that has lines of its own here.
    Unbilled: NO_VOLUME (no water was billed), NO_TARIFF.
    """
    unbilled: list[pl.DataFrame] = []
    water = reference.services.filter(pl.col("code").is_in(WATER))["service_id"]
    volumes = (
        water_lines.filter(
            (pl.col("kind") == "CHARGE")
            & pl.col("service_id").is_in(water.implode())
            & pl.col("component").ne_missing(HEAT)
        )
        .group_by("account_id")
        .agg(pl.col("quantity_micro").sum())
    )
    pieces = segments.join(volumes, on="account_id", how="left")
    dry = pl.col("quantity_micro").is_null()
    if pieces["quantity_micro"].null_count():
        unbilled.append(as_unbilled(pieces.filter(dry), "NO_VOLUME"))
        pieces = pieces.filter(~dry)
    back = _returned_lines(pieces, returned)
    pieces = _without(pieces, returned)
    pieces = laid_over(pieces.with_columns(zone=pl.lit("")), reference.prices)
    pieces = shared_by_days(pieces, ("account_id", "service_id"), unbilled)
    lines = priced(pieces.with_columns(zone=None))
    lines = as_lines(lines, kind="CHARGE", method=METHOD)
    return Charges(gathered([lines, back], LINE_SCHEMA), gathered(unbilled, UNBILLED_SCHEMA))


def _without(pieces: pl.DataFrame, returned: pl.DataFrame) -> pl.DataFrame:
    """The volumes without what is taken back apart; nothing is left of a month that only returns."""
    sums = returned.group_by(SUPPLY).agg(pl.col("taken_micro").sum())
    left = pl.col("quantity_micro") + pl.col("taken_micro").fill_null(0)
    return (
        pieces.join(sums, on=SUPPLY, how="left")
        .with_columns(quantity_micro=left)
        .filter(pl.col("taken_micro").is_null() | (pl.col("quantity_micro") != 0))
        .drop("taken_micro")
    )


def _returned_lines(pieces: pl.DataFrame, returned: pl.DataFrame) -> pl.DataFrame:
    """Credits on the days and with the supplier of the account's segments of the month."""
    first = (
        pieces.join(returned.select(SUPPLY).unique(), on=SUPPLY, how="semi")
        .sort(*SUPPLY, "segment_from")
        .group_by(SUPPLY)
        .agg(pl.col("supplier_id", "segment_from").first(), pl.col("segment_until").last())
    )
    lines = returned.join(first, on=SUPPLY).with_columns(quantity_micro=-pl.col("taken_micro"))
    return as_lines(priced(with_days(lines)), kind="CHARGE", method=METHOD, reason="LATE_READING")
