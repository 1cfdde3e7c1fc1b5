"""Penalties in the monthly run: lines, portions, postings, payments and the dated law."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import translation
from tests.domain.month import approved, closed, computed, published
from tests.domain.town import COLD_WATER, MAINTENANCE, small_town

from raschet.demo_city.build import build_city
from raschet.demo_city.plan import plan_city
from raschet.demo_city.quirks import QUIRKS
from raschet.domain.billing.models import ChargeLine, PenaltyPause, PenaltyPortion, Run, RunFinding
from raschet.domain.billing.selectors import bill_of_month, why_changed
from raschet.domain.ledger.models import Posting
from raschet.domain.ledger.selectors import open_items
from raschet.domain.ledger.services.reverse_entry import reverse_entry
from raschet.domain.payments.services.record_payments import NewPayment, record_payment
from raschet.domain.proofs.services.verify_books import verify_books
from raschet.domain.registry.models import Account
from raschet.domain.tariffs.models import KeyRate, LawRow
from raschet.domain.tariffs.services.set_penalty_schemes import set_penalty_schemes
from raschet.values.period import Period

pytestmark = pytest.mark.django_db(transaction=True)

JANUARY, MAY, JUNE, JULY, AUGUST = (Period(2026, month) for month in (1, 5, 6, 7, 8))
MAY_DUE = date(2026, 6, 15)
FLAT = 1636_20
"""Anna's maintenance of a month in kopecks, no meter reading: 50.5 m2 x 32.40."""


def switched_on(since=JANUARY, schemes=None):
    set_penalty_schemes(
        since=since,
        schemes=schemes or {"maintenance": "STANDARD"},
        actor="galina",
        source="order 1",
    )


def penalties(account, period):
    """Kopecks by service and origin month in the month's published run."""
    run = Run.objects.get(period=period.first_day, state="PUBLISHED")
    lines = ChargeLine.objects.filter(account_id=account.pk, run_id=run.pk, kind="PENALTY")
    return {(line.service_id, Period.of(line.origin_period)): line.amount_kopecks for line in lines}


def pay(account, kopecks, day, number="1"):
    payment = NewPayment(account.pk, kopecks, day, "CASH_DESK", number)
    return record_payment(payment=payment, actor="kassa")


def test_a_debt_bears_a_penalty_from_the_thirty_first_day():
    town = small_town()
    switched_on()
    published(MAY)
    published(JUNE)
    published(JULY)
    # 31 July is the 46th day of delay: days 31 to 46 at 9.5 % / 300.
    assert penalties(town.anna, MAY) == penalties(town.anna, JUNE) == {}
    assert penalties(town.anna, JULY) == {(MAINTENANCE, MAY): 8_29}

    published(AUGUST)

    # 31 August: 47 days of May at 1/300 make 24.35; June, due 15 July, has 17 days: 8.81.
    assert penalties(town.anna, AUGUST) == {
        (MAINTENANCE, MAY): 24_35 - 8_29,
        (MAINTENANCE, JUNE): 8_81,
    }
    owed = {
        item.origin_period: item.outstanding_kopecks
        for item in open_items(account_ids=[town.anna.pk])
        if item.is_penalty
    }
    assert owed == {MAY: 24_35, JUNE: 8_81}
    bill = bill_of_month(town.anna.pk, AUGUST)
    assert bill.penalty_kopecks == 24_35 - 8_29 + 8_81
    assert [proof for proof in verify_books() if not proof.holds] == []


def test_portions_say_debt_days_and_rate():
    town = small_town()
    switched_on()
    for period in (MAY, JUNE, JULY):
        published(period)

    [portion] = PenaltyPortion.objects.filter(account_id=town.anna.pk)

    assert (portion.part_kopecks, portion.percent_micro, portion.settled) == (
        FLAT,
        9_500_000,
        False,
    )
    assert (portion.due_on, portion.until) == (MAY_DUE, JULY.last_day)
    assert (portion.days_1, portion.divisor_1, portion.days_2) == (16, 300, 0)


def test_a_part_payment_lowers_the_base_from_the_next_day():
    town = small_town()
    switched_on()
    published(MAY)
    published(JUNE)
    # May's bill is all of the debt that is due; the payment goes to it, maintenance in proportion.
    pay(town.anna, 500_00, date(2026, 7, 20))
    published(JULY)
    owed = {item.service_id: item for item in open_items(account_ids=[town.anna.pk])
            if item.origin_period == MAY and not item.is_penalty}  # fmt: skip
    paid = FLAT - owed[MAINTENANCE].outstanding_kopecks

    parts = list(
        PenaltyPortion.objects.filter(account_id=town.anna.pk)
        .order_by("portion_no")
        .values_list("part_kopecks", "days_1", "until", "settled")
    )

    assert 0 < paid <= 500_00
    assert parts == [(paid, 5, date(2026, 7, 20), True), (FLAT - paid, 16, JULY.last_day, False)]


