"""The engine and its slow twin agree to the kopeck on random cities."""

from collections import defaultdict
from datetime import timedelta

import polars as pl
import pytest
from tests.engine.reference.random_city import CODES, RandomCity
from tests.engine.reference.twin import Twin

from raschet.engine.inputs import SCHEMAS, Inputs
from raschet.engine.run import run_month


def computed(city):
    frames = {
        name: pl.DataFrame(city.rows[name], schema=columns, orient="row")
        for name, columns in SCHEMAS.items()
    }
    return run_month(Inputs(period=city.period, **frames))


def totals(outcome):
    amounts, volumes = defaultdict(int), defaultdict(int)
    for line in outcome.lines.iter_rows(named=True):
        key = line["account_id"], line["service_id"]
        amounts[*key, line["kind"]] += line["amount_kopecks"]
        priced_by_area = line["method"] in {"AREA_RATE", "FIXED"}
        if line["kind"] == "CHARGE" and not priced_by_area and line["component"] != "HEAT":
            volumes[key] += line["quantity_micro"]
    return dict(amounts), dict(volumes)


def unbilled_days(outcome):
    days = set()
    for row in outcome.unbilled.filter(pl.col("reason") != "NO_SUPPLY").iter_rows(named=True):
        for number in range((row["valid_until"] - row["valid_from"]).days):
            day = row["valid_from"] + timedelta(days=number)
            days.add((row["account_id"], row["service_id"], row["reason"], day))
    return days


@pytest.mark.parametrize("seed", range(40))
def test_engine_agrees_with_twin_to_the_kopeck(seed):
    city = RandomCity(seed)

    outcome = computed(city)

    twin = Twin(city.rows, city.period, CODES).run()
    amounts, volumes = totals(outcome)
    assert amounts == dict(twin.amounts)
    assert volumes == {key: value * 10**6 for key, value in twin.volumes.items()}
    assert unbilled_days(outcome) == twin.unbilled


def test_order_of_input_rows_does_not_change_the_outcome():
    city = RandomCity(3)
    shuffled = RandomCity(3)
    for rows in shuffled.rows.values():
        rows.reverse()

    first, second = computed(city), computed(shuffled)

    assert first.lines.equals(second.lines)
    assert first.consumption.equals(second.consumption)
    assert first.unbilled.equals(second.unbilled)
