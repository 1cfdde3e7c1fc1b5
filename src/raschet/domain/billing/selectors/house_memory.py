"""What earlier months left of a house: carried volumes, averages, the heat of the year before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.ledger.connections import integer_list, typed
from raschet.engine.house.inputs import HOUSE_SCHEMAS
from raschet.engine.law.parameters import parameters_of
from raschet.values.period import Period

if TYPE_CHECKING:
    from raschet.domain.ledger.connections import ColumnReader

AVERAGE_MONTHS: Final = 12
"""The common volume of earlier months is averaged over a year at most."""
KEY: Final = ("house_id", "service_id")
MONTH: Final = {
    "house_id": pl.Int64,
    "service_id": pl.Int16,
    "period": pl.Date,
    "meter_micro": pl.Int64,
}


def house_memory(
    reader: ColumnReader, period: Period, sharing: pl.DataFrame, previous_run_id: int | None
) -> pl.DataFrame:
    """One row a house and shared service with anything to remember.

    sharing: the month's supplies that share a house's volume.
    """
    houses = integer_list(sharing["house_id"].unique().sort().to_list())
    carried = reader.read(
        "SELECT house_id, service_id, carried_out_micro AS carried_micro, charged_micro "  # noqa: S608
        "FROM billing_house_balance "
        f"WHERE run_id = {_id(previous_run_id)} AND house_id IN ({houses})"
    )
    changed = reader.read(
        "SELECT DISTINCT house_id FROM registry_housemanagement "  # noqa: S608
        f"WHERE valid_from = '{period.first_day}' AND house_id IN ({houses})"
    )
    recalculated = period.month == parameters_of(period).house_recalculation_month
    due = pl.lit(recalculated) | pl.col("house_id").is_in(changed["house_id"].implode())
    rows = (
        sharing.select(KEY)
        .unique()
        .join(carried, on=list(KEY), how="left")
        .join(_averages(reader, period, houses), on=list(KEY), how="left")
        .join(_last_year(reader, period, houses), on=list(KEY), how="left")
        .with_columns(pl.col("carried_micro", "charged_micro").fill_null(0), due=due)
    )
    return typed(rows.sort(KEY), HOUSE_SCHEMAS["memory"])


def _id(run_id: int | None) -> str:
    return "NULL" if run_id is None else str(int(run_id))


def _averages(reader: ColumnReader, period: Period, houses: str) -> pl.DataFrame:
    """The mean common volume by the meter in the published months of the last year, whole units."""
    spent = (
        "meter_micro - flats_metered_micro - flats_average_micro - flats_norm_micro "
        "- nonresidential_micro - other_micro"
    )
    return reader.read(
        f"SELECT house_id, service_id, round(sum({spent}) / count(*))::bigint AS average_micro, "  # noqa: S608
        "count(*)::smallint AS average_months FROM billing_house_balance AS balance "
        "JOIN billing_run AS run ON run.id = balance.run_id WHERE run.state = 'PUBLISHED' "
        f"AND run.period >= '{period.plus(-AVERAGE_MONTHS).first_day}' "
        f"AND run.period < '{period.first_day}' AND meter_micro IS NOT NULL "
        f"AND method = 'COMMON_AVERAGE' AND house_id IN ({houses}) GROUP BY house_id, service_id",
        {
            "house_id": pl.Int64,
            "service_id": pl.Int16,
            "average_micro": pl.Int64,
            "average_months": pl.Int16,
        },
    )


def _last_year(reader: ColumnReader, period: Period, houses: str) -> pl.DataFrame:
    """What the heat meter showed in the calendar year before: our months, else the papers'.

    ``year_months`` counts months that are known; one in which nothing was heated is known too.
    """
    first, last = Period(period.year - 1, 1), Period(period.year - 1, 12)
    between = f"BETWEEN '{first.first_day}' AND '{last.first_day}'"
    ours = reader.read(
        "SELECT balance.house_id, balance.service_id, run.period, meter_micro "  # noqa: S608
        "FROM billing_house_balance AS balance JOIN billing_run AS run ON run.id = balance.run_id "
        "JOIN registry_service AS service ON service.id = balance.service_id "
        f"WHERE run.state = 'PUBLISHED' AND run.period {between} AND service.code = 'heating' "
        f"AND house_id IN ({houses})",
        MONTH,
    )
    papers = reader.read(
        "SELECT house_id, service_id, period, volume_micro AS meter_micro "  # noqa: S608
        "FROM readings_house_volume JOIN registry_service AS service "
        "ON service.id = service_id WHERE purpose = 'METER' AND service.code = 'heating' "
        f"AND period {between} AND house_id IN ({houses})",
        MONTH,
    )
    months = (*KEY, "period")
    known = pl.concat([ours, papers.join(ours, on=list(months), how="anti")])
    idle = (
        known.select(KEY)
        .unique()
        .join(_unheated_months(reader, first), how="cross")
        .join(known, on=list(months), how="anti")
        .with_columns(meter_micro=pl.lit(0, dtype=pl.Int64))
    )
    return (
        pl.concat([known, idle.select(known.columns)])
        .group_by(KEY)
        .agg(
            year_micro=pl.col("meter_micro").sum(),
            year_months=pl.col("meter_micro").is_not_null().sum().cast(pl.Int16),
        )
    )


def _unheated_months(reader: ColumnReader, first: Period) -> pl.DataFrame:
    """The year's months that no heating season reaches into."""
    seasons = reader.read("SELECT valid_from, valid_until FROM tariffs_heatingseason")
    idle = [
        month.first_day
        for month in first.through(first.plus(11))
        if seasons.filter(
            (pl.col("valid_from") < month.dates.until)
            & (pl.col("valid_until").is_null() | (pl.col("valid_until") > month.first_day))
        ).is_empty()
    ]
    return pl.DataFrame({"period": idle}, schema={"period": pl.Date})
