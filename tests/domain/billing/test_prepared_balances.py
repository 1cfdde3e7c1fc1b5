"""Balances that a run writes beforehand are those that the closing would write."""

from datetime import date

import pytest
from django.db import connection
from tests.domain.month import approved, closed, computed, published
from tests.domain.town import (
    COLD_WATER,
    MAINTENANCE,
    NOVEMBER,
    NOW,
    OCTOBER,
    OWED,
    WASTEWATER,
    small_town,
)

from raschet.domain.billing.models import Run
from raschet.domain.billing.services.discard_run import discard_run
from raschet.domain.documents.services.finish_month import finish_month
from raschet.domain.ledger.models import Balance
from raschet.domain.ledger.partitions import balances_of_book, is_aside
from raschet.domain.payments.services.record_payments import NewPayment, record_payment
from raschet.domain.proofs.services.verify_books import verify_books

pytestmark = pytest.mark.django_db(transaction=True)

PAID = 1000_00
AMOUNTS = ("opening_kopecks", "charged_kopecks", "paid_kopecks", "closing_kopecks")


@pytest.fixture
def town():
    """October is closed; Vera then moved out with her debt, and both pay a part in November."""
    made = small_town()
    closed()
    made.vera.closed_on = date(2026, 11, 1)
    made.vera.save()
    for owner in (made.anna, made.vera):
        payment = NewPayment(owner.pk, PAID, date(2026, 11, 5), "CASH_DESK", str(owner.pk))
        record_payment(payment=payment, actor="kassa")
    return made


def waiting(run, period):
    """Whether the run's balances are there, and not visible."""
    book = Run.objects.get(pk=run.run_id).book_id
    with connection.cursor() as cursor:
        return is_aside(cursor, balances_of_book(period.first_day, book))


def stored(owner, period):
    rows = Balance.objects.filter(account_id=owner.pk, period=period.first_day)
    return {row[0]: row[1:] for row in rows.values_list("service_id", *AMOUNTS)}


def unproved():
    return [proof.name for proof in verify_books() if not proof.holds]


@pytest.mark.parametrize("prepared", [True, False])
def test_balances_are_the_same_prepared_by_the_run_or_written_by_the_closing(town, prepared):
    run = published(NOVEMBER)
    assert waiting(run, NOVEMBER)
    if not prepared:
        book = Run.objects.get(pk=run.run_id).book_id
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {balances_of_book(NOVEMBER.first_day, book).name}")

    written = finish_month(period=NOVEMBER, login="dmitry", closed_at=NOW)

    assert written == Balance.objects.filter(period=NOVEMBER.first_day).count() == 6
    anna, vera = stored(town.anna, NOVEMBER), stored(town.vera, NOVEMBER)
    assert {service: row[0] for service, row in anna.items()} == OWED["anna"]
    assert sum(row[2] for row in anna.values()) == PAID
    assert anna[MAINTENANCE][1] == OWED["anna"][MAINTENANCE]
    assert {service: row[0] for service, row in vera.items()} == OWED["vera"]
    assert sum(row[1] for row in vera.values()) == 0
    assert sum(row[3] for row in vera.values()) == sum(OWED["vera"].values()) - PAID
    assert unproved() == []


def test_run_prepares_no_balances_while_the_month_before_is_open():
    town = small_town()
    published(OCTOBER)

    run = published(NOVEMBER)

    assert not waiting(run, NOVEMBER)
    for period in (OCTOBER, NOVEMBER):
        finish_month(period=period, login="dmitry", closed_at=NOW)
    opening = {service: row[0] for service, row in stored(town.anna, NOVEMBER).items()}
    assert opening == {key: OWED["anna"][key] for key in (COLD_WATER, WASTEWATER, MAINTENANCE)}
    assert unproved() == []


def test_discarded_run_takes_its_balances_with_it(town):
    run = approved(NOVEMBER)
    table = balances_of_book(NOVEMBER.first_day, Run.objects.get(pk=run.run_id).book_id)

    discard_run(run_id=run.run_id, actor="galina")

    with connection.cursor() as cursor:
        assert not is_aside(cursor, table)
    again = computed(NOVEMBER)
    assert waiting(again, NOVEMBER)
