"""Facts that come after their month: the next run recomputes it and charges the difference."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from tests.domain.month import approved, computed, published
from tests.domain.town import (
    COLD_WATER,
    MAINTENANCE,
    MICRO,
    NOVEMBER,
    NOW,
    OCTOBER,
    WASTEWATER,
    account,
    reading,
    small_town,
)

from raschet.domain.billing import recalculations
from raschet.domain.billing.models import (
    ChargeLine,
    Recalculation,
    RecomputedMonth,
    RunFinding,
    RunMark,
)
from raschet.domain.billing.services.discard_run import discard_run
from raschet.domain.billing.services.publish_run import publish_run
from raschet.domain.ledger.models import Posting, PostingKind
from raschet.domain.proofs.services.verify_books import verify_books
from raschet.domain.readings.models import Reading
from raschet.domain.registry.models import Account, DirtyMonth
from raschet.domain.registry.services.correct_account import (
    People,
    correct_area,
    correct_household,
)
from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty
from raschet.domain.tariffs.models import Tariff
from raschet.domain.tariffs.services.correct_tariff import correct_tariff
from raschet.domain.tariffs.services.set_tariffs import TariffKey, TariffRow, set_tariffs
from raschet.engine.law.parameters import parameters_of
from raschet.values.date_range import DateRange

pytestmark = pytest.mark.django_db(transaction=True)

DECEMBER = NOVEMBER.plus(1)
FROM_OCTOBER = DateRange(OCTOBER.first_day)


@pytest.fixture
def town():
    return small_town()


def corrections(owner=None):
    """Recalculation lines as (service, month they correct, volume, kopecks, reason)."""
    rows = ChargeLine.objects.filter(kind="RECALCULATION").order_by(
        "run_id", "account_id", "service_id", "line_no"
    )
    if owner is not None:
        rows = rows.filter(account_id=owner.pk)
    return [
        (
            row.service_id,
            row.origin_period.month,
            row.quantity_micro,
            row.amount_kopecks,
            row.reason,
        )
        for row in rows
    ]


def charged(owner, period):
    """Everything charged for a month, by whichever run."""
    rows = ChargeLine.objects.filter(account_id=owner.pk, origin_period=period.first_day)
    return sum(row.amount_kopecks for row in rows)


def breaches():
    return [(proof.name, proof.breaches) for proof in verify_books() if not proof.holds]


def test_month_without_late_facts_corrects_nothing(town):
    published(OCTOBER)

    published(NOVEMBER)

    assert corrections() == []
    assert RunMark.objects.count() == 0


def test_late_area_changes_the_month_it_was_wrong_in(town):
    published(OCTOBER)
    correct_area(account_id=town.anna.pk, area_micro=49 * MICRO, days=FROM_OCTOBER, actor="galina")

    published(NOVEMBER)

    # 50.5 m2 -> 49 m2 at 32.40: 1636.20 -> 1587.60.
    assert corrections() == [(MAINTENANCE, 10, -1_500_000, -48_60, "AREA")]
    assert charged(town.anna, NOVEMBER) - charged(town.anna, OCTOBER) != 0
    posting = Posting.objects.get(kind=PostingKind.RECALCULATION)
    assert (posting.origin_period, posting.amount_kopecks) == (OCTOBER.first_day, 48_60)
    detail = Recalculation.objects.get()
    assert (detail.was_kopecks, detail.should_kopecks) == (1636_20, 1587_60)
    assert (detail.was_micro, detail.should_micro) == (50_500_000, 49 * MICRO)
    assert breaches() == []


def test_late_residents_change_water_coefficient_and_wastewater(town):
    published(OCTOBER)
    days = DateRange(date(2026, 10, 16))
    correct_household(account_id=town.vera.pk, people=People(1), days=days, actor="galina")

    published(NOVEMBER)

    # 2 x 15/31 + 1 x 16/31 = 46/31 persons: 6.232258 m3 instead of 8.4.
    assert [line[:3] for line in corrections()] == [
        (COLD_WATER, 10, 6_232_258 - 8_400_000),
        (WASTEWATER, 10, 6_232_258 - 8_400_000),
    ]
    assert {line[4] for line in corrections()} == {"RESIDENTS"}
    water = Recalculation.objects.get(service_id=COLD_WATER)
    assert (water.was_kopecks, water.should_kopecks) == (1139_29, 845_28)
    assert breaches() == []


def test_recalculating_twice_changes_nothing_more(town):
    published(OCTOBER)
    correct_area(account_id=town.anna.pk, area_micro=49 * MICRO, days=FROM_OCTOBER, actor="galina")
    published(NOVEMBER)
    first = corrections()
    mark_dirty(facts=[LateFact("AREA", OCTOBER.first_day, scope_id=town.anna.pk)])

    published(DECEMBER)

    assert corrections() == first
    assert DirtyMonth.objects.filter(settled_run_id=None).count() == 0


def test_unchanged_months_of_a_whole_house_are_recalculated_to_nothing(town):
    for period in (OCTOBER, NOVEMBER):
        published(period)
    mark_dirty(facts=[LateFact("SUPPLY", OCTOBER.first_day, scope="HOUSE", scope_id=town.house.pk)])

    published(DECEMBER)

    assert corrections() == []
    assert RecomputedMonth.objects.count() == 0


def test_original_and_recalculations_are_the_month_computed_afresh(town):
    published(OCTOBER)
    correct_area(account_id=town.anna.pk, area_micro=49 * MICRO, days=FROM_OCTOBER, actor="galina")
    published(NOVEMBER)
    days = DateRange(date(2026, 10, 11))
    correct_area(account_id=town.anna.pk, area_micro=52 * MICRO, days=days, actor="galina")

    published(DECEMBER)

    # 49 m2 for 10 days and 52 m2 for 21, each line rounded: 512.13 + 1141.32.
    service = ChargeLine.objects.filter(account_id=town.anna.pk, service_id=MAINTENANCE)
    october = service.filter(origin_period=OCTOBER.first_day)
    assert sum(row.amount_kopecks for row in october) == 512_13 + 1141_32
    assert breaches() == []


def test_late_tariff_concerns_whoever_it_prices_and_nobody_else(town):
    published(OCTOBER)
    key = TariffKey(MAINTENANCE, "A")
    correct_tariff(row=TariffRow(key, FROM_OCTOBER, 30_000_000), actor="galina")

    published(NOVEMBER)

    assert [(line[0], line[1], line[3], line[4]) for line in corrections()] == [
        (MAINTENANCE, 10, 1515_00 - 1636_20, "TARIFF"),
        (MAINTENANCE, 10, 1200_00 - 1296_00, "TARIFF"),
    ]
    assert breaches() == []


def test_month_accepted_without_a_tariff_is_charged_when_it_is_set(town):
    Tariff.objects.filter(service_id=WASTEWATER).delete()
    run = approved(OCTOBER, accept_errors=True)
    publish_run(run_id=run.run_id, login="dmitry", published_at=NOW)
    row = TariffRow(TariffKey(WASTEWATER, "A"), FROM_OCTOBER, 30_150_000)
    set_tariffs(rows=[row])

    published(NOVEMBER)

    assert [line[3] for line in corrections() if line[0] == WASTEWATER] == [150_75, 253_26]
    assert breaches() == []


def test_reading_dated_into_a_published_month_is_charged_at_that_month_once(town):
    published(OCTOBER)
    published(NOVEMBER)  # by the norm of 4.2 m3: the meter has no average yet
    water_rises = date(2026, 12, 1)
    Tariff.objects.filter(service_id=COLD_WATER).update(valid_until=water_rises)
    Tariff.objects.create(
        service_id=COLD_WATER,
        tariff_group="A",
        rate_micro_rubles=50 * MICRO,
        valid_from=water_rises,
    )
    reading(town.anna, town.register, 3, 112 * MICRO, date(2026, 11, 24))
    mark_dirty(facts=[LateFact("READING", date(2026, 11, 24), scope_id=town.anna.pk)])
    reading(town.anna, town.register, 4, 115 * MICRO, date(2026, 12, 24))

    published(DECEMBER)

    assert corrections(town.anna)[0] == (COLD_WATER, 11, 2_800_000, 316_47 - 189_88, "READING")
    december = ChargeLine.objects.get(
        account_id=town.anna.pk,
        service_id=COLD_WATER,
        kind="CHARGE",
        origin_period=DECEMBER.first_day,
    )
    assert (december.quantity_micro, december.amount_kopecks) == (3 * MICRO, 150_00)
    assert breaches() == []


def test_corrected_reading_moves_the_month_behind_it_as_well(town):
    published(OCTOBER)
    reading(town.anna, town.register, 3, 112 * MICRO, date(2026, 11, 24))
    published(NOVEMBER)
    Reading.objects.filter(register_id=town.register.pk, revision=2).update(state="SUPERSEDED")
    reading(town.anna, town.register, 4, 103 * MICRO, date(2026, 10, 24))
    mark_dirty(
        facts=[
            LateFact(
                "READING",
                date(2026, 10, 24),
                date(2026, 10, 25),
                scope_id=town.anna.pk,
                service_id=1,
            )
        ]
    )

    published(DECEMBER)

    # October 5 -> 3 m3, November 7 -> 9 m3: nothing is lost, nothing charged twice.
    assert [line[:3] for line in corrections(town.anna)] == [
        (COLD_WATER, 10, -2 * MICRO),
        (COLD_WATER, 11, 2 * MICRO),
        (WASTEWATER, 10, -2 * MICRO),
        (WASTEWATER, 11, 2 * MICRO),
    ]
    assert breaches() == []


def test_marks_come_back_when_the_run_is_discarded(town):
    published(OCTOBER)
    correct_area(account_id=town.anna.pk, area_micro=49 * MICRO, days=FROM_OCTOBER, actor="galina")
    first = computed(NOVEMBER)
    seen = RunMark.objects.filter(run_id=first.run_id).count()
    discard_run(run_id=first.run_id, actor="galina")

    again = computed(NOVEMBER)

    assert seen == 1
    assert RecomputedMonth.objects.exclude(run_id=again.run_id).count() == 0
    assert again.lines_digest == first.lines_digest
    assert again.postings_digest == first.postings_digest
    assert DirtyMonth.objects.get().settled_run_id is None
    finding = RunFinding.objects.get(run_id=again.run_id, code="RECALCULATED")
    assert finding.detail == {
        "reason": "AREA",
        "accounts": 1,
        "from": "2026-10-01",
        "amount_kopecks": -48_60,
    }


def test_fact_that_comes_while_a_run_waits_for_signatures_is_taken_up_by_the_next(town):
    run = approved(OCTOBER)
    correct_area(account_id=town.anna.pk, area_micro=49 * MICRO, days=FROM_OCTOBER, actor="galina")
    publish_run(run_id=run.run_id, login="dmitry", published_at=NOW)

    published(NOVEMBER)

    assert corrections() == [(MAINTENANCE, 10, -1_500_000, -48_60, "AREA")]


def test_fact_of_the_open_month_leaves_no_mark(town):
    published(OCTOBER)
    days = DateRange(NOVEMBER.first_day)

    correct_area(account_id=town.anna.pk, area_micro=49 * MICRO, days=days, actor="galina")

    assert DirtyMonth.objects.count() == 0


def test_account_that_was_closed_meanwhile_gets_its_difference(town):
    published(OCTOBER)
    Account.objects.filter(pk=town.vera.pk).update(closed_on=NOVEMBER.first_day)
    correct_area(account_id=town.vera.pk, area_micro=30 * MICRO, days=FROM_OCTOBER, actor="galina")

    published(NOVEMBER)

    assert corrections(town.vera) == [(MAINTENANCE, 10, -10 * MICRO, -324_00, "AREA")]
    assert breaches() == []


def test_months_beyond_the_limit_stay_and_are_told_of(town, monkeypatch):
    published(OCTOBER)
    published(NOVEMBER)
    correct_area(account_id=town.anna.pk, area_micro=49 * MICRO, days=FROM_OCTOBER, actor="galina")
    narrow = replace(parameters_of(DECEMBER), recalculation_limit_months=1)
    monkeypatch.setattr(recalculations, "parameters_of", lambda _: narrow)

    run = published(DECEMBER)

    assert [line[1] for line in corrections()] == [11]
    assert RunFinding.objects.get(run_id=run.run_id, code="RECALCULATION_BEYOND_LIMIT")


def test_history_before_the_account_came_is_not_charged(town):
    published(OCTOBER)
    late = account(town.house, "14", "104584", area_micro=30 * MICRO, registered=1)
    mark_dirty(facts=[LateFact("AREA", OCTOBER.first_day, scope_id=late.pk)])

    published(NOVEMBER)

    assert corrections(late) == []


def test_account_entered_late_on_purpose_is_charged_from_its_day(town):
    published(OCTOBER)
    late = account(
        town.house, "14", "104584", area_micro=30 * MICRO, registered=1,
        opened_on=OCTOBER.first_day + timedelta(days=15),
    )  # fmt: skip
    mark_dirty(facts=[LateFact("ACCOUNT", OCTOBER.first_day, scope_id=late.pk)])

    published(NOVEMBER)

    assert (MAINTENANCE, 10, 15_483_871, 501_68, "ACCOUNT") in corrections(late)
    assert breaches() == []


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE billing_recalculation SET should_kopecks = should_kopecks + 1",
        "UPDATE billing_recomputed_line SET amount_kopecks = amount_kopecks + 1",
        "DELETE FROM billing_recomputed_line WHERE service_id = 8",
    ],
)
def test_verify_notices_a_recalculation_that_does_not_come_out(town, damage):
    published(OCTOBER)
    correct_area(account_id=town.anna.pk, area_micro=49 * MICRO, days=FROM_OCTOBER, actor="galina")
    published(NOVEMBER)

    with connection.cursor() as cursor:
        cursor.execute(damage)

    assert [name for name, _ in breaches()] == ["RECALCULATIONS_HOLD"]
