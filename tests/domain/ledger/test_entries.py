"""Live postings: once each, balanced, reversible, in the open book."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domain.town import NOVEMBER, NOW, OCTOBER

from raschet.domain.ledger.errors import (
    EntryNotFound,
    NoLiveBook,
    PeriodNotOpened,
    PeriodOutOfOrder,
    PostingInvalid,
    ReversalIsFinal,
    SourceAlreadyPosted,
)
from raschet.domain.ledger.models import OWED, Book, Entry, LedgerAccount, Posting, PostingKind
from raschet.domain.ledger.selectors import balances_of_account, book_totals, open_items
from raschet.domain.ledger.services.open_live_book import open_live_book
from raschet.domain.ledger.services.post_entry import NewEntry, Transfer, post_entries, post_entry
from raschet.domain.ledger.services.reverse_entry import reverse_entry
from raschet.domain.ledger.services.seal_book import figures_of_rows, seal_live_book

pytestmark = pytest.mark.django_db

RECEIVABLE, ACCRUED = LedgerAccount.RECEIVABLE, LedgerAccount.SUPPLIER_ACCRUED


@pytest.fixture
def book():
    return open_live_book(period=OCTOBER)


def transfer(kopecks, *, account_id=1, service_id=1, debit=RECEIVABLE, credit=ACCRUED):
    return Transfer(
        account_id=account_id,
        service_id=service_id,
        debit=debit,
        credit=credit,
        amount_kopecks=kopecks,
        origin_period=OCTOBER,
        value_date=date(2026, 10, 15),
        supplier_id=5,
    )


def entry(key, *transfers, kind=PostingKind.CHARGE):
    return NewEntry(
        kind=kind,
        source_type="TEST",
        source_id=key,
        idempotency_key=key,
        actor="galina",
        transfers=transfers,
    )


def balance(account_id=1):
    return {
        item.service_id: item.balance_kopecks for item in balances_of_account(account_id=account_id)
    }


def test_repeat_returns_the_first_result_and_posts_nothing(book):
    first = post_entry(entry=entry("a", transfer(100)))

    again = post_entry(entry=entry("a", transfer(100)))

    assert (again.entry_id, again.book_id) == (first.entry_id, first.book_id)
    assert (first.repeated, again.repeated) == (False, True)
    assert balance() == {1: 100}


def test_same_key_twice_in_one_call_is_posted_once(book):
    first, second = post_entries(entries=[entry("a", transfer(100)), entry("a", transfer(100))])

    assert first.entry_id == second.entry_id
    assert balance() == {1: 100}


def test_same_source_under_another_key_is_refused(book):
    post_entry(entry=entry("a", transfer(100)))
    other = NewEntry(PostingKind.CHARGE, "TEST", "a", "b", "galina", [transfer(100)])

    with pytest.raises(SourceAlreadyPosted):
        post_entry(entry=other)


@pytest.mark.parametrize(
    "transfers",
    [[], [transfer(0)], [transfer(-5)], [transfer(5, debit=ACCRUED, credit=ACCRUED)]],
)
def test_what_is_no_transfer_is_refused(book, transfers):
    with pytest.raises(PostingInvalid):
        post_entry(entry=entry("a", *transfers))

    assert not Entry.objects.exists()


def test_without_an_open_month_nothing_is_posted(db):
    with pytest.raises(NoLiveBook):
        post_entry(entry=entry("a", transfer(100)))


def test_reversal_restores_every_balance(book):
    post_entry(entry=entry("a", transfer(70, service_id=2)))
    before = balance()
    wrong = post_entry(entry=entry("b", transfer(100), transfer(30, service_id=2)))

    reverse_entry(entry_id=wrong.entry_id, actor="galina", reason="wrong flat")

    assert balance() == before == {2: 70}


def test_reversal_happens_once_and_is_final(book):
    wrong = post_entry(entry=entry("a", transfer(100)))
    first = reverse_entry(entry_id=wrong.entry_id, actor="galina", reason="twice")

    again = reverse_entry(entry_id=wrong.entry_id, actor="galina", reason="twice")

    assert again.repeated
    assert again.entry_id == first.entry_id
    with pytest.raises(ReversalIsFinal):
        reverse_entry(entry_id=first.entry_id, actor="galina", reason="undo")
    with pytest.raises(EntryNotFound):
        reverse_entry(entry_id=10**9, actor="galina", reason="nothing")


def test_sealing_opens_the_next_month_and_new_postings_go_there(book):
    post_entry(entry=entry("a", transfer(100)))

    sealed = seal_live_book(period=OCTOBER, sealed_at=NOW)
    later = post_entry(entry=entry("b", transfer(50)))

    assert sealed.state == Book.State.SEALED
    assert (sealed.posting_count, sealed.total_kopecks) == (1, 100)
    assert Book.objects.get(pk=later.book_id).period == NOVEMBER.first_day
    assert balance() == {1: 150}
    assert [total.state for total in book_totals()] == ["SEALED", "OPEN"]


def test_sealing_again_returns_the_sealed_book(book):
    first = seal_live_book(period=OCTOBER, sealed_at=NOW)

    again = seal_live_book(period=OCTOBER, sealed_at=NOW)

    assert bytes(first.chain_hash) == bytes(again.chain_hash)
    assert again.chain_number == 1


def test_months_open_in_order(book):
    assert open_live_book(period=OCTOBER).pk == book.pk
    with pytest.raises(PeriodOutOfOrder):
        open_live_book(period=NOVEMBER)
    with pytest.raises(PeriodOutOfOrder):
        open_live_book(period=OCTOBER.plus(-1))
    with pytest.raises(PeriodNotOpened):
        seal_live_book(period=NOVEMBER, sealed_at=NOW)


def test_digest_of_a_book_does_not_depend_on_ids(book):
    post_entry(entry=entry("a", transfer(100), transfer(5, service_id=3)))
    october = figures_of_rows(book.pk)
    seal_live_book(period=OCTOBER, sealed_at=NOW)
    other = post_entry(entry=entry("b", transfer(100), transfer(5, service_id=3)))

    assert figures_of_rows(other.book_id) == october


def test_open_items_keep_services_and_origins_apart(book):
    post_entry(
        entry=entry(
            "a",
            transfer(100),
            transfer(40, debit=ACCRUED, credit=RECEIVABLE),
            transfer(9, service_id=2),
            transfer(3, debit=LedgerAccount.PENALTY_RECEIVABLE),
        )
    )

    items = open_items(account_ids=[1])

    assert [(i.service_id, i.is_penalty, i.outstanding_kopecks, i.supplier_id) for i in items] == [
        (1, False, 60, 5),
        (1, True, 3, 5),
        (2, False, 9, 5),
    ]


SIDES = st.sampled_from(list(LedgerAccount))
TRANSFERS = st.tuples(
    st.integers(1, 3), st.integers(1, 4), SIDES, SIDES, st.integers(1, 10**9)
).filter(lambda row: row[2] != row[3])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.lists(TRANSFERS, min_size=1, max_size=5), min_size=1, max_size=6),
    data=st.data(),
)
def test_balance_is_the_fold_of_any_entries_and_reversals(book, rows, data):
    seen = Entry.objects.count()
    base = Posting.objects.count()
    expected = {}
    for number, lines in enumerate(rows):
        transfers = [
            transfer(
                kopecks,
                account_id=100 * (seen + 1) + owner,
                service_id=service,
                debit=debit,
                credit=credit,
            )
            for owner, service, debit, credit, kopecks in lines
        ]
        posted = post_entry(entry=entry(f"{seen}/{number}", *transfers))
        if data.draw(st.booleans()):
            reverse_entry(entry_id=posted.entry_id, actor="galina", reason="chance")
            continue
        for item in transfers:
            key = (item.account_id, item.service_id)
            change = item.amount_kopecks * ((item.debit in OWED) - (item.credit in OWED))
            expected[key] = expected.get(key, 0) + change

    found = {
        (account_id, service_id): kopecks
        for account_id in range(100 * (seen + 1), 100 * (seen + 1) + 4)
        for service_id, kopecks in balance(account_id).items()
    }

    assert found == {key: kopecks for key, kopecks in expected.items() if kopecks}
    assert Posting.objects.count() >= base + sum(map(len, rows))
