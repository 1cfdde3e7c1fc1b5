"""Houses of the engine and their slow twins agree to the kopeck; balances lose nothing."""

from collections import defaultdict
from fractions import Fraction

import polars as pl
import pytest
from tests.engine.reference.house import common_of, heat_of, priced, share
from tests.engine.reference.random_houses import MICRO, RATES, RandomHouses

from raschet.engine.run import run_month

HEATING, COMMON = 6, 21
SPENT = ["flats_metered_micro", "flats_average_micro", "flats_norm_micro", "nonresidential_micro",
         "other_micro", "common_micro", "reduction_micro", "correction_micro",
         "carried_out_micro"]  # fmt: skip


def charged(outcome, service, *methods):
    found = defaultdict(lambda: [Fraction(0), 0])
    lines = outcome.lines.filter(pl.col("service_id") == service)
    if methods:
        lines = lines.filter(pl.col("kind").is_in(methods))
    for account, quantity, amount, reason in lines.select(
        "account_id", "quantity_micro", "amount_kopecks", "reason"
    ).iter_rows():
        if reason != "REDUCED":
            found[account][0] += Fraction(quantity, MICRO)
            found[account][1] += amount
    return {account: tuple(sums) for account, sums in found.items()}


@pytest.mark.parametrize("seed", range(40))
def test_heat_agrees_with_its_twin_to_the_kopeck(seed):
    city = RandomHouses(seed)

    found = charged(run_month(city.inputs()), HEATING)

    rate = Fraction(RATES[HEATING], MICRO)
    for number, house in city.houses.items():
        accounts = city.of_house(number)
        facts = {**house, "meter": house["heat"], "norm": Fraction(25_700, MICRO)}
        for account in accounts:
            volume = heat_of(account, facts, accounts)
            assert found[account["id"]] == (volume, priced(volume, rate)), (seed, account)


@pytest.mark.parametrize("seed", range(40))
def test_common_water_agrees_with_its_twin_to_the_kopeck(seed):
    city = RandomHouses(seed)

    outcome = run_month(city.inputs())

    rate = Fraction(RATES[COMMON], MICRO)
    found = charged(outcome, COMMON, "CHARGE")
    settled = charged(outcome, COMMON, "RECALCULATION")
    carried = dict(
        outcome.balances.filter(pl.col("service_id") == COMMON)
        .select("house_id", pl.col("carried_out_micro") + pl.col("reduction_micro"))
        .iter_rows()
    )
    for number, house in city.houses.items():
        accounts = city.of_house(number)
        facts = {**house, "meter": house["water"], "norm": Fraction(27_000, MICRO)}
        flats = sum(account["water"] for account in accounts)
        volume, given_back, corrected, carry = common_of(facts, flats)
        assert Fraction(carried[number], MICRO) == carry + given_back, (seed, number)
        for account in accounts:
            part = share(volume, account, house)
            assert found[account["id"]] == (part, priced(part, rate)), (seed, account)
            moved = share(corrected, account, house)
            expected = (moved, priced(moved, rate)) if corrected else None
            assert settled.get(account["id"]) == expected, (seed, account)


@pytest.mark.parametrize("seed", range(40))
def test_what_a_house_meter_shows_is_neither_lost_nor_charged_twice(seed):
    city = RandomHouses(seed)

    outcome = run_month(city.inputs())

    measured = outcome.balances.filter(pl.col("meter_micro").is_not_null())
    shown = measured["meter_micro"] + measured["carried_in_micro"]
    assert (shown == measured.select(pl.sum_horizontal(SPENT)).to_series()).all()
    given = outcome.lines.filter(pl.col("reason") == "REDUCED")
    assert given["quantity_micro"].sum() == outcome.balances["reduction_micro"].sum()
    for account, quantity in given.select("account_id", "quantity_micro").iter_rows():
        assert -quantity <= city.accounts[account]["water"] * MICRO


def test_reductions_are_given_somewhere_in_these_cities():
    """The cases above would prove nothing about them otherwise."""
    reasons = set()
    for seed in range(40):
        outcome = run_month(RandomHouses(seed).inputs())
        reasons |= set(outcome.lines["reason"]) | set(outcome.lines["method"])

    assert {"REDUCED", "NOTHING_LEFT", "OWN_HEATING", "OWN_HEAT_METER", "NO_HEAT_METER",
            "HEATING_NORM", "COMMON_RECALCULATION"} <= reasons  # fmt: skip