def test_those_who_pay_in_time_or_have_no_scheme_bear_nothing():
    town = small_town()
    switched_on(schemes={"cold_water": "STANDARD"})
    published(MAY)
    pay(town.vera, 50_000_00, date(2026, 6, 10))
    for period in (JUNE, JULY):
        published(period)

    assert penalties(town.vera, JULY) == {}
    # Without a reading Anna's water is charged by the norm; her maintenance bears nothing.
    assert penalties(town.anna, JULY).keys() == {(COLD_WATER, MAY)}


def test_a_reversed_payment_restores_the_debt_and_its_penalty():
    town = small_town()
    switched_on()
    published(MAY)
    paid = pay(town.anna, 5_000_00, date(2026, 6, 10))
    for period in (JUNE, JULY):
        published(period)
    assert penalties(town.anna, JULY) == {}

    reverse_entry(entry_id=paid.entry_id, actor="kassa", reason="returned by the bank")
    published(AUGUST)

    assert penalties(town.anna, AUGUST)[MAINTENANCE, MAY] == 24_35


def test_a_payment_found_late_takes_the_penalty_back():
    town = small_town()
    switched_on()
    for period in (MAY, JUNE, JULY):
        published(period)

    # Paid in time, known only in August; the whole of May and June is covered.
    pay(town.anna, 20_000_00, date(2026, 6, 10))
    published(AUGUST)

    assert penalties(town.anna, AUGUST) == {(MAINTENANCE, MAY): -8_29}
    assert [proof for proof in verify_books() if not proof.holds] == []


def test_days_before_the_switch_bear_nothing():
    town = small_town()
    switched_on(since=AUGUST)
    for period in (MAY, JUNE, JULY, AUGUST):
        published(period)

    assert penalties(town.anna, JULY) == {}
    # Of May's days of August 31, of June's 17 (the 31st day of delay is 15 August).
    assert penalties(town.anna, AUGUST) == {(MAINTENANCE, MAY): 16_06, (MAINTENANCE, JUNE): 8_81}


def test_a_pause_stops_the_days_of_one_debt():
    town = small_town()
    switched_on()
    PenaltyPause.objects.create(
        account_id=town.anna.pk, service_id=MAINTENANCE, origin_period=MAY.first_day,
        valid_from=date(2026, 7, 20), valid_until=date(2026, 8, 1), reason="dispute", actor="galina",
    )  # fmt: skip
    for period in (MAY, JUNE, JULY):
        published(period)

    # 16 to 19 July.
    assert penalties(town.anna, JULY) == {(MAINTENANCE, MAY): 2_07}


def test_closing_months_changes_nothing():
    town = small_town()
    switched_on()
    for period in (MAY, JUNE):
        closed(period)
    published(JULY)

    assert penalties(town.anna, JULY) == {(MAINTENANCE, MAY): 8_29}


def test_a_missing_key_rate_is_an_error_to_look_at_and_nothing_is_accrued():
    town = small_town()
    switched_on()
    for period in (MAY, JUNE):
        published(period)
    KeyRate.objects.filter(valid_until=date(2027, 1, 1)).update(valid_until=date(2026, 7, 20))

    run = approved(JULY, accept_errors=True)

    finding = RunFinding.objects.get(run_id=run.run_id, code="KEY_RATE_MISSING")
    assert (finding.severity, finding.detail) == ("ERROR", {"day": "2026-07-31"})
    assert run.errors == 1
    assert not Posting.objects.filter(account_id=town.anna.pk, kind=5).exists()


@pytest.mark.parametrize(
    ("change", "kopecks"),
    [
        (lambda: KeyRate.objects.filter(percent_micro=15_500_000).update(percent_micro=6 * 10**6), 5_24),
        (lambda: _law("penalty_cap", "", percent="20"), 13_53),
        (lambda: _law("penalty_step", "STANDARD/31", first_day=41), 3_11),
        (lambda: _law("due_days", "", pay_day=22), 4_66),
        (lambda: _moratorium(date(2026, 7, 20)), 5_18),
        (lambda: _law("calendar", "2026", moved=["2026-06-15"]), 7_77),
    ],
    ids=["key rate", "cap", "step", "due day", "moratorium", "calendar"],
)  # fmt: skip
def test_a_changed_row_of_law_changes_the_penalty(change, kopecks):
    town = small_town()
    switched_on()
    change()
    for period in (MAY, JUNE, JULY):
        published(period)

    assert penalties(town.anna, JULY) == {(MAINTENANCE, MAY): kopecks}


