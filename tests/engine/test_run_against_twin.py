"""The engine and its slow twin agree to the kopeck on random cities."""

from collections import defaultdict
from datetime import timedelta

import polars as pl
import pytest

from raschet.engine.inputs import SCHEMAS, Inputs
from raschet.engine.run import run_month
from tests.engine.reference.random_city import CODES, RandomCity
from tests.engine.reference.twin import Twin


def computed(city):
    frames = {
        name: pl.DataFrame(city.rows[name], schema=columns, orient="row")
        for name, columns in SCHEMAS.items()
    }
    return run_month(Inputs(period=city.period, **frames))


@pytest.mark.parametrize("seed", range(60))
def test_engine_agrees_with_twin_to_the_kopeck(seed):
    city = RandomCity(seed)

    outcome = computed(city)
    twin = Twin(city.rows, city.period, CODES).run()

    amounts = defaultdict(int)
    volumes = defaultdict(int)
    for line in outcome.lines.iter_rows(named=True):
        amounts[line["account_id"], line["service_id"], line["kind"]] += line["amount_kopecks"]
        if line["kind"] == "CHARGE" and line["method"] not in {"AREA_RATE", "FIXED"}:
            volumes[line["account_id"], line["service_id"]] += line["quantity_micro"]
    assert dict(amounts) == dict(twin.amounts)
    assert dict(volumes) == {key: value * 10**6 for key, value in twin.volumes.items()}


@pytest.mark.parametrize("seed", range(60))
def test_engine_reports_the_same_unbilled_days_as_twin(seed):
    city = RandomCity(seed)

    unbilled = set()
    for row in computed(city).unbilled.filter(pl.col("reason") != "NO_SUPPLY").iter_rows(named=True):
        day = row["valid_from"]
        while day < row["valid_until"]:
            unbilled.add((row["account_id"], row["service_id"], row["reason"], day))
            day += timedelta(days=1)

    assert unbilled == Twin(city.rows, city.period, CODES).run().unbilled
