"""The calendar year of heating before the month that settles it: costs, charges, allocator units.

Read in the month of recalculation only, for houses that pay all the year round or have allocators.
A year is settled when all its months were published here, for accounts opened before it began: what
another system charged is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.ledger.connections import integer_list
from raschet.engine.house.inputs import HOUSE_SCHEMAS
from raschet.engine.law.parameters import parameters_of
from raschet.values.period import Period
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.domain.billing.selectors.houses import HouseChunk
    from raschet.domain.ledger.connections import ColumnReader

YEAR_MONTHS: Final = 12
HEATING: Final = "HEATING"


def year_of_heating(
    reader: ColumnReader, period: Period, sharing: pl.DataFrame, chunk: HouseChunk
) -> dict[str, pl.DataFrame]:
    """``year_costs`` and ``year_charges`` of the engine's house inputs; empty in other months."""
    heated = sharing.filter(pl.col("method") == HEATING)
    runs = _runs(reader, period)
    settles = period.month == parameters_of(period).house_recalculation_month
    if not settles or heated.is_empty() or runs.height < YEAR_MONTHS:
        return {}
    costs = _costs(reader, heated, runs)
    units = _units(reader, period, chunk)
    charges = _charges(reader, heated, runs, chunk).join(units, on="account_id", how="left")
    named = pl.col("house_id").is_in(costs["house_id"].implode())
    wanted = charges.filter(named | pl.col("units_micro").is_not_null())
    schema = HOUSE_SCHEMAS["year_charges"]
    return {
        "year_costs": costs,
        "year_charges": wanted.select(pl.col(name).cast(dtype) for name, dtype in schema.items()),
    }


def _runs(reader: ColumnReader, period: Period) -> pl.DataFrame:
    """Published runs of the calendar year before."""
    first, last = Period(period.year - 1, 1), Period(period.year - 1, YEAR_MONTHS)
    return reader.read(
        "SELECT id AS run_id, period FROM billing_run WHERE state = 'PUBLISHED' "  # noqa: S608
        f"AND period BETWEEN '{first.first_day}' AND '{last.first_day}'"
    )


def _costs(reader: ColumnReader, heated: pl.DataFrame, runs: pl.DataFrame) -> pl.DataFrame:
    """What each house meter showed, month by month, at the month's tariff.

    Houses that were charged by last year's use in any of the months; the tariff is the one most of
    the house's lines of the month were charged by.
    """
    named = integer_list(runs["run_id"].to_list())
    houses = integer_list(heated["house_id"].unique().sort().to_list())
    services = integer_list(heated["service_id"].unique().sort().to_list())
    return reader.read(
        "SELECT balance.house_id, balance.service_id, "  # noqa: S608
        "coalesce(balance.meter_micro, 0) AS house_volume_micro, rate.rate_micro_rubles "
        "FROM billing_house_balance AS balance JOIN LATERAL ("
        "SELECT line.rate_micro_rubles FROM billing_charge_line AS line "
        "JOIN registry_account AS account ON account.id = line.account_id "
        "WHERE line.run_id = balance.run_id AND line.service_id = balance.service_id "
        "AND account.house_id = balance.house_id AND line.kind = 'CHARGE' "
        "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1) AS rate ON true "
        f"WHERE balance.run_id IN ({named}) AND balance.service_id IN ({services}) "
        f"AND balance.house_id IN ({houses}) AND balance.house_id IN ("
        f"SELECT house_id FROM billing_house_balance WHERE run_id IN ({named}) "
        "AND method = 'HEATING_AVERAGE') ORDER BY 1, 2, balance.run_id",
        HOUSE_SCHEMAS["year_costs"],
    )


def _charges(
    reader: ColumnReader, heated: pl.DataFrame, runs: pl.DataFrame, chunk: HouseChunk
) -> pl.DataFrame:
    """Kopecks that the year charged the chunk's accounts."""
    services = integer_list(heated["service_id"].unique().sort().to_list())
    first = str(runs["period"].min())
    rows = reader.read(
        "SELECT line.account_id, account.house_id, line.service_id, line.run_id, "  # noqa: S608
        "sum(line.amount_kopecks)::bigint AS kopecks FROM billing_charge_line AS line "
        "JOIN registry_account AS account ON account.id = line.account_id "
        f"WHERE line.run_id IN ({integer_list(runs['run_id'].to_list())}) "
        f"AND line.service_id IN ({services}) AND line.kind IN ('CHARGE', 'RECALCULATION') "
        f"AND line.account_id BETWEEN {chunk.first_account} AND {chunk.last_account} "
        "AND line.method NOT IN ('HEATING_YEAR', 'HEATING_ALLOCATORS') "
        f"AND account.opened_on <= '{first}' GROUP BY 1, 2, 3, 4"
    )
    return rows.group_by("account_id", "house_id", "service_id").agg(
        charged_kopecks=pl.col("kopecks").sum()
    )


def _units(reader: ColumnReader, period: Period, chunk: HouseChunk) -> pl.DataFrame:
    """Units of the allocators in the year: last reading less the one before the year, by rating."""
    first, until = Period(period.year - 1, 1).first_day, Period(period.year, 1).first_day
    rows = reader.read(
        "SELECT meter.account_id, meter.ratio_micro, register.initial_micro, "  # noqa: S608
        "(SELECT value_micro FROM readings_reading AS r WHERE r.account_id = meter.account_id "
        "AND r.register_id = register.id AND r.state = 'ACCEPTED' "
        f"AND r.taken_on < '{first}' ORDER BY taken_on DESC, revision DESC LIMIT 1) AS before, "
        "(SELECT value_micro FROM readings_reading AS r WHERE r.account_id = meter.account_id "
        "AND r.register_id = register.id AND r.state = 'ACCEPTED' AND r.taken_on "
        f"BETWEEN '{first}' AND '{until}' ORDER BY taken_on DESC, revision DESC LIMIT 1) AS after "
        "FROM registry_meter AS meter JOIN registry_register AS register "
        "ON register.meter_id = meter.id WHERE meter.allocator "
        f"AND meter.account_id BETWEEN {chunk.first_account} AND {chunk.last_account} "
        "AND meter.account_id > 0"
    )
    start = pl.coalesce("before", "initial_micro")
    steps = rows.filter(pl.col("after").is_not_null()).with_columns(
        step=(pl.col("after") - start).clip(lower_bound=0)
    )
    units = mul_div_half_up([steps["step"], steps["ratio_micro"]], [MICRO]).alias("units_micro")
    return (
        steps.with_columns(units)
        .group_by("account_id")
        .agg(pl.col("units_micro").sum())
        .cast({"account_id": pl.Int64})
    )
