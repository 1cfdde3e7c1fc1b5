"""The guide names accounts of the city that `make demo` builds; the plan must agree."""

from pathlib import Path

import pytest

from raschet.demo_city.plan import plan_city
from raschet.demo_city.quirks import QUIRKS
from raschet.values.period import Period

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "demo-city.md"


@pytest.fixture(scope="module")
def city():
    return plan_city(accounts=1_000, months=12, seed=1, last_period=Period(2026, 10))


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: quirk.name)
def test_guide_names_accounts_that_show_what_it_says(quirk, city):
    accounts = quirk.accounts(city)

    row = f"| {quirk.description} | {len(accounts)} | {', '.join(accounts[:3])} |"

    assert row in GUIDE.read_text(encoding="utf-8")
