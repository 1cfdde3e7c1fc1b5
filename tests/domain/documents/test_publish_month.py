"""Publication and the set-off belong together, whatever is killed between or inside them."""

from datetime import date

import psycopg
import pytest
from django.db import OperationalError, connection
from tests.domain.month import approved, computed, published
from tests.domain.town import NOVEMBER, NOW, OCTOBER, OWED, small_town

from raschet.domain.audit.models import AuditRecord
from raschet.domain.billing.errors import (
    MonthAlreadyPublished,
    RunNotApproved,
    RunNotFound,
)
from raschet.domain.billing.services.close_month import close_month
from raschet.domain.billing.services.publish_run import publish_run
from raschet.domain.documents.services.finish_month import finish_month
from raschet.domain.documents.services.finish_publication import finish_publication
from raschet.domain.documents.services.publish_month import publish_month
from raschet.domain.ledger.connections import database_address
from raschet.domain.ledger.errors import BookNotPublished
from raschet.domain.ledger.models import Entry, PostingKind
from raschet.domain.ledger.selectors import balances_of_account
from raschet.domain.payments.services import set_off_advances
from raschet.domain.payments.services.record_payments import NewPayment, record_payment
from raschet.domain.proofs.services.verify_books import verify_books

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2026, 11, 5)
EXTRA = 500_00


@pytest.fixture
def town():
    """October is published and paid, by both with 500 roubles too much."""
    made = small_town()
    published()
    for owner, name in ((made.anna, "anna"), (made.vera, "vera")):
        sum_kopecks = sum(OWED[name].values()) + EXTRA
        payment = NewPayment(owner.pk, sum_kopecks, DAY, "CASH_DESK", name)
        record_payment(payment=payment, actor="kassa")
    return made


def publish(run_id):
    return publish_month(run_id=run_id, login="dmitry", published_at=NOW)


def advance(owner):
    return sum(
        item.balance_kopecks
        for item in balances_of_account(account_id=owner.pk)
        if item.balance_kopecks < 0
    )


def set_off_entries():
    return list(
        Entry.objects.filter(kind=PostingKind.SET_OFF)
        .order_by("source_id")
        .values_list("source_id", flat=True)
    )


def keys(*owners):
    return [f"2026-11/{owner.pk}" for owner in owners]


def set_off_deeds():
    return list(
        AuditRecord.objects.filter(action="ADVANCES_SET_OFF")
        .order_by("id")
        .values_list("subject", flat=True)
    )


def broken():
    return [proof.name for proof in verify_books() if not proof.holds]


def test_publication_sets_advances_off(town):
    run = approved(NOVEMBER)

    done = publish(run.run_id)

    assert (done.period, done.set_off_accounts, done.resumed) == (NOVEMBER, 2, False)
    assert (advance(town.anna), advance(town.vera)) == (0, 0)
    left = sum(item.balance_kopecks for item in balances_of_account(account_id=town.vera.pk))
    assert left == sum(OWED["vera"].values()) - EXTRA
    assert set_off_deeds() == ["period:2026-10", "period:2026-11"]


def test_publishing_again_finishes_what_was_cut_short_between_the_two(town):
    run = approved(NOVEMBER)
    publish_run(run_id=run.run_id, login="dmitry", published_at=NOW)
    before = advance(town.vera)

    done = publish(run.run_id)

    assert before == -EXTRA
    assert (done.set_off_accounts, done.resumed) == (2, True)
    assert set_off_entries() == keys(town.anna, town.vera)
    with pytest.raises(MonthAlreadyPublished):
        publish(run.run_id)
    assert set_off_entries() == keys(town.anna, town.vera)


def test_set_off_that_stopped_at_one_account_goes_on_there(town, monkeypatch):
    monkeypatch.setattr(set_off_advances, "BATCH_ACCOUNTS", 1)
    run = approved(NOVEMBER)
    with psycopg.connect(database_address()) as somebody:
        somebody.execute("SELECT FROM registry_account WHERE id = %s FOR UPDATE", [town.vera.pk])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        with pytest.raises(OperationalError):
            publish(run.run_id)
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    stopped = (set_off_entries(), set_off_deeds(), advance(town.vera))

    done = publish(run.run_id)

    assert stopped == (keys(town.anna), ["period:2026-10"], -EXTRA)
    assert (done.set_off_accounts, done.resumed) == (1, True)
    assert set_off_entries() == keys(town.anna, town.vera)
    assert (advance(town.anna), advance(town.vera)) == (0, 0)


def test_closing_finishes_what_was_cut_short(town):
    run = approved(NOVEMBER)
    publish_run(run_id=run.run_id, login="dmitry", published_at=NOW)
    finish_month(period=OCTOBER, login="dmitry", closed_at=NOW)

    finish_month(period=NOVEMBER, login="dmitry", closed_at=NOW)

    assert set_off_entries() == keys(town.anna, town.vera)
    assert broken() == []


def test_closed_month_without_its_set_off_is_seen(town):
    run = approved(NOVEMBER)
    publish_run(run_id=run.run_id, login="dmitry", published_at=NOW)
    close_month(period=OCTOBER, login="dmitry", closed_at=NOW)

    open_month = broken()
    close_month(period=NOVEMBER, login="dmitry", closed_at=NOW)

    assert open_month == []
    assert broken() == ["ADVANCES_ARE_SET_OFF"]


def test_nothing_is_set_off_before_publication(town):
    run = approved(NOVEMBER)
    finish_month(period=OCTOBER, login="dmitry", closed_at=NOW)

    assert finish_publication(period=NOVEMBER, login="dmitry", now=NOW) == 0
    with pytest.raises(BookNotPublished):
        finish_month(period=NOVEMBER, login="dmitry", closed_at=NOW)
    with pytest.raises(RunNotFound):
        publish(run.run_id + 1_000)
    assert (set_off_entries(), set_off_deeds()) == ([], ["period:2026-10"])


def test_unsigned_run_is_refused_and_nothing_is_set_off(town):
    run = approved(NOVEMBER)
    publish(run.run_id)
    unsigned = computed(NOVEMBER.plus(1)).run_id

    with pytest.raises(RunNotApproved):
        publish(unsigned)

    assert set_off_entries() == keys(town.anna, town.vera)
