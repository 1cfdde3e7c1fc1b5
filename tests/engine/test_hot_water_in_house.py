"""Hot water made in the house: the plant's heat is shared by the water, exactly (R-023)."""

import random
from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from tests.engine.reference.twin import decimals, kopecks

from raschet.engine.house.inputs import HOUSE_SCHEMAS, HouseInputs
from raschet.engine.inputs import SCHEMAS, Inputs
from raschet.engine.run import run_month
from raschet.values.period import Period

LONG_AGO = date(2000, 1, 1)
MICRO = 1_000_000
HOT, COLD, COMMON = 2, 1, 21
WATER_RATE, HEAT_RATE = 38_750_000, 2_520_000_000


def month_of(volumes, spent):
    """A house of one flat a volume; every flat has a hot-water meter, the plant spent so much."""
    rows = {name: [] for name in SCHEMAS}

    def add(table, **columns):
        rows[table].append({**dict.fromkeys(SCHEMAS[table]), **columns})

    for service, code in ((COLD, "cold_water"), (HOT, "hot_water"), (COMMON, "cold_water_common")):
        add("services", service_id=service, code=code)
    for number, component, rate in ((1, "", WATER_RATE), (2, "PLANT_HEAT", HEAT_RATE)):
        add("tariffs", tariff_id=number, service_id=HOT, tariff_group="A", zone="", band=1,
            component=component, rate_micro_rubles=rate, valid_from=LONG_AGO)  # fmt: skip
    add("tariffs", tariff_id=3, service_id=COMMON, tariff_group="A", zone="", band=1, component="",
        rate_micro_rubles=WATER_RATE, valid_from=LONG_AGO)  # fmt: skip
    for service, method in ((HOT, "HOT_WATER_IN_HOUSE"), (COMMON, "COMMON_METER")):
        add("house_supplies", house_id=1, service_id=service, supplier_id=9, method=method,
            tariff_group="A", norm_group="A", raising=False, valid_from=LONG_AGO)  # fmt: skip
    for number, volume in enumerate(volumes, start=1):
        add("accounts", account_id=number, house_id=1, unit_id=number, premises="FLAT", rooms=1,
            opened_on=LONG_AGO)  # fmt: skip
        add("areas", account_id=number, area_micro=50 * MICRO, valid_from=LONG_AGO)
        add("registers", account_id=number, meter_id=number, register_id=number, service_id=HOT,
            zone="", digits=9, ratio_micro=MICRO, installed_on=LONG_AGO, previous_value_micro=0,
            previous_on=LONG_AGO, current_value_micro=volume, current_on=date(2026, 6, 25),
            months_missing=0, estimated_micro=0, average_months=0,
            access_refused=False)  # fmt: skip
    papers = [("METER", COLD, sum(volumes) + MICRO)]
    if spent is not None:
        papers.append(("HOT_WATER", HOT, spent))
    houses = HouseInputs(
        houses=pl.DataFrame(
            [{"house_id": 1, "premises_area_micro": 50 * MICRO * len(volumes)}],
            schema=HOUSE_SCHEMAS["houses"],
        ),
        volumes=pl.DataFrame(
            [
                {"house_id": 1, "service_id": service, "purpose": purpose, "volume_micro": volume}
                for purpose, service, volume in papers
            ],
            schema=HOUSE_SCHEMAS["volumes"],
        ),
    )
    frames = {name: pl.DataFrame(rows[name], schema=schema) for name, schema in SCHEMAS.items()}
    return run_month(Inputs(period=Period(2026, 6), houses=houses, **frames))


@pytest.mark.parametrize("seed", range(20))
def test_the_plants_heat_is_shared_by_the_water_to_the_kopeck(seed):
    dice = random.Random(seed)
    volumes = [dice.randrange(1, 12_000) * 1_000 for _ in range(dice.randrange(1, 9))]
    spent = dice.randrange(1, 9_000) * 1_000

    outcome = month_of(volumes, spent)

    found = outcome.lines.filter(pl.col("service_id") == HOT).sort("account_id", "tariff_id")
    for number, volume in enumerate(volumes, start=1):
        heat = decimals(Fraction(spent, MICRO) * volume / sum(volumes))
        lines = found.filter(pl.col("account_id") == number)
        assert lines["amount_kopecks"].to_list() == [
            kopecks(Fraction(volume, MICRO) * Fraction(WATER_RATE, MICRO)),
            kopecks(heat * Fraction(HEAT_RATE, MICRO)),
        ], seed
        assert lines["method"].to_list() == ["METERED", "HOT_WATER_IN_HOUSE"]


def test_cold_water_turned_into_hot_is_the_houses_own_production():
    outcome = month_of([4 * MICRO, 6 * MICRO], 2 * MICRO)

    [balance] = outcome.balances.iter_rows(named=True)
    assert (balance["other_micro"], balance["common_micro"]) == (10 * MICRO, MICRO)


def test_without_a_paper_the_plants_part_is_reported_and_the_water_charged():
    outcome = month_of([4 * MICRO], None)

    assert outcome.unbilled["reason"].to_list() == ["NO_PLANT_VOLUME"]
    assert outcome.lines.filter(pl.col("service_id") == HOT)["method"].to_list() == ["METERED"]
