"""What was charged without a reading, and at which tariffs: what a late lower reading takes back.

Decision D-12 (rule R-127) unwinds the latest estimates first, each at the tariff it was charged by.
Only registers whose reading shows less than was estimated are looked up: they are few, and their
rows are found by the keys of a few runs' partitions. Decisions of this module:
- a month's estimate is the volume of its consumption row, or the estimated part of it where a
  reading was billed in the same month (the meter was removed or ran out of verification);
- it is divided among the month's lines in proportion to their quantities, so that a month with
  several lines (a tariff that changed, two registers in one zone, bands) is taken back as it was
  charged; the heat in hot water is divided apart, by cubic metres too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.billing.selectors.recomputed_months import published_recomputed
from raschet.domain.ledger.connections import integer_list, typed
from raschet.engine.inputs import SCHEMAS, empty
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.domain.billing.selectors.recomputed_months import Recomputed
    from raschet.domain.ledger.connections import ColumnReader
    from raschet.values.period import Period

REGISTER: Final = ("account_id", "register_id")
MONTH: Final = (*REGISTER, "period")
DRAINS: Final = "method = 'WASTEWATER' AND kind = 'CHARGE' AND quantity_micro > 0"
PART: Final = (*MONTH, "component")
TARIFF: Final = (*PART, "band", "tariff_id", "rate_micro_rubles", "heat_norm_micro")


def charged_estimates(
    reader: ColumnReader,
    period: Period,
    registers: pl.DataFrame,
    recomputed: Recomputed | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The engine's ``estimates`` and ``drains`` of registers whose reading is below the estimates.

    registers: in the engine's columns, with the state before the month. recomputed: months that the
    run at work computed again; months that earlier runs recomputed count as they were corrected.
    """
    owing = _overestimated(registers)
    if owing.is_empty():
        return empty("estimates"), empty("drains")
    runs = _runs_since(reader, owing["since"].min(), period)
    anew = published_recomputed(reader, owing["account_id"].unique().sort().to_list())
    if recomputed is not None:
        anew = recomputed.over(anew)
    months = _estimated_months(reader, runs, owing, anew)
    lines = _lines(reader, runs, owing, anew)
    by_meter = months.join(
        lines.filter(pl.col("method") != "NORM"),
        on=["account_id", "service_id", "period", "zone"],
    )
    by_norm = months.join(
        lines.filter(pl.col("method") == "NORM").drop("zone"),
        on=["account_id", "service_id", "period"],
    ).filter(pl.col("basis") != "AVERAGE")
    # A reading and an estimate billed in one month: the norm stood for the days without a meter,
    # where it was charged at all, otherwise the average did.
    metered = by_meter.filter(pl.col("basis") != "NORM").join(by_norm, on=MONTH, how="anti")
    estimates = _divided(pl.concat([metered, by_norm.select(metered.columns)]))
    return typed(estimates, SCHEMAS["estimates"]), _drains(reader, runs, owing, anew)


def _drains(
    reader: ColumnReader, runs: pl.DataFrame, owing: pl.DataFrame, anew: Recomputed
) -> pl.DataFrame:
    """The wastewater that those months charged, by tariff."""
    month = ("account_id", "service_id", "period", "tariff_id", "rate_micro_rubles")
    published = reader.read(
        "SELECT run_id, account_id, service_id, tariff_id, rate_micro_rubles, quantity_micro "  # noqa: S608
        f"FROM billing_charge_line WHERE {_of(runs, owing)} AND {DRAINS}"
    ).join(runs, on="run_id")
    newer = anew.lines.with_columns(period=pl.col("origin_period")).filter(
        (pl.col("method") == "WASTEWATER") & (pl.col("kind") == "CHARGE")
        & (pl.col("quantity_micro") > 0)
    )  # fmt: skip
    rows = _replaced(published.drop("run_id"), newer, anew, runs)
    sums = rows.group_by(month).agg(volume_micro=pl.col("quantity_micro").sum()).sort(month)
    return typed(sums, SCHEMAS["drains"])


def _overestimated(registers: pl.DataFrame) -> pl.DataFrame:
    """Registers with a reading this month that shows less than was estimated since the last one.

    A counter that went round shows less too; it is looked up for nothing. ``since``: the month of
    the last actual reading, whose run may have estimated its last days.
    """
    shown = pl.col("current_value_micro") - pl.col("previous_value_micro")
    metered = shown.cast(pl.Int128) * pl.col("ratio_micro")
    return registers.filter(
        (pl.col("estimated_micro") > 0)
        & (metered < pl.col("estimated_micro").cast(pl.Int128) * MICRO)
    ).select(*REGISTER, "service_id", "zone", since=pl.col("previous_on").dt.month_start())


