"""Refunds of temporary absence in a month: laid over the lines that the norm has charged.

Each line by the norm is refunded for the full days of absence inside its own days, at its own norm and
tariff: ``n_abs N T d / D`` (R-150 to R-154). Wastewater follows the refunded volume of water (R-152).
Waste by area gives back the absent persons' part of its charge (R-072). Never more than was charged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.law.recalculation import absence_law
from raschet.engine.lines import LINE_SCHEMA, as_lines, gathered
from raschet.engine.recalculation import absence
from raschet.values.rounding import AMOUNT_DIVISOR, MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.inputs import Inputs
    from raschet.engine.reference import Reference

METHOD: Final = "ABSENCE"
BY_NORM: Final = ("NORM", "WASTE_PERSONS")
WATER: Final = ("cold_water", "hot_water")
OPERANDS: Final = (
    *("account_id", "service_id", "supplier_id", "tariff_id", "rate_micro_rubles", "component"),
    *("segment_from", "segment_until", "days", "norm_micro"),
)


def lines_of(inputs: Inputs, reference: Reference, lines: pl.DataFrame) -> pl.DataFrame:
    """Refund lines (kind RECALCULATION, method ABSENCE) for the absences of the month.

    lines: what the month has charged. Refunds of one charge line never exceed it.
    """
    if inputs.absences.is_empty():
        return pl.DataFrame(schema=LINE_SCHEMA)
    charged = (
        lines.filter((pl.col("kind") == "CHARGE") & (pl.col("amount_kopecks") > 0))
        .join(inputs.absences, on="account_id")
        .join(reference.services.rename({"code": "service"}), on="service_id")
        .with_row_index("line")
    )
    by_norm = _by_norm(charged.filter(pl.col("method").is_in(BY_NORM)), inputs)
    refunded = [
        by_norm,
        _wastewater(charged.filter(pl.col("method") == "WASTEWATER"), by_norm, inputs),
        _waste_by_area(charged.filter(pl.col("method") == "WASTE_AREA"), inputs, reference),
    ]
    return gathered([_as_refunds(part) for part in refunded if not part.is_empty()], LINE_SCHEMA)


def _by_norm(rows: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """Lines by the norm with ``away_from/until``, ``away_days``, ``volume_micro``, ``refund_kopecks``.

    A line whose norm changes by residents has none of its own: the norm of a person then follows from
    its volume.
    """
    per = inputs.norms.select(
        "service_id",
        norm_micro="value_micro",
        months=pl.when(pl.col("per").str.ends_with("YEAR")).then(12).otherwise(1),
    ).unique(["service_id", "norm_micro"], keep="first", maintain_order=True)
    rows = rows.join(per, on=["service_id", "norm_micro"], how="left").with_columns(
        months=pl.col("months").fill_null(1),
        by_norm=pl.lit(value=True),
        metering_possible=_metering_possible(rows, inputs),
        failed_beyond_control=pl.col("meter_excused")
        & pl.col("reason").is_in(["METER_FAILED"]).fill_null(value=False),
        persons=pl.min_horizontal(
            pl.col("persons").cast(pl.Int64), (pl.col("persons_micro") + MICRO - 1) // MICRO
        ),
    )
    derived = mul_div_half_up(
        [rows["quantity_micro"], pl.Series([MICRO * inputs.period.days]), rows["months"]],
        [rows["persons_micro"].clip(1), rows["days"]],
    )
    rows = rows.with_columns(norm_micro=pl.coalesce("norm_micro", derived.alias("derived")))
    found = absence.refunds(rows, inputs.period, absence_law(inputs.period))
    volume = mul_div_half_up(
        [found["norm_micro"], found["persons"], found["away_days"]],
        [found["months"], inputs.period.days],
    )
    return found.with_columns(volume.alias("volume_micro")).filter(pl.col("away_days") > 0)


def _metering_possible(rows: pl.DataFrame, inputs: Inputs) -> pl.Series:
    """Whether no act says that a meter is impossible on the line's first day (R-151)."""
    acts = inputs.account_supplies.filter("metering_impossible").select(
        "account_id", "service_id", "valid_from", "valid_until"
    )
    impossible = (
        rows.select("line", "account_id", "service_id", "segment_from")
        .join(acts, on=["account_id", "service_id"])
        .filter(
            (pl.col("valid_from") <= pl.col("segment_from"))
            & (pl.col("valid_until").is_null() | (pl.col("valid_until") > pl.col("segment_from")))
        )["line"]
    )
    return ~rows["line"].is_in(impossible.implode())


