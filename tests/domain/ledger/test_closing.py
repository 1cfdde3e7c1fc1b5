"""Closing: the turnover of every account and service, month after month."""

from datetime import date

import pytest
from tests.domain.town import NOVEMBER, NOW, OCTOBER

from raschet.domain.ledger.balances import COLUMNS
from raschet.domain.ledger.errors import EarlierPeriodOpen, PeriodClosed, PeriodNotOpened
from raschet.domain.ledger.models import Balance, LedgerAccount, PostingKind
from raschet.domain.ledger.partitions import postings_of_book
from raschet.domain.ledger.selectors import balances_of_account, ledger_month
from raschet.domain.ledger.services.close_period import close_period
from raschet.domain.ledger.services.open_live_book import open_live_book
from raschet.domain.ledger.services.post_entry import NewEntry, Transfer, post_entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def book():
    return open_live_book(period=OCTOBER)


def post(key, kind, debit, credit, kopecks):
    transfer = Transfer(
        account_id=1,
        service_id=1,
        debit=debit,
        credit=credit,
        amount_kopecks=kopecks,
        origin_period=OCTOBER,
        value_date=date(2026, 10, 15),
    )
    post_entry(entry=NewEntry(kind, "TEST", key, key, "galina", [transfer]))


def stored(period):
    return (
        Balance.objects.filter(account_id=1, service_id=1, period=period.first_day).values().first()
    )


def test_each_kind_has_a_column_of_its_own():
    assert set(COLUMNS) == set(PostingKind)
    assert len({column for column, _ in COLUMNS.values()}) == len(PostingKind)


def test_month_carries_its_closing_into_the_next(book):
    owed, other = LedgerAccount.RECEIVABLE, LedgerAccount.SUPPLIER_ACCRUED
    post("1", PostingKind.OPENING, owed, LedgerAccount.MIGRATION, 1000)
    post("2", PostingKind.CHARGE, owed, other, 500)
    post("3", PostingKind.PAYMENT, LedgerAccount.CLEARING, owed, 700)
    post("4", PostingKind.BENEFIT, other, owed, 50)
    post("5", PostingKind.RECALCULATION, other, owed, 20)

    written = close_period(period=OCTOBER, actor="dmitry", closed_at=NOW)
    close_period(period=NOVEMBER, actor="dmitry", closed_at=NOW)

    assert written == 1
    october = stored(OCTOBER)
    assert {
        name: value for name, value in october.items() if name.endswith("kopecks") and value
    } == {
        "opening_kopecks": 1000,
        "charged_kopecks": 500,
        "recalculated_kopecks": -20,
        "benefit_kopecks": 50,
        "paid_kopecks": 700,
        "closing_kopecks": 730,
    }
    november = stored(NOVEMBER)
    assert (november["opening_kopecks"], november["closing_kopecks"]) == (730, 730)
    assert [item.balance_kopecks for item in balances_of_account(account_id=1)] == [730]
    assert ledger_month().last_closed == NOVEMBER
    assert ledger_month().live == NOVEMBER.plus(1)


def test_settled_account_leaves_no_balance_in_the_next_month(book):
    post("1", PostingKind.CHARGE, LedgerAccount.RECEIVABLE, LedgerAccount.SUPPLIER_ACCRUED, 500)
    post("2", PostingKind.PAYMENT, LedgerAccount.CLEARING, LedgerAccount.RECEIVABLE, 500)

    close_period(period=OCTOBER, actor="dmitry", closed_at=NOW)
    close_period(period=NOVEMBER, actor="dmitry", closed_at=NOW)

    assert stored(OCTOBER)["closing_kopecks"] == 0
    assert stored(NOVEMBER) is None
    assert balances_of_account(account_id=1) == []


def test_months_close_once_and_in_order(book):
    with pytest.raises(PeriodNotOpened):
        close_period(period=NOVEMBER, actor="dmitry", closed_at=NOW)
    close_period(period=OCTOBER, actor="dmitry", closed_at=NOW)
    with pytest.raises(PeriodClosed):
        close_period(period=OCTOBER, actor="dmitry", closed_at=NOW)
    with pytest.raises(PeriodNotOpened):
        close_period(period=NOVEMBER.plus(1), actor="dmitry", closed_at=NOW)


def test_earlier_month_closes_first(book):
    from raschet.domain.ledger.services.seal_book import seal_live_book

    seal_live_book(period=OCTOBER, sealed_at=NOW)

    with pytest.raises(EarlierPeriodOpen) as refused:
        close_period(period=NOVEMBER, actor="dmitry", closed_at=NOW)

    assert refused.value.earlier == OCTOBER


def test_partition_is_named_after_its_value():
    assert postings_of_book(17).name == "ledger_posting_17"