def _runs_since(reader: ColumnReader, since: object, period: Period) -> pl.DataFrame:
    """Published runs of the months before this one; ``since``: the earliest that matters."""
    return reader.read(
        "SELECT id AS run_id, period FROM billing_run WHERE state = 'PUBLISHED' "  # noqa: S608
        f"AND period >= '{since!s}' AND period < '{period.first_day}'",
        {"run_id": pl.Int64, "period": pl.Date},
    )


def _of(runs: pl.DataFrame, owing: pl.DataFrame) -> str:
    accounts = integer_list(owing["account_id"].unique().sort().to_list())
    return f"run_id IN ({integer_list(runs['run_id'].to_list())}) AND account_id IN ({accounts})"


def _estimated_months(
    reader: ColumnReader, runs: pl.DataFrame, owing: pl.DataFrame, anew: Recomputed
) -> pl.DataFrame:
    """``estimate_micro`` of each register and month since its last actual reading."""
    published = reader.read(
        "SELECT run_id, account_id, register_id, basis, volume_micro, estimated_micro "  # noqa: S608
        f"FROM billing_consumption WHERE {_of(runs, owing)}"
    ).join(runs, on="run_id")
    rows = _replaced(published.drop("run_id"), anew.consumption, anew, runs)
    estimate = pl.when(pl.col("basis") == "METER").then("estimated_micro").otherwise("volume_micro")
    return (
        rows.join(owing, on=REGISTER)
        .filter(pl.col("period") >= pl.col("since"))
        .select(*MONTH, "service_id", "zone", "basis", estimate_micro=estimate)
        .filter(pl.col("estimate_micro") > 0)
    )


def _replaced(
    published: pl.DataFrame, newer: pl.DataFrame, anew: Recomputed, runs: pl.DataFrame
) -> pl.DataFrame:
    """Rows of published months, those of accounts that were computed again replaced."""
    if anew.months.is_empty():
        return published
    kept = published.join(anew.months, on=["account_id", "period"], how="anti")
    newer = newer.join(runs.select("period"), on="period", how="semi")
    return pl.concat([kept, typed(newer, kept.schema)])


def _lines(
    reader: ColumnReader, runs: pl.DataFrame, owing: pl.DataFrame, anew: Recomputed
) -> pl.DataFrame:
    """What those months charged for the volume itself: no raising, no credits.

    A line without a zone belongs to a single-rate register, whose zone is empty.
    """
    services = integer_list(owing["service_id"].unique().sort().to_list())
    published = reader.read(
        "SELECT run_id, account_id, service_id, coalesce(zone, '') AS zone, method, tariff_id, "  # noqa: S608
        "coalesce(band, 1)::smallint AS band, coalesce(component, '') AS component, "
        "CASE WHEN component = 'HEAT' THEN norm_micro END AS heat_norm_micro, "
        "rate_micro_rubles, quantity_micro, segment_from, line_no FROM billing_charge_line "
        f"WHERE {_of(runs, owing)} AND service_id IN ({services}) AND kind = 'CHARGE' "
        "AND quantity_micro > 0 AND tariff_id IS NOT NULL "
        "AND method <> 'HOT_WATER_IN_HOUSE' AND (method <> 'NORM' OR reason IS DISTINCT FROM 'NO_METER')"
    ).join(runs, on="run_id")
    newer = anew.lines.with_columns(
        pl.col("zone").fill_null(""),
        pl.col("band").fill_null(1),
        pl.col("component").fill_null(""),
        period=pl.col("origin_period"),
        heat_norm_micro=pl.when(pl.col("component") == "HEAT").then("norm_micro"),
    ).filter(
        (pl.col("kind") == "CHARGE")
        & (pl.col("quantity_micro") > 0)
        & pl.col("tariff_id").is_not_null()
        & ((pl.col("method") != "NORM") | pl.col("reason").ne_missing(pl.lit("NO_METER")))
    )
    return _replaced(published.drop("run_id"), newer, anew, runs)


def _divided(rows: pl.DataFrame) -> pl.DataFrame:
    """Each register's estimate divided among the month's lines, exactly, one row a tariff.

    The parts are differences of the rounded running share, so that they add up to the estimate.
    """
    rows = rows.sort(*PART, "segment_from", "line_no").with_columns(
        reached=pl.col("quantity_micro").cum_sum().over(PART),
        total=pl.col("quantity_micro").sum().over(PART),
    )
    share = mul_div_half_up([rows["estimate_micro"], rows["reached"]], [rows["total"]])
    return (
        rows.with_columns(share.alias("share"))
        .with_columns(
            volume_micro=pl.col("share") - pl.col("share").shift().over(PART).fill_null(0)
        )
        .group_by(TARIFF)
        .agg(pl.col("volume_micro").sum())
        .filter(pl.col("volume_micro") > 0)
        .sort(TARIFF)
    )
