"""The bill as an account sees it."""

from datetime import date

import pytest
from tests.domain.month import approved, closed, computed, published
from tests.domain.town import MAINTENANCE, NOVEMBER, NOW, OCTOBER, OWED, small_town

from raschet.domain.billing.selectors import (
    bill_of_month,
    billed_months,
    run_of_month,
    turnovers,
    unbilled_days,
)
from raschet.domain.billing.services.publish_run import publish_run
from raschet.domain.payments.services.record_payments import NewPayment, record_payment
from raschet.domain.tariffs.models import Tariff

pytestmark = pytest.mark.django_db(transaction=True)


def paid(account, kopecks, reference="1"):
    record_payment(
        payment=NewPayment(
            account_id=account.pk,
            amount_kopecks=kopecks,
            paid_on=date(2026, 11, 5),
            source="CASH_DESK",
            source_reference=reference,
        ),
        actor="galina",
    )


def test_a_bill_adds_up_and_every_line_is_explained():
    town = small_town()
    published()

    bill = bill_of_month(town.anna.pk, OCTOBER)

    charged = sum(OWED["anna"].values())
    assert (bill.opening_kopecks, bill.charged_kopecks, bill.paid_kopecks) == (0, charged, 0)
    assert bill.to_pay_kopecks == charged
    assert {one.service_id: one.amount_kopecks for one in bill.services} == OWED["anna"]
    for service in bill.services:
        assert sum(line.amount_kopecks for line in service.lines) == service.amount_kopecks
        assert all(line.sentences and line.clause and line.arithmetic for line in service.lines)


def test_the_volume_of_a_service_leaves_the_raising_line_out():
    town = small_town()
    published()

    water = bill_of_month(town.vera.pk, OCTOBER).services[0]

    assert (water.service_code, water.quantity_micro, len(water.lines)) == (
        "cold_water", 8_400_000, 2,
    )  # fmt: skip


def test_a_month_has_no_bill_before_it_is_published():
    town = small_town()
    computed()

    assert bill_of_month(town.anna.pk, OCTOBER) is None
    assert billed_months(town.anna.pk) == []
    report = run_of_month(OCTOBER)
    assert (report.state, report.billed_accounts, report.signed_by) == ("CHECKED", 2, ())


def test_a_payment_is_seen_in_its_month_and_carried_on():
    town = small_town()
    published()
    paid(town.anna, 1_000_00)

    october = bill_of_month(town.anna.pk, OCTOBER)
    november = turnovers(account_id=town.anna.pk, period=NOVEMBER)

    owed = sum(OWED["anna"].values())
    assert (october.paid_kopecks, october.to_pay_kopecks) == (0, owed)
    assert sum(one.opening_kopecks for one in november.values()) == owed
    assert sum(one.paid_kopecks for one in november.values()) == 1_000_00
    assert sum(one.closing_kopecks for one in november.values()) == owed - 1_000_00


def test_money_beyond_the_debt_stands_as_an_advance():
    town = small_town()
    published()
    paid(town.anna, sum(OWED["anna"].values()) + 500_00)

    november = turnovers(account_id=town.anna.pk, period=NOVEMBER)

    assert sum(one.closing_kopecks for one in november.values()) == -500_00
    assert [one.closing_kopecks for one in november.values() if one.closing_kopecks] == [-500_00]


def test_closing_changes_no_balance_that_anybody_sees():
    town = small_town()
    closed()

    bill = bill_of_month(town.vera.pk, OCTOBER)
    november = turnovers(account_id=town.vera.pk, period=NOVEMBER)

    assert bill.to_pay_kopecks == sum(OWED["vera"].values())
    assert {id_: one.opening_kopecks for id_, one in november.items()} == OWED["vera"]
    assert billed_months(town.vera.pk) == [(OCTOBER, sum(OWED["vera"].values()))]


def test_a_neighbour_never_stands_on_a_bill():
    town = small_town()
    published()

    anna, vera = (bill_of_month(one.pk, OCTOBER) for one in (town.anna, town.vera))

    assert {one.service_id: one.amount_kopecks for one in anna.services} == OWED["anna"]
    assert {one.service_id: one.amount_kopecks for one in vera.services} == OWED["vera"]


def test_what_was_not_billed_is_listed_with_its_days():
    town = small_town()
    Tariff.objects.filter(service_id=MAINTENANCE).update(valid_until=date(2026, 10, 16))
    run = approved(accept_errors=True)
    publish_run(run_id=run.run_id, login="dmitry", published_at=NOW)

    [missing] = unbilled_days(town.anna.pk, OCTOBER)

    assert (missing.service_code, missing.reason) == ("maintenance", "NO_TARIFF")
    assert (missing.first, missing.until) == (date(2026, 10, 16), date(2026, 11, 1))
