"""Questions about accounts."""

from datetime import date
from uuid import uuid4

import pytest
from tests.domain.town import OCTOBER, START, small_town

from raschet.domain.registry.models import (
    Account,
    AccountArea,
    AccountHolder,
    Household,
    HouseManagement,
    Organisation,
    Ownership,
    Unit,
)
from raschet.domain.registry.selectors import (
    account_by_number,
    account_card,
    account_examples,
    month_in_books,
)

pytestmark = pytest.mark.django_db


def test_a_card_holds_what_the_house_and_flat_are():
    town = small_town()
    company = Organisation.objects.create(
        kind="MANAGING_COMPANY", name="УК «Уют»", short_name="Уют", inn="7707083893", phone="22-00"
    )
    HouseManagement.objects.create(house=town.house, organisation=company, valid_from=START)
    AccountHolder.objects.create(
        account_id=town.anna.pk, kind="OWNER", name="Анна Ковалёва", valid_from=START
    )
    Ownership.objects.create(
        account_id=town.anna.pk, owner_number=1, kind="PERSON", name="Анна", valid_from=START
    )

    card = account_card(town.anna.public_id)

    assert card == account_by_number(" 104582 ")
    assert (card.number, card.address) == ("104582", "Садовая, 10, кв. 12")
    assert (card.holder_name, card.area_micro) == ("Анна Ковалёва", 50_500_000)
    assert (card.registered, card.temporary, card.owners, card.persons) == (1, 0, 1, 1)
    assert (card.managing_company_name, card.managing_company_phone) == ("Уют", "22-00")
    assert (card.house_kind, card.unit_kind, card.closed_on) == ("APARTMENT", "FLAT", None)


def test_a_card_of_a_day_shows_the_facts_of_that_day():
    town = small_town()
    Household.objects.filter(account_id=town.anna.pk).update(valid_until=date(2026, 10, 10))
    Household.objects.create(
        account_id=town.anna.pk, registered=3, temporary=1, valid_from=date(2026, 10, 10)
    )

    before = account_card(town.anna.public_id, on=date(2026, 10, 9))
    after = account_card(town.anna.public_id, on=date(2026, 10, 10))

    assert (before.registered, after.registered, after.temporary) == (1, 3, 1)
    assert account_card(town.anna.public_id).registered == 3


def test_an_ended_fact_is_still_the_last_one_known():
    town = small_town()
    AccountArea.objects.filter(account_id=town.anna.pk).update(valid_until=date(2026, 1, 1))

    assert account_card(town.anna.public_id).area_micro == 50_500_000
    assert account_card(town.anna.public_id, on=date(2026, 10, 1)).area_micro is None


def test_a_stranger_gets_no_card():
    small_town()

    assert account_card(uuid4()) is None
    assert account_by_number("000000") is None


def test_examples_differ_in_kind_and_never_repeat(django_assert_max_num_queries):
    town = small_town()
    unit = Unit.objects.create(house=town.house, kind="ROOM", number="15/2")
    Account.objects.create(number="104584", unit=unit, house=town.house, opened_on=START)
    closed = Account.objects.create(
        number="104585", unit=town.vera.unit, house=town.house, opened_on=START,
        closed_on=date(2026, 5, 1),
    )  # fmt: skip

    with django_assert_max_num_queries(8):
        examples = account_examples(limit=6)

    assert [example.number for example in examples] == ["104582", "104583", "104584", closed.number]
    assert examples[2].address == "Садовая, 10, комн. 15/2"
    assert len(account_examples(limit=2)) == 2


def test_a_month_outside_the_books_is_unknown():
    assert month_in_books(OCTOBER) is None
