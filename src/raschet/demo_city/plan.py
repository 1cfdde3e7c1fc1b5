"""The whole city as columns, before a single row is written.

A plan is a pure function of its arguments: the same size, months, seed and last month give the
same city, on every machine and every day.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import polars as pl

from raschet.demo_city import distributions as dist
from raschet.demo_city import flats, house_meters, houses, metering, outdoors, people
from raschet.demo_city.randomness import Chance
from raschet.demo_city.readings import register_facts
from raschet.domain.registry.services.load_registry import RegistryRows
from raschet.domain.registry.tables import TABLES
from raschet.values.period import Period

if TYPE_CHECKING:
    from raschet.demo_city.organisations import Organisations
    from raschet.domain.registry.bulk import Table

SMALLEST_CITY: int = 10


class CityImpossible(ValueError):
    """The city asked for cannot be built: too small, or months without known tariffs."""

    def __init__(self, accounts: int, months: int, first_period: Period) -> None:
        super().__init__(accounts, months, first_period)
        self.accounts = accounts
        self.months = months
        self.first_period = first_period

    def __str__(self) -> str:
        return (
            f"a city of {self.accounts} accounts and {self.months} months from {self.first_period}:"
            f" it needs at least {SMALLEST_CITY} accounts, one month, and months from"
            f" {Period.of(dist.TARIFFS_BEGIN)} on"
        )


@dataclass(frozen=True, slots=True)
class City:
    """A planned city. Ids count from 1 within it."""

    chance: Chance
    first_period: Period
    months: int
    houses: pl.DataFrame
    units: pl.DataFrame
    accounts: pl.DataFrame
    meters: pl.DataFrame
    registers: pl.DataFrame
    facts: pl.DataFrame
    """Registers with what decides about their readings."""
    house_meters: pl.DataFrame
    """Meters of whole houses with their one register; ids go on after those of the flats."""

    @property
    def last_period(self) -> Period:
        return self.first_period.plus(self.months - 1)

    @property
    def periods(self) -> list[Period]:
        return list(self.first_period.through(self.last_period))


def plan_city(*, accounts: int, months: int, seed: int, last_period: Period) -> City:
    """Plan a city of exactly so many accounts. Raises: CityImpossible."""
    first_period = last_period.plus(1 - months)
    if accounts < SMALLEST_CITY or months < 1 or first_period < Period.of(dist.TARIFFS_BEGIN):
        raise CityImpossible(accounts, months, first_period)
    chance = Chance(seed)
    sizes = houses.apartment_houses(accounts)
    in_apartments = flats.count_accounts(
        chance, sizes, houses.plan_houses(chance, sizes, detached=0)
    )
    city_houses = houses.plan_houses(chance, sizes, detached=accounts - in_apartments)
    units = flats.plan_units(chance, city_houses)
    everyone = flats.plan_accounts(chance, units, first_period, months)
    assert everyone.height == accounts
    sewers = city_houses.select("without_sewer", house_id="id")
    everyone = everyone.join(sewers, on="house_id", how="left", maintain_order="left")
    everyone = people.with_people(chance, everyone, first_period, months)
    everyone = metering.with_metered_services(chance, everyone)
    everyone = outdoors.with_outdoors(chance, everyone)
    everyone = house_meters.with_heating(chance, everyone)
    meters = metering.plan_meters(chance, everyone, first_period, months)
    heat = house_meters.plan_heat_meters(chance, everyone, first_period, meters.height)
    meters = pl.concat([meters, heat.select(meters.columns)])
    registers = metering.plan_registers(chance, meters, first_period)
    return City(
        chance=chance,
        first_period=first_period,
        months=months,
        houses=city_houses,
        units=units,
        accounts=everyone,
        meters=meters,
        registers=registers,
        facts=register_facts(registers, everyone, chance),
        house_meters=house_meters.plan_house_meters(
            city_houses, last_period, meters.height, registers.height
        ),
    )


def registry_rows(city: City, organisations: Organisations) -> RegistryRows:
    """The city's information base as the domain's bulk deed takes it."""
    managements = houses.management_rows(city.chance, city.houses, organisations)
    due = ("verified_on", "due_on", "renewed_on")
    meters = _under(TABLES["meters"], city.meters, city.house_meters, *due)
    return RegistryRows(
        houses=houses.house_rows(city.houses, city.units),
        managements=managements,
        heating_regimes=houses.heating_rows(city.houses),
        shared_house_meters=house_meters.shared_rows(city.houses),
        supplies=houses.supply_rows(city.houses, managements, organisations),
        units=city.units,
        accounts=city.accounts,
        own_heatings=house_meters.own_heating_rows(city.accounts),
        holders=people.holder_rows(city.chance, city.accounts),
        areas=people.area_rows(city.accounts),
        households=people.household_rows(city.accounts),
        ownerships=people.ownership_rows(city.chance, city.accounts),
        exceptions=people.exception_rows(city.chance, city.accounts),
        measures=outdoors.measure_rows(city.chance, city.accounts),
        meters=meters,
        registers=_under(
            TABLES["registers"],
            city.registers,
            house_meters.house_registers(city.house_meters),
        ),
        verifications=metering.verification_rows(meters),
    )


def _under(
    table: Table, flats_rows: pl.DataFrame, house_rows: pl.DataFrame, *also: str
) -> pl.DataFrame:
    """Rows of flats and below them those of houses, in the columns of a table."""
    columns = [*table.columns, *also]
    return pl.concat([flats_rows.select(columns), house_rows.select(columns)])


def digest(rows: RegistryRows) -> str:
    """A fingerprint of an information base: equal for equal arguments of the plan."""
    whole = hashlib.sha256()
    for field in fields(rows):
        frame: pl.DataFrame = getattr(rows, field.name)
        whole.update(field.name.encode())
        whole.update(frame.write_csv().encode())
    return whole.hexdigest()
