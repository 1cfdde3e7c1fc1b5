"""Benefit lines agree with exact fractions on random cities, and never exceed what they are part of."""

import random
from datetime import timedelta
from fractions import Fraction

import polars as pl
import pytest
from tests.engine.reference.fractions_of import half_up
from tests.engine.reference.random_city import CODES, LONG_AGO, RandomCity

from raschet.engine.inputs import SCHEMAS, Inputs
from raschet.engine.run import run_month
from raschet.engine.support.benefit_lines import (
    CATEGORY_SCHEMA,
    ENTITLEMENT_SCHEMA,
    BenefitLaw,
    benefit_lines,
)

MICRO = 10**6
SOCIAL = (33, 21, 18)
PERCENTS = {"A": 50, "B": 30}
LIMITS = {1: "NORM", 2: "NORM", 3: "NORM", 4: "NORM", 5: "NONE", 6: "SOCIAL_AREA"}


def law(mode="DISCOUNT"):
    rows = [
        (category, service, percent * MICRO, limit, "REGION")
        for category, percent in PERCENTS.items()
        for service, limit in LIMITS.items()
    ]
    return BenefitLaw(
        pl.DataFrame(rows, schema=CATEGORY_SCHEMA, orient="row"),
        tuple(metres * MICRO for metres in SOCIAL),
        mode,
    )


def made(seed, mode="DISCOUNT"):
    """The city, its charge lines, who is entitled since when, and the benefit lines."""
    city = RandomCity(seed)
    frames = {
        name: pl.DataFrame(city.rows[name], schema=columns, orient="row")
        for name, columns in SCHEMAS.items()
    }
    inputs = Inputs(period=city.period, **frames)
    lines = run_month(inputs).lines
    dice = random.Random(seed)
    entitled = [
        (row["account_id"], person, dice.choice("AB"), LONG_AGO, None)
        for row in city.rows["accounts"]
        for person in (1, 2)
        if dice.random() < 0.5
    ]
    frame = pl.DataFrame(entitled, schema=ENTITLEMENT_SCHEMA, orient="row")
    return city, lines, entitled, benefit_lines(inputs, lines, frame, law(mode))


def steady(city, account):
    """Residents of an account where nothing about it changes inside the month; else None."""
    rows = [row for row in city.rows["households"] if row["account_id"] == account]
    [own] = [row for row in city.rows["accounts"] if row["account_id"] == account]
    exceptions = [row for row in city.rows["account_supplies"] if row["account_id"] == account]
    supplies = [row for row in city.rows["house_supplies"] if row["house_id"] == own["house_id"]]
    changes = [
        row for row in (*rows, *supplies) if row["valid_from"] != LONG_AGO or row["valid_until"]
    ]
    if changes or exceptions or own["opened_on"] != LONG_AGO or own["closed_on"]:
        return None
    [row] = rows
    return (row["registered"] + row["temporary"]) or row["owners"]


def norm_on(city, service, persons, day):
    """The norm of a month for a person on a day; None where there is none."""
    found = [
        Fraction(row["value_micro"], 12 * MICRO if row["per"] == "PERSON_YEAR" else MICRO)
        for row in city.rows["norms"]
        if row["service_id"] == service
        and row["per"] != "M3"
        and (row["persons"] is None or row["persons"] == min(max(persons, 1), 5))
        and row["valid_from"] <= day
        and (row["valid_until"] is None or day < row["valid_until"])
    ]
    return found[0] if found else None


def limit(city, service, persons):
    """What one person may have in the month; None where nothing limits it."""
    if LIMITS[service] == "NONE":
        return None
    if LIMITS[service] == "SOCIAL_AREA":
        return Fraction(SOCIAL[min(max(persons, 1), 3) - 1])
    days = [city.period.first_day + timedelta(days=n) for n in range(city.period.days)]
    parts = (1, 2) if service == 3 else (service,)
    norms = [[norm_on(city, part, persons, day) for part in parts] for day in days]
    return None if None in {n for row in norms for n in row} else sum(map(sum, norms)) / len(days)


def test_benefits_of_steady_accounts_agree_with_exact_fractions():
    compared = sum(compared_with_fractions(seed) for seed in range(40))

    assert compared > 200


def compared_with_fractions(seed):
    """Compare every benefit of accounts where nothing changes; returns how many there were."""
    city, lines, entitled, found = made(seed)
    compared = 0
    houses = {row["account_id"]: row["house_id"] for row in city.rows["accounts"]}

    for row in found.iter_rows(named=True):
        account, service = row["account_id"], row["service_id"]
        persons = steady(city, account)
        supplied = {
            supply["service_id"]
            for supply in city.rows["house_supplies"]
            if supply["house_id"] == houses[account]
        }
        person_limit = limit(city, service, persons) if persons else None
        if (
            not persons
            or (person_limit is None and LIMITS[service] != "NONE")
            or not {1, 2} <= supplied
        ):
            continue
        charged = lines.filter(
            (pl.col("account_id") == account) & (pl.col("service_id") == service)
            & (pl.col("kind") == "CHARGE") & (pl.col("quantity_micro") > 0)
        )  # fmt: skip
        if "LATE_READING" in charged["reason"].to_list():
            continue
        count = min(persons, sum(e[0] == account and e[2] == row["reason"] for e in entitled))
        by_days = service == 6
        total = sum(
            Fraction(line["quantity_micro"], MICRO)
            * (Fraction(line["days"], city.period.days) if by_days else 1)
            for line in charged.iter_rows(named=True)
            if line["component"] != "HEAT"
        )
        share = Fraction(count, persons)
        if person_limit is not None:
            covered = Fraction(sum(charged["days"]), city.period.days) if by_days else 1
            share = min(share, person_limit * count * covered / total)
        own = next(
            line for line in charged.iter_rows(named=True)
            if (line["tariff_id"], line["segment_from"]) == (row["tariff_id"], row["segment_from"])
            and line["zone"] == row["zone"]
        )  # fmt: skip
        volume = Fraction(own["quantity_micro"], MICRO)
        volume *= Fraction(own["days"], city.period.days) if by_days else 1
        exact = volume * share * Fraction(own["rate_micro_rubles"], MICRO) * PERCENTS[row["reason"]]
        expected = min(half_up(exact), own["amount_kopecks"])
        # The volume is rounded to six decimals before it is priced (D-02).
        assert abs(-row["amount_kopecks"] - expected) <= 1, (seed, account, service, CODES[service])
        compared += 1
    return compared


@pytest.mark.parametrize("seed", range(25))
def test_a_benefit_is_never_more_than_its_charge(seed):
    _, lines, _, found = made(seed)
    key = ["account_id", "service_id"]
    charged = lines.filter(pl.col("kind") == "CHARGE").group_by(key).agg(
        charged=pl.col("amount_kopecks").filter(pl.col("amount_kopecks") > 0).sum()
    )  # fmt: skip
    taken = found.group_by(key).agg(taken=-pl.col("amount_kopecks").sum()).join(charged, on=key)

    assert found["amount_kopecks"].max() <= 0
    assert taken.filter(pl.col("taken") > pl.col("charged")).is_empty()


def test_a_compensation_has_the_same_operands_and_no_amount():
    columns = ["account_id", "service_id", "quantity_micro", "rate_micro_rubles", "reason"]
    _, _, _, discount = made(3)
    _, _, _, money = made(3, mode="COMPENSATION")

    assert discount.height > 20
    assert money["amount_kopecks"].unique().to_list() == [0]
    assert discount.select(columns).sort(columns).equals(money.select(columns).sort(columns))
