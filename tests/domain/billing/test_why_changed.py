"""Why a bill changed: every account of the demo city and every pair of its months, to the kopeck."""

from collections import Counter
from datetime import date

import pytest
from django.utils import translation
from tests.domain.month import published
from tests.domain.town import MICRO, NOVEMBER, OCTOBER, reading, small_town

from raschet.demo_city.build import build_city
from raschet.domain.billing.explanations.change import SENTENCES
from raschet.domain.billing.selectors import bill_of_month, billed_months, why_changed
from raschet.domain.ledger.models import LedgerAccount, PostingKind
from raschet.domain.ledger.services.post_entry import NewEntry, Transfer, post_entry
from raschet.domain.registry.models import Account, Household
from raschet.domain.tariffs.models import Tariff
from raschet.engine.bill_change import Cause
from raschet.values.period import Period

pytestmark = pytest.mark.django_db(transaction=True)


def words(part):
    return part.sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_every_account_and_pair_of_months_of_the_demo_city_adds_up():
    build_city(
        accounts=300, months=4, seed=7, last_period=Period(2026, 10), progress=lambda *_: None
    )
    causes = Counter()
    pairs = 0
    for account_id in Account.objects.order_by("id").values_list("id", flat=True):
        months = [month for month, _ in billed_months(account_id)]
        charged = {month: bill_of_month(account_id, month).charged_kopecks for month in months}
        for now in months:
            for before in months:
                if before == now:
                    continue
                found = why_changed(account_id, now, before)
                whole = charged[now] - charged[before]
                assert found.change_kopecks == whole, (account_id, now, before)
                assert sum(part.amount_kopecks for part in found.parts) == whole, (account_id, now)
                assert all(part.sentence and part.amount_kopecks for part in found.parts)
                causes.update(part.cause for part in found.parts)
                pairs += 1
    assert pairs > 3_000
    assert causes.keys() >= {"VOLUME", "PERSONS", "TARIFF", "DAYS", "RAISING"}
    assert causes["METHOD"] == 0
    assert causes["REST"] * 100 < causes.total(), causes


def test_a_resident_reads_what_changed():
    town = small_town()
    published(OCTOBER)
    reading(town.anna, town.register, 3, 112_100_000, date(2026, 11, 24))
    Household.objects.filter(account_id=town.vera.pk).update(valid_until=date(2026, 11, 1))
    Household.objects.create(account_id=town.vera.pk, registered=3, valid_from=date(2026, 11, 1))
    Tariff.objects.filter(service_id=8).update(valid_until=date(2026, 11, 1))
    Tariff.objects.create(
        service_id=8, tariff_group="A", rate_micro_rubles=34 * MICRO, valid_from=date(2026, 11, 1)
    )
    published(NOVEMBER)

    with translation.override("ru"):
        anna = why_changed(town.anna.pk, NOVEMBER)
        vera = why_changed(town.vera.pk, NOVEMBER)
    with translation.override("en"):
        english = why_changed(town.anna.pk, NOVEMBER)

    assert [(words(part), part.amount_kopecks) for part in anna.parts] == [
        ("Холодной воды ушло на 2,1 м³ больше", 94_94),
        ("Содержание жилья: плата за 1 м² выросла с 32,40 ₽ до 34,00 ₽", 80_80),
        ("Сточных вод начислено на 2,1 м³ больше", 63_32),
    ]
    assert {words(part) for part in vera.parts} >= {
        "Холодная вода: жильцов в расчёте 3, было 2",
        "Холодная вода: изменилась доплата по повышающему коэффициенту",
    }
    assert words(english.parts[0]) == "2.1 m³ more cold water was used"
    assert (anna.before, anna.now) == (OCTOBER, NOVEMBER)


def test_a_correction_by_hand_is_a_recalculation():
    town = small_town()
    published(OCTOBER)
    post_entry(
        entry=NewEntry(
            kind=PostingKind.RECALCULATION,
            source_type="CORRECTION",
            source_id="1",
            idempotency_key="correction:1",
            actor="galina",
            transfers=[
                Transfer(
                    account_id=town.vera.pk,
                    service_id=8,
                    debit=LedgerAccount.SUPPLIER_ACCRUED,
                    credit=LedgerAccount.RECEIVABLE,
                    amount_kopecks=100_00,
                    origin_period=OCTOBER,
                    value_date=date(2026, 11, 3),
                )
            ],
        )
    )
    published(NOVEMBER)

    [part] = why_changed(town.vera.pk, NOVEMBER).parts

    assert (part.cause, part.service_code, part.amount_kopecks) == (
        "RECALCULATION",
        "maintenance",
        -100_00,
    )


def test_there_is_nothing_to_compare_a_first_or_absent_month_with():
    town = small_town()
    published(OCTOBER)

    assert why_changed(town.anna.pk, OCTOBER) is None
    assert why_changed(town.anna.pk, OCTOBER, OCTOBER) is None
    assert why_changed(town.anna.pk, NOVEMBER) is None
    assert why_changed(town.anna.pk, OCTOBER, NOVEMBER) is None


def test_the_question_has_a_fixed_number_of_queries(django_assert_max_num_queries):
    town = small_town()
    published(OCTOBER)
    published(NOVEMBER)

    with django_assert_max_num_queries(14):
        why_changed(town.anna.pk, NOVEMBER)


def test_each_cause_has_words():
    assert set(SENTENCES) == set(Cause)
