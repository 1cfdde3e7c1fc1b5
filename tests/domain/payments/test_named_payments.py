"""A payer who names a month or a service settles that first; the rest goes on by the usual order."""

from dataclasses import replace
from datetime import date

import pytest
from tests.domain.month import published
from tests.domain.town import (
    CAPITAL_REPAIR,
    COLD_WATER,
    MAINTENANCE,
    NOVEMBER,
    OCTOBER,
    OWED,
    small_town,
    supply,
)

from raschet.domain.ledger.selectors import open_items
from raschet.domain.payments.errors import PaymentDiffers
from raschet.domain.payments.services.record_payments import NewPayment, record_payment
from raschet.domain.proofs.services.verify_books import verify_books

pytestmark = pytest.mark.django_db(transaction=True)
WATER, LAND = OWED["anna"][COLD_WATER], OWED["anna"][MAINTENANCE]


@pytest.fixture
def town():
    made = small_town()
    supply(made.house, made.supplier, CAPITAL_REPAIR, "AREA_RATE", 10_000_000)
    published(OCTOBER)
    published(NOVEMBER)
    return made


def pay(town, kopecks, **named):
    payment = NewPayment(town.anna.pk, kopecks, date(2026, 12, 5), "CASH_DESK", "1", **named)
    record_payment(payment=payment, actor="kassa")
    return payment


def owed(town):
    items = open_items(account_ids=[town.anna.pk])
    return {(item.service_id, item.origin_period): item.outstanding_kopecks for item in items}


def test_a_named_service_of_another_group_takes_the_payment(town):
    before = owed(town)

    pay(town, 600_00, named_service_id=CAPITAL_REPAIR)

    after = owed(town)
    assert (CAPITAL_REPAIR, OCTOBER) not in after
    assert before[CAPITAL_REPAIR, NOVEMBER] - after[CAPITAL_REPAIR, NOVEMBER] == 95_00
    assert after[COLD_WATER, OCTOBER] == WATER
    assert after[MAINTENANCE, OCTOBER] == LAND


def test_a_named_month_comes_before_older_debts(town):
    november = {key: kopecks for key, kopecks in owed(town).items() if key[1] == NOVEMBER}

    pay(town, sum(november.values()), named_period=NOVEMBER)

    after = owed(town)
    assert not [key for key in after if key[1] == NOVEMBER]
    assert after[MAINTENANCE, OCTOBER] == LAND


def test_the_rest_of_a_named_payment_goes_on_by_the_usual_order(town):
    whole = sum(owed(town).values())

    pay(town, whole + 10_00, named_period=NOVEMBER, named_service_id=MAINTENANCE)

    assert owed(town) == {}
    assert [proof for proof in verify_books() if not proof.holds] == []


def test_a_name_that_nothing_is_owed_for_changes_nothing(town):
    pay(town, 100_00, named_service_id=5)

    assert sum(owed(town).values()) > 0


def test_one_document_names_one_thing(town):
    payment = pay(town, 100_00, named_period=NOVEMBER)

    with pytest.raises(PaymentDiffers):
        record_payment(payment=replace(payment, named_period=OCTOBER), actor="kassa")
