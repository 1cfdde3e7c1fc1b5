"""House meters, flats' heat meters, and which flats are heated in a way of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.demo_city import distributions as dist
from raschet.demo_city.house_types import TYPES
from raschet.demo_city.people import ID, numbered
from raschet.demo_city.services import Service
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from raschet.demo_city.randomness import Chance
    from raschet.values.period import Period

SERVICES: Final = {
    "heating": int(Service.HEATING),
    "cold_water": int(Service.COLD_WATER),
    "hot_water": int(Service.HOT_WATER),
    "electricity": int(Service.ELECTRICITY),
}
MODELS: Final = {
    int(Service.HEATING): "ТС-100",
    int(Service.COLD_WATER): "СВ-65Х",
    int(Service.HOT_WATER): "СВ-50Г",
    int(Service.ELECTRICITY): "СЭ-303",
}
HEAT_OF_M2_MICRO: Final = 25_700
HOUSE_DIGITS, HOUSE_DECIMALS = 7, 3
INTERVAL_YEARS: Final = 6
FAILED_SERVICE: Final = int(Service.ELECTRICITY)
FAILED_TYPE: Final = "C16"
EXCEEDED_TYPE: Final = "A9"
SHARED_TYPE: Final = "D2"


def plan_heat_meters(
    chance: Chance, accounts: pl.DataFrame, first_period: Period, first_id: int
) -> pl.DataFrame:
    """Heat meters of flats in new houses; ids go on after those of the other meters.

    Columns as ``metering.plan_meters`` gives them.
    """
    metered = accounts.filter("heat_metered").select(
        "house_id", "unit_id", "type", "persons", "opened_on", "closed_on", account_id="id",
        number="number", area="total_area_micro",
    )  # fmt: skip
    due = first_period.plus(36).first_day
    heat = pl.col("area") // MICRO * HEAT_OF_M2_MICRO
    spread = chance.bell(700_000, 1_200_000, "heat habit", pl.col("account_id"))
    rows = metered.with_columns(
        service_id=pl.lit(int(Service.HEATING), dtype=pl.Int64),
        nth=pl.lit(1, dtype=pl.Int64),
        meter_key=pl.col("account_id") * 100 + int(Service.HEATING) * 10 + 1,
        habit_micro=heat // 1_000 * (spread // 1_000),
        registers=pl.lit(1, dtype=pl.Int64),
        digits=pl.lit(5, dtype=pl.Int64),
        decimals=pl.lit(3, dtype=pl.Int64),
        ratio_micro=pl.lit(MICRO, dtype=pl.Int64),
        model=pl.lit("ТСК-15"),
        place=pl.lit("Коридор"),
        serial=(50_000_000 + pl.col("account_id")).cast(pl.String),
        near_rollover=pl.lit(value=False),
        electric_heating=pl.lit(value=False),
        replaces=pl.lit(value=False),
        due_on=pl.lit(due),
        verified_on=pl.lit(due - timedelta(days=365 * 5)),
        installed_on=pl.lit(due - timedelta(days=365 * 5)),
        removed_on=pl.lit(None, dtype=pl.Date),
        failed_on=pl.lit(None, dtype=pl.Date),
        access_refused_on=pl.lit(None, dtype=pl.Date),
        renewed_on=pl.lit(None, dtype=pl.Date),
        replaced=pl.lit(value=False),
        temperature_corrected=pl.lit(value=False),
    ).drop("area")
    return rows.sort("account_id").select(
        pl.int_range(first_id + 1, first_id + pl.len() + 1, dtype=pl.Int64).alias("id"), pl.all()
    )


def plan_house_meters(
    houses: pl.DataFrame, last_period: Period, first_meter: int, first_register: int
) -> pl.DataFrame:
    """One meter with one register a house and measured resource; ids go on after the flats'.

    Columns beside the table's own: ``register_id``, ``opening_micro``, ``type``, ``nth_of_type``.
    """
    kinds = pl.DataFrame(
        [
            (code, SERVICES[name])
            for code, house_type in TYPES.items()
            for name in house_type.house_meters
        ],
        schema={"type": pl.String, "service_id": pl.Int64},
        orient="row",
    )
    ranked = with_rank(houses)
    shared = ranked.filter((pl.col("type") == SHARED_TYPE) & (pl.col("nth_of_type") == 0))
    heads = shared.select("type", "nth_of_type", house_id="id").with_columns(
        service_id=pl.lit(int(Service.HEATING), dtype=pl.Int64)
    )
    rows = pl.concat(
        [
            ranked.select("type", "nth_of_type", house_id="id").join(kinds, on="type"),
            heads,
        ]
    ).sort("house_id", "service_id")
    due = last_period.plus(30).first_day
    failed = (pl.col("type") == FAILED_TYPE) & (pl.col("service_id") == FAILED_SERVICE)
    stopped = last_period.plus(-1).first_day + timedelta(days=9)
    return rows.with_columns(
        account_id=pl.lit(0, dtype=pl.Int64),
        unit_id=pl.lit(None, dtype=pl.Int64),
        id=pl.int_range(first_meter + 1, first_meter + pl.len() + 1, dtype=pl.Int64),
        register_id=pl.int_range(first_register + 1, first_register + pl.len() + 1, dtype=pl.Int64),
        serial=pl.format("Д{}-{}", "house_id", "service_id"),
        model=pl.col("service_id").replace_strict(MODELS, return_dtype=pl.String),
        place=pl.lit("Подвал"),
        digits=pl.lit(HOUSE_DIGITS, dtype=pl.Int64),
        decimals=pl.lit(HOUSE_DECIMALS, dtype=pl.Int64),
        ratio_micro=pl.lit(MICRO, dtype=pl.Int64),
        verified_on=pl.lit(due - timedelta(days=365 * INTERVAL_YEARS)),
        due_on=pl.lit(due),
        installed_on=pl.lit(due - timedelta(days=365 * INTERVAL_YEARS)),
        removed_on=pl.lit(None, dtype=pl.Date),
        failed_on=pl.when(failed).then(pl.lit(stopped)),
        access_refused_on=pl.lit(None, dtype=pl.Date),
        renewed_on=pl.lit(None, dtype=pl.Date),
        replaced=pl.lit(value=False),
        temperature_corrected=pl.lit(value=False),
        opening_micro=pl.col("house_id") * 10 * MICRO,
    )


def with_rank(houses: pl.DataFrame) -> pl.DataFrame:
    """Houses with their place among those of their type, from 0."""
    return houses.with_columns(nth_of_type=pl.int_range(pl.len()).over("type"))


def house_registers(meters: pl.DataFrame) -> pl.DataFrame:
    """The registers of house meters, as the information base takes them."""
    return meters.select(
        "account_id",
        id="register_id",
        meter_id="id",
        number=pl.lit(1, dtype=pl.Int64),
        zone=pl.lit(""),
        initial_micro=pl.lit(0, dtype=pl.Int64),
    )


def shared_rows(houses: pl.DataFrame) -> pl.DataFrame:
    """The second two-storey house is heated through the meter of the first."""
    pair = (
        with_rank(houses)
        .filter((pl.col("type") == SHARED_TYPE) & (pl.col("nth_of_type") < 2))
        .sort("nth_of_type")
    )
    ids = pair["id"].to_list()
    return numbered(
        pl.DataFrame(
            {
                "house_id": ids[1:],
                "head_id": ids[: len(ids) - 1],
                "service_id": [int(Service.HEATING)] * (len(ids) - 1 if ids else 0),
            },
            schema={"house_id": pl.Int64, "head_id": pl.Int64, "service_id": pl.Int64},
        ).with_columns(
            valid_from=pl.lit(dist.SUPPLY_BEGAN), valid_until=pl.lit(None, dtype=pl.Date)
        )
    )


def own_heating_rows(accounts: pl.DataFrame) -> pl.DataFrame:
    """Flats with a boiler of their own by the project of the house."""
    return numbered(
        accounts.filter("own_heating").select(
            account_id=ID,
            document=pl.lit("Проект переустройства (демонстрация)"),
            valid_from=pl.lit(dist.SUPPLY_BEGAN),
            valid_until=pl.lit(None, dtype=pl.Date),
        )
    )


def with_heating(chance: Chance, accounts: pl.DataFrame) -> pl.DataFrame:
    """Accounts with whether they have a heat meter, or a heat source of their own."""
    home = pl.col("use") == "HOME"
    new = home & (pl.col("type") == FAILED_TYPE)
    return accounts.with_columns(
        heat_metered=new & chance.hits(dist.HEAT_METERS_PPM, "heat meter", ID),
        own_heating=chance.chosen(
            home & (pl.col("type") == EXCEEDED_TYPE), dist.OWN_HEATING_PPM, "own heating", ID
        ),
    )
