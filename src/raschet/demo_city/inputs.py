"""The inputs of a city: what stands in the database before anybody computes anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from django.db import transaction

from raschet.demo_city.benefits import grant_benefits
from raschet.demo_city.figures import set_figures
from raschet.demo_city.house_life import (
    house_round,
    opening_house_counters,
    opening_house_readings,
    year_before,
)
from raschet.demo_city.organisations import register_organisations
from raschet.demo_city.plan import City, plan_city, registry_rows
from raschet.demo_city.readings import month_of_readings, opening_counters, opening_readings
from raschet.domain.access.services.create_staff_user import create_staff_user
from raschet.domain.audit.selectors import last_deed
from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.readings.services.load_readings import LoadedReadings, load_readings
from raschet.domain.readings.services.record_house_volumes import record_house_volumes
from raschet.domain.registry.services.load_registry import load_registry
from raschet.domain.tariffs.services.seed_law import seed_law
from raschet.domain.tariffs.services.set_penalty_schemes import set_penalty_schemes
from raschet.values.period import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ACTOR: Final = "demo"
CITY_FOUNDED: Final = "DEMO_CITY_FOUNDED"
STAFF: Final = (
    ("galina", "BILLING_CLERK", "Галина, бухгалтер-расчётчик"),
    ("pavel", "SHIFT_LEAD", "Павел, старший смены"),
)
"""The two people who sign the months."""


class AnotherCity(ValueError):
    """The database holds a city of other size, months or seed. It was left as it is."""

    def __init__(self, accounts: int, months: int, seed: int) -> None:
        super().__init__(accounts, months, seed)
        self.accounts = accounts
        self.months = months
        self.seed = seed

    def __str__(self) -> str:
        return (
            f"the database holds a city of {self.accounts} accounts, {self.months} months, seed "
            f"{self.seed}; it was left as it is: ask for the same city, or give another a database "
            "of its own"
        )


@dataclass(frozen=True, slots=True)
class Founded:
    """What a founded city was asked for, and where its ids begin in the database."""

    accounts: int
    months: int
    seed: int
    last_period: Period
    first_ids: Mapping[str, int]

    @property
    def first_period(self) -> Period:
        return self.last_period.plus(1 - self.months)

    def plan(self) -> City:
        """The city again as columns."""
        return plan_city(
            accounts=self.accounts,
            months=self.months,
            seed=self.seed,
            last_period=self.last_period,
        )


@dataclass(slots=True)
class Inputs:
    """A city in the database, with its counters standing where its last month left them."""

    city: City
    first_ids: Mapping[str, int]
    counters: pl.Series
    house_counters: pl.Series

    def load(self, readings: pl.DataFrame) -> LoadedReadings:
        """Hand readings of the plan over to the domain under their true ids."""
        return load_readings(
            rows=readings.with_columns(
                pl.when(pl.col("account_id") == 0)
                .then(0)
                .otherwise(pl.col("account_id") + self.first_ids["accounts"])
                .alias("account_id"),
                pl.col("register_id") + self.first_ids["registers"],
            ),
            actor=ACTOR,
        )

    def pass_month(self, period: Period) -> list[pl.DataFrame]:
        """Let the counters run through a month. Returns its readings in the order of arrival."""
        city = self.city
        month = month_of_readings(city.chance, city.facts, period, self.counters, city.first_period)
        houses, self.house_counters = house_round(
            city, period, month.counters - self.counters, self.house_counters
        )
        self.counters = month.counters
        return [month.late, month.acts, houses, month.regular]


def founded_city() -> Founded | None:
    """The city that stands in the database, if one was ever founded there."""
    deed = last_deed(CITY_FOUNDED)
    if deed is None:
        return None
    detail: dict[str, Any] = deed.detail
    return Founded(
        accounts=detail["accounts"],
        months=detail["months"],
        seed=detail["seed"],
        last_period=Period.parse(detail["last_period"]),
        first_ids=detail["first_ids"],
    )


def found_city(
    *,
    accounts: int,
    months: int,
    seed: int,
    last_period: Period,
    progress: Callable[[str, int], None],
) -> Inputs:
    """Write the information base, prices, norms, staff and opening readings, or nothing of them.

    Raises: CityImpossible, and what the deeds raise.
    """
    city = plan_city(accounts=accounts, months=months, seed=seed, last_period=last_period)
    with transaction.atomic():
        organisations = register_organisations()
        set_figures(last_period)
        seed_law()
        set_penalty_schemes(
            since=city.first_period, actor=ACTOR, source="Illustrative decision of the centre"
        )
        loaded = load_registry(rows=registry_rows(city, organisations), progress=progress)
        grant_benefits(city, loaded.first_ids["accounts"], ACTOR)
        inputs = Inputs(
            city,
            loaded.first_ids,
            opening_counters(city.facts),
            opening_house_counters(city),
        )
        for _, readings in opening_house_readings(city):
            inputs.load(readings)
        past = year_before(city, loaded.first_ids["houses"])
        progress("house volumes", record_house_volumes(volumes=past, actor=ACTOR))
        for day, readings in opening_readings(city.facts, city.first_period):
            inputs.load(readings)
            progress(f"readings {day}", readings.height)
        for login, role, name in STAFF:
            create_staff_user(login=login, role=role, name=name, actor=ACTOR)
        record_deed(
            actor=ACTOR,
            action=CITY_FOUNDED,
            subject=f"period:{last_period}",
            detail={
                "accounts": accounts,
                "months": months,
                "seed": seed,
                "last_period": str(last_period),
                "first_ids": dict(loaded.first_ids),
            },
        )
    return inputs
