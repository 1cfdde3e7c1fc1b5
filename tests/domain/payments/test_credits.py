"""A service whose balance is negative pays the others of its group first (R-194)."""

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
    WASTEWATER,
    small_town,
    supply,
)

from raschet.domain.ledger.models import LedgerAccount, Posting, PostingKind
from raschet.domain.ledger.selectors import balances_of_account
from raschet.domain.ledger.services.post_entry import NewEntry, Transfer, post_entry
from raschet.domain.payments.services.record_payments import NewPayment, record_payment
from raschet.domain.proofs.services.verify_books import verify_books

pytestmark = pytest.mark.django_db(transaction=True)

ADVANCE, ADVANCE_CAPITAL_REPAIR = 90, 91
DAY = date(2026, 11, 5)
VERA = OWED["vera"]
MONTH = sum(VERA.values())


@pytest.fixture
def town():
    return small_town()


def owed(owner):
    return {
        item.service_id: item.balance_kopecks for item in balances_of_account(account_id=owner.pk)
    }


def pay(owner, kopecks):
    payment = NewPayment(owner.pk, kopecks, DAY, "CASH_DESK", "1")
    record_payment(payment=payment, actor="kassa")


def give_back(town, service_id, kopecks):
    """A recalculation of October that lowers what Vera was charged."""
    transfer = Transfer(
        account_id=town.vera.pk,
        service_id=service_id,
        supplier_id=town.supplier.pk,
        debit=LedgerAccount.SUPPLIER_ACCRUED,
        credit=LedgerAccount.RECEIVABLE,
        amount_kopecks=kopecks,
        origin_period=OCTOBER,
        value_date=DAY,
    )
    entry = NewEntry(
        kind=PostingKind.RECALCULATION,
        source_type="ACT",
        source_id="1",
        idempotency_key="act:1",
        actor="galina",
        transfers=[transfer],
    )
    post_entry(entry=entry)


def due_to_suppliers():
    rows = Posting.objects.all()
    come = sum(r.amount_kopecks for r in rows.filter(credit=LedgerAccount.SUPPLIER_DUE))
    return come - sum(r.amount_kopecks for r in rows.filter(debit=LedgerAccount.SUPPLIER_DUE))


def broken():
    return [proof.name for proof in verify_books() if not proof.holds]


def test_credit_pays_its_own_service_then_the_others_in_proportion(town):
    published()
    pay(town.vera, MONTH)
    give_back(town, COLD_WATER, 1500_00)

    published(NOVEMBER)

    rest = 1500_00 - VERA[COLD_WATER]
    others = VERA[WASTEWATER] + VERA[MAINTENANCE]
    left = owed(town.vera)
    assert left.keys() == {WASTEWATER, MAINTENANCE}
    assert sum(left.values()) == MONTH - 1500_00
    assert abs(left[WASTEWATER] - (VERA[WASTEWATER] - rest * VERA[WASTEWATER] // others)) <= 1
    assert due_to_suppliers() == MONTH
    assert broken() == []


def test_rest_of_a_credit_becomes_advance(town):
    published()
    pay(town.vera, MONTH)
    give_back(town, COLD_WATER, MONTH + 700_00)

    published(NOVEMBER)

    assert owed(town.vera) == {ADVANCE: -700_00}
    # The supplier of the credit owes what is nobody's charge any more.
    assert due_to_suppliers() == MONTH - 700_00
    assert broken() == []


def test_credit_and_advance_pay_together(town):
    published()
    pay(town.vera, MONTH + 300_00)
    give_back(town, WASTEWATER, 200_00)

    published(NOVEMBER)

    assert sum(owed(town.vera).values()) == MONTH - 500_00
    assert ADVANCE not in owed(town.vera)
    assert broken() == []


def test_credit_stays_in_its_group(town):
    supply(town.house, town.supplier, CAPITAL_REPAIR, "AREA_RATE", 10_000_000)
    published()
    pay(town.vera, MONTH + 400_00)
    give_back(town, CAPITAL_REPAIR, 500_00)

    published(NOVEMBER)

    assert owed(town.vera) == {**VERA, ADVANCE_CAPITAL_REPAIR: -100_00}
    assert broken() == []