def _wastewater(rows: pl.DataFrame, water: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """The refunded water's volume for the days that both lines share, at the wastewater's tariff."""
    refunded = water.filter(pl.col("service").is_in(WATER)).select(
        *("account_id", "left_on", "returned_on", "away_from", "away_until"),
        water_norm="norm_micro",
        water_months="months",
        water_persons="persons",
    )
    joined = (
        rows.drop("norm_micro")
        .join(refunded, on=["account_id", "left_on", "returned_on"])
        .with_columns(
            away_from=pl.max_horizontal("away_from", "segment_from"),
            away_until=pl.min_horizontal("away_until", "segment_until"),
        )
        .filter(pl.col("away_from") < pl.col("away_until"))
        .with_columns(
            away_days=(pl.col("away_until") - pl.col("away_from")).dt.total_days(),
            norm_micro=pl.lit(None, dtype=pl.Int64),
            persons=pl.col("water_persons"),
        )
    )
    volume = mul_div_half_up(
        [joined["water_norm"], joined["water_persons"], joined["away_days"]],
        [joined["water_months"], inputs.period.days],
    )
    joined = joined.with_columns(volume.alias("volume_micro"))
    refund = mul_div_half_up(
        [joined["volume_micro"], joined["rate_micro_rubles"]], [AMOUNT_DIVISOR]
    )
    return joined.with_columns((-refund).alias("refund_kopecks"))


def _waste_by_area(rows: pl.DataFrame, inputs: Inputs, reference: Reference) -> pl.DataFrame:
    """The absent persons' part of a charge by area, for their days of the line."""
    residents = reference.households.frame.filter("known").select(
        "account_id", "known_from", "known_until", residents=pl.col("persons").cast(pl.Int64)
    )
    joined = (
        rows.join(residents, on="account_id")
        .filter(
            (pl.col("known_from") <= pl.col("segment_from"))
            & (pl.col("known_until") > pl.col("segment_from"))
            & (pl.col("residents") > 0)
        )
        .with_columns(
            by_norm=pl.lit(value=True),
            metering_possible=pl.lit(value=True),
            failed_beyond_control=pl.lit(value=False),
            months=pl.lit(1),
            persons=pl.min_horizontal(pl.col("persons").cast(pl.Int64), "residents"),
            norm_micro=pl.lit(0, dtype=pl.Int64),
        )
    )
    found = absence.refunds(joined, inputs.period, absence_law(inputs.period)).filter(
        pl.col("away_days") > 0
    )
    parts = found.select(
        "residents",
        charge_kopecks="amount_kopecks",
        absent_persons="persons",
        days="away_days",
        month_days="days",
    ).rename({"residents": "persons"})
    volume = mul_div_half_up(
        [found["quantity_micro"], found["persons"], found["away_days"]],
        [found["residents"], found["days"]],
    )
    return found.with_columns(
        volume.alias("volume_micro"), absence.waste_by_area(parts).alias("refund_kopecks")
    )


def _as_refunds(rows: pl.DataFrame) -> pl.DataFrame:
    """Refund lines of one shape, at most their charge together."""
    rows = rows.sort("account_id", "service_id", "segment_from", "left_on", "line")
    charge = ["account_id", "service_id", "supplier_id", "tariff_id", "segment_from"]
    before = pl.col("refund_kopecks").cum_sum().over(charge) - pl.col("refund_kopecks")
    capped = rows.with_columns(
        amount_kopecks=pl.max_horizontal(
            "refund_kopecks", (-pl.col("amount_kopecks") - before).clip(upper_bound=0)
        ),
        segment_from=pl.col("away_from"),
        segment_until=pl.col("away_until"),
        days=pl.col("away_days"),
        persons_micro=pl.col("persons").cast(pl.Int64) * MICRO,
        quantity_micro=-pl.col("volume_micro"),
    ).filter(pl.col("amount_kopecks") < 0)
    return as_lines(
        capped.select(*OPERANDS, "amount_kopecks", "persons_micro", "quantity_micro"),
        kind="RECALCULATION",
        method=METHOD,
        reason=METHOD,
    )
