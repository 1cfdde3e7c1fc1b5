"""What house meters say: the month's volume of a house, its average, or nothing.

A house meter is judged like any other (``engine.metering``): by its reading, by its average while a
reading is missing, for as many periods as the law allows a house (R-067, PP 354 cl. 59(1)); after
that the volume is not known and the norm takes its place. The average of a heat meter is corrected
for the weather: ``V = V_avg (t_in - t_now) / (t_in - t_avg)``. A volume named by the supplier's act
stands where no meter of the house was read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine import metering
from raschet.engine.inputs import SCHEMAS, empty
from raschet.engine.lines import CONSUMPTION_SCHEMA, LINE_SCHEMA
from raschet.engine.removed_meters import SUPPLY
from raschet.engine.segments import month_of
from raschet.values.rounding import mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.house.inputs import HouseInputs
    from raschet.engine.reference import Reference

CENTRE: Final = 0
"""House meters stand in the consumption table under the account of the centre itself."""
HOUSE: Final = ("house_id", "service_id")


@dataclass(frozen=True)
class HouseMeters:
    """What house meters gave, and where they stand after the month.

    volumes: by house and service ``meter_micro`` (null: not known) and ``basis`` (METER, AVERAGE,
    NORM). consumption: one row a register.
    """

    volumes: pl.DataFrame
    consumption: pl.DataFrame


def measured_houses(houses: HouseInputs, reference: Reference) -> HouseMeters:
    """Judge the house meters of a block. Raises: RowsOverlap for a register that stands twice."""
    heating = reference.service_ids("heating")
    heat = pl.col("service_id").is_in(heating)
    law = reference.parameters
    heat_meters = houses.registers.filter(heat)
    by_heat = _measured(
        _corrected_for_weather(heat_meters, houses.season, reference),
        law.house_heat_average_limit_months,
        reference,
    )
    others = _measured(houses.registers.filter(~heat), law.house_average_limit_months, reference)
    of_heat = by_heat.consumption
    if not heated_days(houses):
        of_heat = _resting(of_heat, heat_meters)
    return HouseMeters(
        volumes=_with_acts(pl.concat([by_heat.volumes, others.volumes]), houses.volumes),
        consumption=pl.concat([of_heat, others.consumption]),
    )


def heated_days(houses: HouseInputs) -> int:
    """Days of the month in the heating season; none where no season is known."""
    days = houses.season["heated_days"]
    return int(days[0] or 0) if len(days) else 0


def _resting(consumption: pl.DataFrame, registers: pl.DataFrame) -> pl.DataFrame:
    """A heat meter that nobody read outside the season misses nothing: its state stays."""
    before = registers.select("register_id", missing="months_missing", estimated="estimated_micro")
    unread = pl.col("current_on").is_null()
    return (
        consumption.join(before, on="register_id", how="left")
        .with_columns(
            volume_micro=pl.when(unread).then(0).otherwise("volume_micro"),
            months_missing=pl.when(unread).then("missing").otherwise("months_missing"),
            estimated_micro=pl.when(unread).then("estimated").otherwise("estimated_micro"),
        )
        .select(consumption.columns)
    )


def _measured(registers: pl.DataFrame, limit: int, reference: Reference) -> HouseMeters:
    """One house stands for one account that is served all the month."""
    first, until = month_of(reference.period)
    schema = SCHEMAS["registers"]
    rows = registers.rename({"house_id": "account_id"}).select(
        name
        if name in registers.columns or name == "account_id"
        else pl.lit(None, dtype).alias(name)
        for name, dtype in schema.items()
    )
    supplied = (
        rows.select(SUPPLY)
        .unique()
        .with_columns(segment_from=pl.lit(first), segment_until=pl.lit(until))
    )
    law = reference.parameters
    whole = replace(
        law,
        average_limit_months=limit,
        rollover_limit_water_micro=law.house_rollover_limit_micro,
        rollover_limit_electricity_micro=law.house_rollover_limit_micro,
    )
    measured = metering.measure(
        supplied, rows, empty("estimates"), replace(reference, parameters=whole)
    )
    consumption = metering.consumption_of(measured.registers, pl.DataFrame(schema=LINE_SCHEMA))
    return HouseMeters(
        volumes=_volumes(measured),
        consumption=consumption.with_columns(account_id=pl.lit(CENTRE)).cast(
            dict(CONSUMPTION_SCHEMA)  # type: ignore[arg-type]
        ),
    )


def _volumes(measured: metering.Measured) -> pl.DataFrame:
    """The sum over a house's registers; days left to the norm leave the whole month unknown."""
    unknown = measured.norm.select(SUPPLY).unique().with_columns(unknown=pl.lit(value=True))
    sums = measured.registers.group_by(SUPPLY).agg(
        pl.col("volume_micro").sum(), averaged=(pl.col("basis") == "AVERAGE").any()
    )
    gone = pl.col("unknown").is_not_null()
    return sums.join(unknown, on=SUPPLY, how="left").select(
        pl.col("account_id").alias("house_id"),
        "service_id",
        meter_micro=pl.when(~gone).then("volume_micro"),
        basis=pl.when(gone)
        .then(pl.lit("NORM"))
        .when("averaged")
        .then(pl.lit("AVERAGE"))
        .otherwise(pl.lit("METER")),
    )


def _with_acts(volumes: pl.DataFrame, papers: pl.DataFrame) -> pl.DataFrame:
    """Volumes of the supplier's acts, where no register gave one."""
    acts = (
        papers.filter(pl.col("purpose") == "METER")
        .group_by(HOUSE)
        .agg(meter_micro=pl.col("volume_micro").sum())
        .with_columns(basis=pl.lit("METER"))
    )
    known = volumes.filter(pl.col("basis") == "METER")
    told = acts.join(known, on=HOUSE, how="anti")
    rest = volumes.join(told, on=HOUSE, how="anti")
    return pl.concat([rest, told.select(rest.columns)])


def _corrected_for_weather(
    registers: pl.DataFrame, season: pl.DataFrame, reference: Reference
) -> pl.DataFrame:
    """The average month of heat meters, as warm or cold as this month was (R-067).

    Where the degrees of either time are not known, or it was no colder outdoors than in, the average
    stays as it is.
    """
    if season.is_empty() or season["outside_micro"][0] is None:
        return registers
    inside = reference.parameters.heating_inside_micro
    now = inside - int(season["outside_micro"][0])
    then = inside - pl.col("average_outside_micro")
    known = then.is_not_null() & (then > 0) & pl.lit(now > 0)
    rows = registers.with_columns(then=pl.when(known).then(then).otherwise(1))
    factor = rows.select(pl.when(known).then(pl.lit(now, dtype=pl.Int64)).otherwise(1)).to_series()
    corrected = mul_div_half_up([rows["average_micro"], factor], [rows["then"]])
    return rows.with_columns(corrected.alias("average_micro")).drop("then")
