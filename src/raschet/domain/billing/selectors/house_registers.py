"""The state of every house meter before a month, and what the month brought.

House meters are read like those of flats (``register_states``), under the account of the centre. The
average of a heat meter is that of its heated days: between two readings it is divided by the days
of the heating season, and a month counts with all its days (R-067).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.domain.billing.selectors.register_states import AVERAGE_MONTHS_MAX, RegisterReader
from raschet.domain.ledger.connections import integer_list, typed
from raschet.engine.house.inputs import HOUSE_SCHEMAS
from raschet.engine.house.meters import CENTRE
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.domain.billing.selectors.houses import HouseChunk
    from raschet.domain.ledger.connections import ColumnReader
    from raschet.values.period import Period


def house_registers(
    reader: ColumnReader,
    period: Period,
    chunk: HouseChunk,
    houses: str,
    previous_run_id: int | None,
) -> pl.DataFrame:
    """House meters in the engine's columns. houses: the condition on ``house_id``."""
    registers = _HouseRegisterReader(reader, period, chunk, previous_run_id)
    found = registers.of_houses(houses)
    if found.is_empty():
        return pl.DataFrame(schema=HOUSE_SCHEMAS["registers"])
    places = reader.read(
        "SELECT id AS meter_id, house_id FROM registry_meter "  # noqa: S608
        f"WHERE id IN ({integer_list(found['meter_id'].unique().to_list())})"
    )
    rows = found.join(places, on="meter_id")
    return typed(_heat_by_heated_days(rows, reader, period), HOUSE_SCHEMAS["registers"])


class _HouseRegisterReader(RegisterReader):
    """Registers that stand under the centre's account and in no flat."""

    def of_houses(self, houses: str) -> pl.DataFrame:
        """The registers of the houses that a condition names."""
        self._houses = houses
        return self.read(pl.DataFrame(schema={"account_id": pl.Int64}))

    def _registers(self, accounts: pl.DataFrame) -> pl.DataFrame:
        del accounts
        period = self._period
        rows = self._reader.read(
            "SELECT meter.account_id, meter.unit_id, meter.id AS meter_id, "  # noqa: S608
            "register.id AS register_id, meter.service_id, register.zone, meter.digits, "
            "meter.ratio_micro, meter.installed_on, meter.removed_on, meter.failed_on, "
            "NULL::bigint AS temperature_micro, register.initial_micro, false AS access_refused "
            "FROM registry_meter AS meter JOIN registry_register AS register "
            "ON register.meter_id = meter.id "
            f"WHERE meter.account_id = {CENTRE} AND meter.unit_id IS NULL "
            f"AND {self._houses} "
            f"AND meter.installed_on < '{period.dates.until}' "
            f"AND (meter.removed_on IS NULL OR meter.removed_on >= '{period.first_day}')"
        )
        self._named = integer_list(rows["register_id"].sort().to_list())
        return rows.join(self._verified(rows), on="meter_id", how="left")

    def _account_range(self) -> str:
        return f"account_id = {CENTRE} AND register_id IN ({self._named})"

    def _billed(self) -> pl.DataFrame:
        run = "NULL" if self._previous_run_id is None else str(int(self._previous_run_id))
        return self._reader.read(
            "SELECT account_id, register_id, months_missing, estimated_micro, "  # noqa: S608
            "CASE WHEN current_on IS NULL THEN previous_revision ELSE current_revision END "
            "AS previous_revision, "
            "CASE WHEN current_on IS NULL THEN previous_value_micro ELSE current_value_micro END "
            "AS previous_value_micro, coalesce(current_on, previous_on) AS previous_on "
            f"FROM billing_consumption WHERE run_id = {run} AND {self._account_range()}"
        )

    def _history(self, rows: pl.DataFrame) -> pl.DataFrame:
        del rows
        return self._readings(self._account_range(), f"period < '{self._period.first_day}'")


