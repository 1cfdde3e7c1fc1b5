"""Whole cities against their slow twins: every account, line by line, to the kopeck.

``make test`` compares one city of 500 accounts, ``make chaos`` twenty of 10 000.
"""

import pytest
from tests.engine.reference.random_city import CODES, RandomCity
from tests.engine.reference.twin import Twin
from tests.engine.test_run_against_twin import computed, totals, unbilled_days


def differences(seed, accounts):
    """What the engine and the twin of a city say differently; the seed names the city."""
    city = RandomCity(seed, accounts)
    outcome = computed(city)
    twin = Twin(city.rows, city.period, CODES).run()
    amounts, volumes = totals(outcome)
    expected = {key: volume * 10**6 for key, volume in twin.volumes.items()}
    return [
        (seed, what, key, got.get(key), wanted.get(key))
        for what, got, wanted in (
            ("kopecks", amounts, dict(twin.amounts)),
            ("volume", volumes, expected),
        )
        for key in got.keys() | wanted.keys()
        if got.get(key) != wanted.get(key)
    ] + sorted(unbilled_days(outcome) ^ twin.unbilled)


def test_city_of_five_hundred_accounts():
    assert differences(seed=2026, accounts=500) == []


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(1_000, 1_020))
def test_city_of_ten_thousand_accounts(seed):
    print(f"seed {seed}")

    assert differences(seed, accounts=10_000) == []
