"""Build the demo city through the domain's own deeds, and let it live its months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from raschet.demo_city.figures import set_figures
from raschet.demo_city.organisations import register_organisations
from raschet.demo_city.plan import City, plan_city, registry_rows
from raschet.demo_city.readings import month_of_readings, opening_counters, opening_readings
from raschet.domain.readings.services.load_readings import LoadedReadings, load_readings
from raschet.domain.registry.services.load_registry import load_registry
from raschet.domain.tariffs.services.seed_law import seed_law

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from raschet.values.period import Period

Progress = "Callable[[str, int], None]"
ACTOR = "demo"


@dataclass(slots=True)
class Inputs:
    """A city in the database, with its counters standing where its last loaded month left them."""

    city: City
    first_ids: Mapping[str, int]
    counters: pl.Series

    def load(self, readings: pl.DataFrame) -> LoadedReadings:
        """Hand readings of the plan over to the domain under their true ids."""
        return load_readings(
            rows=readings.with_columns(
                pl.col("account_id") + self.first_ids["accounts"],
                pl.col("register_id") + self.first_ids["registers"],
            ),
            actor=ACTOR,
        )

    def load_month(self, period: Period) -> int:
        """All readings that arrive in a month, in the order of arrival. Returns how many."""
        month = month_of_readings(self.city.chance, self.city.facts, period, self.counters)
        self.counters = month.counters
        rounds = [month.acts, month.regular]
        if period > self.city.first_period:
            rounds.insert(0, month.late)
        for readings in rounds:
            self.load(readings)
        return sum(readings.height for readings in rounds)


def build_inputs(
    *,
    accounts: int,
    months: int,
    seed: int,
    last_period: Period,
    progress: Callable[[str, int], None],
) -> Inputs:
    """The information base with prices, norms, meters and two rounds of opening readings.

    progress: called with the name of each step and the number of rows it wrote.
    Raises: CityImpossible.
    """
    city = plan_city(accounts=accounts, months=months, seed=seed, last_period=last_period)
    organisations = register_organisations()
    set_figures(last_period)
    seed_law()
    loaded = load_registry(rows=registry_rows(city, organisations), progress=progress)
    inputs = Inputs(city, loaded.first_ids, opening_counters(city.facts))
    for day, readings in opening_readings(city.facts, city.first_period):
        inputs.load(readings)
        progress(f"readings {day}", readings.height)
    return inputs
