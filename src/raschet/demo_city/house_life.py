"""What whole houses use month after month, and the readings their meters give.

A house meter counts what the flats truly use, what people without meters take by the norm, and the
common property; so a balance comes out near the norm, as it does in a sound house. One nine-storey
house shows less cold water than its flats used in the last month.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.demo_city.distributions import OPENING_MONTHS
from raschet.demo_city.house_meters import EXCEEDED_TYPE, HEAT_OF_M2_MICRO, shared_rows
from raschet.demo_city.houses import YEAR_ROUND_TYPE, house_rows
from raschet.demo_city.readings import COLUMNS
from raschet.demo_city.seasons import PPM, heated_ppm
from raschet.demo_city.services import Service
from raschet.domain.readings.services.record_house_volumes import NewHouseVolume
from raschet.values.period import Period
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from datetime import date

    from raschet.demo_city.plan import City
    from raschet.demo_city.randomness import Chance

BY_NORM_MICRO: Final = {
    int(Service.COLD_WATER): 4_340_000,
    int(Service.HOT_WATER): 3_220_000,
    int(Service.ELECTRICITY): 63_000_000,
}
"""What a person without a meter is charged a month: the house meter counts as much."""
COMMON_OF_M2_MICRO: Final = {
    int(Service.COLD_WATER): 27_000,
    int(Service.HOT_WATER): 27_000,
    int(Service.ELECTRICITY): 440_000,
}
STEP: Final = 1_000
READ_DAY: Final = 25
ACT: Final = "Акт поставщика тепла (демонстрация)"


def house_round(
    city: City, period: Period, used: pl.Series, counters: pl.Series
) -> tuple[pl.DataFrame, pl.Series]:
    """The house meters' readings of a month, and where they stand after it.

    used: what each register of the flats counted, in the order of the registers.
    """
    rows = _counted(city, _measured(city), _of_houses(city, used), period)
    counters = counters + rows["house_micro"]
    day = period.first_day + timedelta(days=READ_DAY - 1)
    running = pl.col("failed_on").is_null() | (pl.col("failed_on") > day)
    standing = city.house_meters.with_columns(counter=counters).filter(running)
    return _readings(standing, pl.col("counter"), day), counters


def opening_house_readings(city: City) -> list[tuple[date, pl.DataFrame]]:
    """Rounds of readings before the city's first month: averages exist from its first day."""
    rounds = []
    last = opening_house_counters(city)
    step = (last - city.house_meters["opening_micro"]) // OPENING_MONTHS
    for months_ago in (1 + OPENING_MONTHS, 1 + OPENING_MONTHS // 2, 1):
        day = city.first_period.plus(-months_ago).first_day + timedelta(days=READ_DAY - 1)
        standing = city.house_meters.with_columns(counter=last - step * (months_ago - 1))
        rounds.append((day, _readings(standing, pl.col("counter"), day)))
    return rounds


def opening_house_counters(city: City) -> pl.Series:
    """Where the house meters stand when the first month begins, after months of ordinary use."""
    habits = city.registers["habit_micro"]
    rows = _counted(city, _measured(city), _of_houses(city, habits), city.first_period.plus(-1))
    return (city.house_meters["opening_micro"] + rows["house_micro"] * OPENING_MONTHS).alias(
        "counter"
    )


def year_before(city: City, first_house_id: int) -> list[NewHouseVolume]:
    """Heat of the calendar years before the centre began, by the supplier's acts.

    For houses that pay for heating all the year round.
    """
    houses = house_rows(city.houses, city.units).filter(pl.col("type") == YEAR_ROUND_TYPE)
    first = Period(city.first_period.year - 1, 1)
    return [
        NewHouseVolume(
            house_id=house_id + first_house_id,
            service_id=int(Service.HEATING),
            period=month,
            purpose="METER",
            volume_micro=area // MICRO * HEAT_OF_M2_MICRO // PPM * heated_ppm(month),
            document=ACT,
        )
        for house_id, area in houses.select("id", "premises_area_micro").iter_rows()
        for month in first.through(city.first_period.plus(-1))
        if heated_ppm(month)
    ]


def _of_houses(city: City, used: pl.Series) -> pl.DataFrame:
    """What the registers of the flats counted, by house and service."""
    return (
        city.registers.select("account_id", "service_id", "ratio_micro")
        .with_columns(used=used)
        .join(city.accounts.select("house_id", account_id="id"), on="account_id")
        .group_by("house_id", "service_id")
        .agg(flats_micro=(pl.col("used") * (pl.col("ratio_micro") // MICRO)).sum())
    )


def _measured(city: City) -> pl.DataFrame:
    """Per house what its meters count besides flats' meters: areas, and people without meters."""
    houses = house_rows(city.houses, city.units)
    behind = shared_rows(city.houses).join(
        houses.select("premises_area_micro", house_id="id"), on="house_id"
    )
    extra = behind.group_by(id="head_id").agg(extra=pl.col("premises_area_micro").sum())
    people = pl.col("persons").clip(1)
    counts = (
        city.accounts.filter((pl.col("use") != "SHOP") & pl.col("closed_on").is_null())
        .group_by("house_id")
        .agg(
            **{
                f"unmetered_{service}": people.filter(~pl.col(metered)).sum()
                for service, metered in (
                    (int(Service.COLD_WATER), "cold_metered"),
                    (int(Service.HOT_WATER), "hot_metered"),
                    (int(Service.ELECTRICITY), "electricity_metered"),
                )
            }
        )
    )
    return (
        houses.join(extra, on="id", how="left")
        .select(
            "common_area_micro",
            house_id="id",
            heated_area_micro=pl.col("premises_area_micro") + pl.col("extra").fill_null(0),
        )
        .join(counts, on="house_id", how="left")
    )


def _counted(
    city: City, measured: pl.DataFrame, flats: pl.DataFrame, period: Period
) -> pl.DataFrame:
    """House meters with ``house_micro``: what each counts in a month, whole steps of its dial."""
    service = pl.col("service_id")
    month = pl.lit(period.year * 12 + period.month, dtype=pl.Int64)
    chance: Chance = city.chance
    spread = chance.between(700, 1_400, "house use", pl.col("register_id"), month)
    weather = chance.between(900, 1_150, "weather", month)
    norm = service.replace_strict(BY_NORM_MICRO, default=0, return_dtype=pl.Int64)
    common = service.replace_strict(COMMON_OF_M2_MICRO, default=0, return_dtype=pl.Int64)
    heat = pl.col("heated_area_micro") // MICRO * HEAT_OF_M2_MICRO // PPM * heated_ppm(period)
    property_ = pl.col("common_area_micro") // MICRO * common // 1_000 * spread
    exceeded = (
        pl.lit(period == city.last_period)
        & (pl.col("type") == EXCEEDED_TYPE)
        & (pl.col("nth_of_type") == 0)
        & (service == int(Service.COLD_WATER))
    )
    use = (
        pl.when(service == int(Service.HEATING))
        .then(heat // 1_000 * weather)
        .when(exceeded)
        .then(pl.col("flats_micro") // 10 * 9)
        .otherwise(pl.col("flats_micro") + pl.col("unmetered") * norm + property_)
    )
    keys = ["house_id", "service_id"]
    return (
        city.house_meters.join(measured, on="house_id", how="left", maintain_order="left")
        .join(flats, on=keys, how="left", maintain_order="left")
        .join(_unmetered(measured), on=keys, how="left", maintain_order="left")
        .with_columns(pl.col("flats_micro", "unmetered").fill_null(0))
        .with_columns(house_micro=use // STEP * STEP)
    )


def _unmetered(houses: pl.DataFrame) -> pl.DataFrame:
    """People without a meter by house and service."""
    columns = [name for name in houses.columns if name.startswith("unmetered_")]
    long = houses.select("house_id", *columns).unpivot(
        index="house_id", variable_name="service_id", value_name="unmetered"
    )
    return long.with_columns(pl.col("service_id").str.strip_prefix("unmetered_").cast(pl.Int64))


def _readings(meters: pl.DataFrame, value: pl.Expr, day: date) -> pl.DataFrame:
    return meters.select(
        "account_id",
        "register_id",
        value_micro=value,
        taken_on=pl.lit(day),
        received_at=pl.lit(day).cast(pl.Datetime("us", "UTC")) + pl.duration(hours=12),
        channel=pl.lit("INSPECTOR"),
        purpose=pl.lit("PERIODIC"),
    ).select(list(COLUMNS))