def _law(table, key, **values):
    row = LawRow.objects.filter(table=table, key=key).latest("valid_from")
    row.value.update(values)
    row.save()


def _moratorium(first):
    LawRow.objects.create(
        table="penalty_moratorium", key="2026", value={"arose_before": None}, source="test",
        valid_from=first, valid_until=first + timedelta(days=6),
    )  # fmt: skip


def test_capital_repair_has_its_own_rule():
    town = small_town()
    switched_on(schemes={"maintenance": "CAPITAL_REPAIR"})
    for month in range(2, 9):
        published(Period(2026, month))

    # February is due on 10 March; 31 August is the 174th day: 144 days at 1/300, none at 1/130.
    total = sum(
        sum(found for (_, origin), found in penalties(town.anna, Period(2026, month)).items()
            if origin == Period(2026, 2))
        for month in range(4, 9)
    )  # fmt: skip
    assert total == 74_61


def test_the_same_inputs_give_the_same_penalties_again():
    small_town()
    switched_on()
    for period in (MAY, JUNE):
        published(period)

    first, second = computed(JULY), computed(JULY)

    assert (first.lines_digest, first.postings_digest) == (
        second.lines_digest,
        second.postings_digest,
    )


def test_why_changed_names_the_penalty():
    town = small_town()
    switched_on()
    for period in (MAY, JUNE, JULY):
        published(period)

    causes = {part.cause: part.amount_kopecks for part in why_changed(town.anna.pk, JULY).parts}

    assert causes["PENALTY"] == 8_29


def test_the_demo_city_shows_debtors_with_penalties_explained():
    build_city(
        accounts=300, months=4, seed=7, last_period=Period(2026, 10), progress=lambda *_: None
    )
    city = plan_city(accounts=300, months=4, seed=7, last_period=Period(2026, 10))
    quirk = next(quirk for quirk in QUIRKS if quirk.name == "PENALTY")
    debtors = Account.objects.filter(number__in=quirk.accounts(city))

    assert debtors.count() >= 10
    for account in debtors:
        with translation.override("ru"):
            bill = bill_of_month(account.pk, Period(2026, 10))
        lines = [
            line for service in bill.services for line in service.lines if line.kind == "PENALTY"
        ]
        assert lines, account.number
        assert sum(line.amount_kopecks for line in lines) == bill.penalty_kopecks > 0
        assert all(line.sentences and line.arithmetic and line.clause for line in lines)
    assert [proof for proof in verify_books() if not proof.holds] == []


def test_a_resident_reads_how_the_penalty_came_about():
    town = small_town()
    switched_on()
    for period in (MAY, JUNE, JULY, AUGUST):
        published(period)
    with translation.override("ru"):
        [first, *_] = _explained(town.anna, AUGUST)
    with translation.override("en"):
        [english, *_] = _explained(town.anna, AUGUST)

    assert plain(first.title) == "Содержание жилья: пени за просрочку, май 2026"
    assert [plain(sentence) for sentence in first.sentences] == [
        "Счёт за май 2026 нужно было оплатить до 15 июня 2026; со следующего дня идёт просрочка.",
        "1 636,20 ₽ не оплачено на 31 августа 2026: 47 дней по 1/300 ставки 9,5 % годовых.",
        "Всего 24,35 ₽, из них 8,29 ₽ начислено в прошлых месяцах.",
    ]
    assert plain(first.arithmetic) == (
        "1 636,20 ₽ × 9,5 % × 47/300 = 24,35211 → 24,35 ₽; 24,35 ₽ − 8,29 ₽ = 16,06 ₽"
    )
    assert first.clause == "ЖК РФ, ст. 155 ч. 14"
    assert english.title.startswith("Building maintenance: penalty for late payment of May")


def _explained(account, period):
    bill = bill_of_month(account.pk, period)
    return [line for service in bill.services for line in service.lines if line.kind == "PENALTY"]


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_changed_portion_is_seen_by_the_proof():
    small_town()
    switched_on()
    for period in (MAY, JUNE, JULY):
        published(period)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE billing_penalty_portion SET days_1 = days_1 + 1")
        cursor.execute("SET session_replication_role = DEFAULT")

    assert {proof.name for proof in verify_books() if not proof.holds} == {"PENALTIES_ADD_UP"}