def _heat_by_heated_days(rows: pl.DataFrame, reader: ColumnReader, period: Period) -> pl.DataFrame:
    """Averages of heat meters over heated days, with the mean degrees of the months they cover.

    From the last actual reading back to the earliest at most a year of heating before it.
    """
    heating = reader.read("SELECT id FROM registry_service WHERE code = 'heating'")["id"]
    heat = pl.col("service_id").is_in(heating.implode())
    nowhere = pl.lit(None, dtype=pl.Int64).alias("average_outside_micro")
    waiting = rows.filter(heat & pl.col("current_on").is_null())
    if waiting.is_empty():
        return rows.with_columns(nowhere)
    pairs = _pairs(waiting, reader, period)
    seasons = reader.read("SELECT valid_from, valid_until FROM tariffs_heatingseason")
    heated = _heated_between(pairs, seasons).filter(pl.col("heated") > 0)
    average = mul_div_half_up(
        [heated["consumed_micro"], heated["ratio_micro"], period.days], [heated["heated"], MICRO]
    ).alias("heat_average_micro")
    found = heated.with_columns(average).join(
        _degrees(heated, reader), on="register_id", how="left"
    )
    months = ((pl.col("heated") + 15) // 30).clip(1, AVERAGE_MONTHS_MAX)
    rows = rows.join(
        found.select(
            "register_id", "heat_average_micro", "average_outside_micro", heated_months=months
        ),
        on="register_id",
        how="left",
    )
    return rows.with_columns(
        average_micro=pl.when(heat).then("heat_average_micro").otherwise("average_micro"),
        average_months=pl.when(heat).then("heated_months").otherwise("average_months"),
    ).drop("heat_average_micro", "heated_months")


def _pairs(waiting: pl.DataFrame, reader: ColumnReader, period: Period) -> pl.DataFrame:
    """The last actual reading of each register and the earliest one at most a year before it."""
    named = integer_list(waiting["register_id"].to_list())
    history = reader.read(
        "SELECT register_id, value_micro, taken_on FROM readings_reading "  # noqa: S608
        f"WHERE state = 'ACCEPTED' AND account_id = {CENTRE} AND register_id IN ({named}) "
        f"AND period < '{period.first_day}'"
    )
    ends = waiting.select("register_id", "previous_value_micro", "previous_on", "ratio_micro")
    return (
        history.join(ends, on="register_id")
        .with_columns(consumed_micro=pl.col("previous_value_micro") - pl.col("value_micro"))
        .filter(
            (pl.col("taken_on") >= pl.col("previous_on").dt.offset_by("-1y"))
            & (pl.col("taken_on") < pl.col("previous_on"))
            & (pl.col("consumed_micro") > 0)
        )
        .sort("register_id", "taken_on")
        .unique("register_id", keep="first", maintain_order=True)
    )


def _heated_between(pairs: pl.DataFrame, seasons: pl.DataFrame) -> pl.DataFrame:
    """``heated``: days of the season between the two readings."""
    start = pl.max_horizontal("taken_on", "valid_from")
    end = pl.min_horizontal("previous_on", "valid_until")
    days = (
        pairs.join(seasons, how="cross")
        .group_by("register_id")
        .agg(heated=(end - start).dt.total_days().clip(0).sum())
    )
    return pairs.join(days, on="register_id")


def _degrees(pairs: pl.DataFrame, reader: ColumnReader) -> pl.DataFrame:
    """Mean degrees of the months between the readings, whole micro-degrees."""
    months = reader.read("SELECT period, mean_micro FROM tariffs_outdoortemperature")
    between = (pl.col("period") > pl.col("taken_on").dt.month_start()) & (
        pl.col("period") <= pl.col("previous_on").dt.month_start()
    )
    return (
        pairs.join(months, how="cross")
        .filter(between)
        .group_by("register_id")
        .agg(average_outside_micro=pl.col("mean_micro").sum() // pl.len().cast(pl.Int64))
    )
