"""Payments: allocated oldest first, posted once, the rest kept as an advance."""

from datetime import date

import pytest
from tests.domain.month import closed, published
from tests.domain.town import (
    CAPITAL_REPAIR,
    NOVEMBER,
    OCTOBER,
    OWED,
    small_town,
    supply,
)

from raschet.domain.ledger.models import LedgerAccount, Posting
from raschet.domain.ledger.selectors import balances_of_account, open_items
from raschet.domain.ledger.services.reverse_entry import reverse_entry
from raschet.domain.payments.errors import AccountUnknown, PaymentDiffers, PaymentInvalid
from raschet.domain.payments.models import Payment
from raschet.domain.payments.services.record_payments import (
    NewPayment,
    record_payment,
    record_payments,
)
from raschet.domain.payments.services.set_off_advances import set_off_advances
from raschet.domain.proofs.services.verify_books import verify_books

pytestmark = pytest.mark.django_db(transaction=True)

ADVANCE, ADVANCE_CAPITAL_REPAIR = 90, 91
DAY = date(2026, 11, 5)


@pytest.fixture
def town():
    return small_town()


def pay(owner, kopecks, number="1"):
    return record_payment(
        payment=NewPayment(owner.pk, kopecks, DAY, "CASH_DESK", number), actor="kassa"
    )


def owed(owner):
    return {
        item.service_id: item.balance_kopecks for item in balances_of_account(account_id=owner.pk)
    }


def holds():
    return [proof for proof in verify_books() if not proof.holds]


def test_whole_bill_paid_leaves_nothing(town):
    published()

    pay(town.anna, sum(OWED["anna"].values()))

    assert owed(town.anna) == {}
    assert owed(town.vera) == OWED["vera"]
    assert holds() == []


def test_partial_payment_is_split_in_proportion(town):
    published()

    pay(town.anna, 1000_00)

    total = sum(OWED["anna"].values())
    left = owed(town.anna)
    assert sum(left.values()) == total - 1000_00
    for service, kopecks in OWED["anna"].items():
        assert abs(left[service] - (kopecks - kopecks * 1000_00 // total)) <= 1


def test_collected_money_is_owed_to_the_supplier(town):
    published()

    pay(town.anna, 1000_00)

    due = Posting.objects.filter(credit=LedgerAccount.SUPPLIER_DUE)
    assert sum(row.amount_kopecks for row in due) == 1000_00
    assert {row.supplier_id for row in due} == {town.supplier.pk}


def test_oldest_month_is_paid_first(town):
    closed()
    published(NOVEMBER)

    pay(town.vera, 100_00)

    october = [i for i in open_items(account_ids=[town.vera.pk]) if i.origin_period == OCTOBER]
    november = [i for i in open_items(account_ids=[town.vera.pk]) if i.origin_period == NOVEMBER]
    assert sum(item.outstanding_kopecks for item in october) == sum(OWED["vera"].values()) - 100_00
    assert sum(item.outstanding_kopecks for item in november) == sum(OWED["vera"].values())


def test_overpayment_is_an_advance_that_the_next_month_uses(town):
    published()
    pay(town.vera, sum(OWED["vera"].values()) + 500_00)
    assert owed(town.vera) == {ADVANCE: -500_00}

    published(NOVEMBER)
    again = set_off_advances(period=NOVEMBER, value_date=DAY, actor="galina")

    assert again == 0
    left = owed(town.vera)
    assert ADVANCE not in left
    assert sum(left.values()) == sum(OWED["vera"].values()) - 500_00
    assert holds() == []


def test_groups_never_mix(town):
    supply(town.house, town.supplier, CAPITAL_REPAIR, "AREA_RATE", 10_000_000)
    published()
    main = sum(OWED["vera"].values())

    pay(town.vera, main + 400_00 + 100)

    left = owed(town.vera)
    assert sum(left.values()) == -100
    assert set(left) <= {ADVANCE, ADVANCE_CAPITAL_REPAIR}


def test_document_taken_twice_is_one_payment(town):
    published()
    first = pay(town.anna, 1000_00)

    again = pay(town.anna, 1000_00)

    assert (again.payment_id, again.repeated) == (first.payment_id, True)
    assert Payment.objects.count() == 1
    with pytest.raises(PaymentDiffers):
        pay(town.anna, 999_00)


def test_payments_of_one_register_see_one_another(town):
    published()
    whole = sum(OWED["anna"].values())
    register = [
        NewPayment(town.anna.pk, whole, DAY, "BANK_REGISTER", "r/1"),
        NewPayment(town.anna.pk, 50_00, DAY, "BANK_REGISTER", "r/2"),
        NewPayment(town.anna.pk, whole, DAY, "BANK_REGISTER", "r/1"),
    ]

    results = record_payments(payments=register, actor="kassa")

    assert [result.repeated for result in results] == [False, False, True]
    assert owed(town.anna) == {ADVANCE: -50_00}


def test_register_with_a_wrong_row_is_refused_whole(town):
    published()
    good = NewPayment(town.anna.pk, 100, DAY, "BANK_REGISTER", "r/1")

    with pytest.raises(PaymentInvalid):
        record_payments(
            payments=[good, NewPayment(town.anna.pk, 0, DAY, "BANK_REGISTER", "r/2")], actor="k"
        )
    with pytest.raises(AccountUnknown):
        record_payments(
            payments=[good, NewPayment(10**9, 5, DAY, "BANK_REGISTER", "r/3")], actor="k"
        )

    assert not Payment.objects.exists()
    assert owed(town.anna) == OWED["anna"]


def test_reversed_payment_restores_the_debts(town):
    published()
    payment = pay(town.anna, sum(OWED["anna"].values()) + 100)

    reverse_entry(entry_id=payment.entry_id, actor="kassa", reason="bounced")

    assert owed(town.anna) == OWED["anna"]
    assert holds() == []
