"""A year of heating settled: real cost less charges, and allocators, in exact fractions."""

import random
from fractions import Fraction

import polars as pl
import pytest
from tests.engine.reference.random_houses import MICRO, RandomHouses
from tests.engine.reference.twin import decimals, kopecks

from raschet.engine.house.inputs import HOUSE_SCHEMAS
from raschet.engine.run import run_month

HEATING = 6


def with_year(seed):
    """A random city whose houses settle a year: monthly costs, charges and some allocators."""
    city = RandomHouses(seed)
    dice = random.Random(seed)
    for number in city.houses:
        city.house_rows["year_costs"] += [
            {"house_id": number, "service_id": HEATING, "rate_micro_rubles": rate * 10_000,
             "house_volume_micro": dice.randrange(90) * 100_000}
            for rate in dice.choices((247_788, 252_000), k=12)
        ]  # fmt: skip
    for account in city.accounts:
        city.house_rows["year_charges"].append(
            {"account_id": account, "service_id": HEATING,
             "charged_kopecks": dice.randrange(3_000_000),
             "units_micro": dice.randrange(1, 900) * MICRO if dice.random() < 0.6 else None}
        )  # fmt: skip
    return city


@pytest.mark.parametrize("seed", range(25))
def test_the_year_is_settled_to_the_kopeck(seed):
    city = with_year(seed)
    assert set(city.house_rows) == set(HOUSE_SCHEMAS)

    lines = run_month(city.inputs()).lines.filter(pl.col("kind") == "RECALCULATION")

    year, divided = (
        dict(lines.filter(pl.col("method") == m).select("account_id", "amount_kopecks").iter_rows())
        for m in ("HEATING_YEAR", "HEATING_ALLOCATORS")
    )
    charges = {row["account_id"]: row for row in city.house_rows["year_charges"]}
    for number, house in city.houses.items():
        accounts = city.of_house(number)
        away = sum(one["area"] for one in accounts if one["apart"])
        connected = house["premises"] + house["common"] - away
        cost = sum(
            Fraction(row["house_volume_micro"] * row["rate_micro_rubles"], MICRO**2)
            for row in city.house_rows["year_costs"]
            if row["house_id"] == number
        )
        paid = {}
        for one in accounts:
            takes = house["common"] if one["apart"] else house["premises"] + house["common"]
            counted = decimals(one["area"] * takes / connected)
            real = kopecks(cost * counted / house["premises"])
            assert year[one["id"]] == real - charges[one["id"]]["charged_kopecks"], (seed, one)
            paid[one["id"]] = real
        equipped = [one for one in accounts if charges[one["id"]]["units_micro"] is not None]
        units = sum(charges[one["id"]]["units_micro"] for one in equipped)
        enough = sum(one["area"] for one in equipped) * 2 >= house["premises"]
        together = sum(paid[one["id"]] for one in equipped)
        for one in equipped:
            own = charges[one["id"]]["units_micro"]
            share = kopecks(Fraction(together * own, units * 100))
            expected = share - paid[one["id"]] if enough else None
            assert divided.get(one["id"]) == expected, (seed, one)
