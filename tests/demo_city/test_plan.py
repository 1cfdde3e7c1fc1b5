"""The plan of a city: exact size, repeatable, whole in itself."""

from functools import cache

import polars as pl
import pytest

from raschet.demo_city.houses import apartment_houses
from raschet.demo_city.organisations import Organisations
from raschet.demo_city.plan import CityImpossible, digest, plan_city, registry_rows
from raschet.demo_city.quirks import QUIRKS
from raschet.demo_city.services import Role
from raschet.formats.tables.address import parse_address
from raschet.values.period import Period

LAST = Period(2026, 10)
ORGANISATIONS = Organisations({role: index + 1 for index, role in enumerate(Role)}, (101, 102))


def plan(accounts=300, months=2, seed=7):
    return plan_city(accounts=accounts, months=months, seed=seed, last_period=LAST)


quirky_plan = cache(plan)


@pytest.fixture(scope="module")
def city():
    return plan()


@pytest.fixture(scope="module")
def rows(city):
    return registry_rows(city, ORGANISATIONS)


@pytest.mark.parametrize("accounts", [10, 57, 300, 1_000, 2_345])
def test_city_has_exactly_the_accounts_asked_for(accounts):
    assert plan(accounts=accounts).accounts.height == accounts


def test_same_seed_gives_the_same_city(rows):
    assert digest(registry_rows(plan(), ORGANISATIONS)) == digest(rows)


def test_another_seed_gives_another_city(rows):
    assert digest(registry_rows(plan(seed=8), ORGANISATIONS)) != digest(rows)


@pytest.mark.parametrize("seed", [1, 7, 42])
@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: quirk.name)
def test_small_city_shows_every_quirk(quirk, seed):
    assert quirk.accounts(quirky_plan(seed=seed))


@pytest.mark.parametrize(
    ("accounts", "months", "last"),
    [(9, 1, LAST), (300, 0, LAST), (300, 3, Period(2025, 2))],
    ids=["too small", "no month", "before the first tariffs"],
)
def test_impossible_city_is_refused(accounts, months, last):
    with pytest.raises(CityImpossible):
        plan_city(accounts=accounts, months=months, seed=1, last_period=last)


def test_stock_of_a_town_has_the_documented_shares():
    flats = pl.DataFrame(
        [(size.house_type.code, size.flats) for size in apartment_houses(100_000)],
        schema=["code", "flats"],
        orient="row",
    )

    shares = dict(flats.group_by("code").agg(pl.col("flats").sum() * 100 // 79_900).iter_rows())

    assert shares == {"A9": 40, "B5": 30, "C16": 8, "D2": 12, "E5": 4, "F3": 6}


def test_accounts_of_a_flat_share_its_area_without_rest(city, rows):
    areas = (
        rows.areas.join(city.accounts.select("unit_id", account_id="id"), on="account_id")
        .group_by("unit_id")
        .agg(pl.col("area_micro").sum())
    )

    whole = areas.join(city.units.select(unit_id="id", total="total_area_micro"), on="unit_id")

    assert (whole["area_micro"] == whole["total"]).all()


def test_rooms_of_a_communal_flat_share_its_area_without_rest(city):
    rooms = city.units.filter(pl.col("kind") == "ROOM")
    sums = rooms.group_by("parent_id").agg(pl.col("total_area_micro").sum().alias("rooms_area"))

    flats = sums.join(city.units.select(parent_id="id", flat="total_area_micro"), on="parent_id")

    assert flats.height
    assert (flats["rooms_area"] == flats["flat"]).all()


def test_every_column_is_exact(rows):
    for name in type(rows).__dataclass_fields__:
        assert not any(dtype.is_float() for dtype in getattr(rows, name).dtypes), name


def test_account_numbers_are_six_different_digits_texts(city):
    numbers = city.accounts["number"]

    assert numbers.n_unique() == len(numbers)
    assert numbers.str.contains(r"^\d{6}$").all()


def test_houses_are_matched_by_the_addresses_that_files_give(rows):
    for settlement, street, number, key in rows.houses.select(
        "settlement", "street", "number", "address_key"
    ).iter_rows():
        assert parse_address(f"{settlement}, {street}, д. {number}").house_key == key


def test_streets_of_a_large_city_have_keys_of_their_own():
    houses = plan(accounts=60_000, months=1).houses

    assert houses["address_key"].is_unique().all()
