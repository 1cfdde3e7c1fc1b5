"""Absence and poor quality: refunds in the month itself and for months published before."""

from datetime import UTC, date, datetime

import pytest
from tests.domain.month import published
from tests.domain.town import COLD_WATER, NOVEMBER, OCTOBER, WASTEWATER, small_town

from raschet.domain.billing.models import ChargeLine
from raschet.domain.billing.selectors import bill_of_month
from raschet.domain.proofs.services.verify_books import verify_books
from raschet.domain.registry.models import AccountSupply, DirtyMonth
from raschet.domain.registry.services.record_absence import (
    AbsenceNotFound,
    AbsenceRefused,
    NewAbsence,
    record_absence,
    withdraw_absence,
)
from raschet.domain.registry.services.record_quality_event import (
    NewQualityEvent,
    QualityEventNotFound,
    QualityEventRefused,
    record_quality_event,
    withdraw_quality_event,
)

pytestmark = pytest.mark.django_db(transaction=True)

RETURNED = date(2026, 10, 21)


@pytest.fixture
def town():
    """Vera's flat can have no meter: her water is charged by the norm, without a coefficient."""
    made = small_town()
    AccountSupply.objects.create(
        account_id=made.vera.pk,
        service_id=COLD_WATER,
        included=True,
        metering_impossible=True,
        valid_from=date(2020, 1, 1),
    )
    return made


def away(town, **changed):
    """Vera's husband from 10 to 21 October: ten full days."""
    given = {
        "account_id": town.vera.pk, "persons": 1, "left_on": date(2026, 10, 10),
        "returned_on": RETURNED, "applied_on": RETURNED, "documents": "билеты", **changed,
    }  # fmt: skip
    return record_absence(absence=NewAbsence(**given), actor="galina")


def dry(town, **changed):
    """No cold water on 5 October from 8 to 20, Moscow time: twelve hours."""
    given = {
        "house_id": town.house.pk, "service_code": "cold_water", "case_code": "WATER_OUTAGE",
        "started_at": datetime(2026, 10, 5, 5, tzinfo=UTC),
        "ended_at": datetime(2026, 10, 5, 17, tzinfo=UTC), "act": "акт № 7", **changed,
    }  # fmt: skip
    return record_quality_event(event=NewQualityEvent(**given), actor="galina")


def refunds():
    rows = ChargeLine.objects.filter(kind="RECALCULATION").order_by(
        "run_id", "account_id", "service_id", "line_no"
    )
    return [
        (row.account_id, row.service_id, row.method, row.origin_period.month, row.amount_kopecks)
        for row in rows
    ]


def breaches():
    return [(proof.name, proof.breaches) for proof in verify_books() if not proof.holds]


def explained(town, period, service_id):
    bill = bill_of_month(town.vera.pk, period)
    service = next(one for one in bill.services if one.service_id == service_id)
    line = next(one for one in service.lines if one.kind == "RECALCULATION")
    return line, plain(" ".join(line.sentences))


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_absence_of_the_month_is_given_back_in_it(town):
    away(town)

    published(OCTOBER)

    # 1 x 4.2 m3 x 10/31 = 1.354839 m3 at 45.21 and 30.15.
    assert refunds() == [
        (town.vera.pk, COLD_WATER, "ABSENCE", 10, -61_25),
        (town.vera.pk, WASTEWATER, "ABSENCE", 10, -40_85),
    ]
    line, words = explained(town, OCTOBER, COLD_WATER)
    assert plain(line.title) == "Холодная вода: временное отсутствие, 11–20 октября"
    assert "10 полных дней" in words
    assert "Дни отъезда и возвращения не считаются" in words
    assert breaches() == []


def test_absence_told_of_later_is_given_back_for_its_month(town):
    published(OCTOBER)
    away(town, applied_on=date(2026, 11, 5))

    published(NOVEMBER)

    assert refunds() == [
        (town.vera.pk, COLD_WATER, "ABSENCE", 10, -61_25),
        (town.vera.pk, WASTEWATER, "ABSENCE", 10, -40_85),
    ]
    _, words = explained(town, NOVEMBER, COLD_WATER)
    assert "Принято или отозвано заявление о временном отсутствии" in words
    assert "10 полных дней" in words
    assert breaches() == []


def test_withdrawn_absence_is_charged_again_once(town):
    number = away(town)
    published(OCTOBER)
    withdraw_absence(absence_id=number, withdrawn_on=date(2026, 11, 20), actor="galina")

    published(NOVEMBER)

    assert sum(row[4] for row in refunds()) == 0
    assert breaches() == []
    with pytest.raises(AbsenceNotFound):
        withdraw_absence(absence_id=number, withdrawn_on=date(2026, 11, 20), actor="galina")


def test_absence_gives_nothing_where_a_meter_is_possible_or_counts(town):
    AccountSupply.objects.all().delete()
    away(town)
    away(town, account_id=town.anna.pk)

    published(OCTOBER)

    assert refunds() == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"returned_on": date(2026, 10, 16)}, "TOO_SHORT"),
        ({"applied_on": date(2026, 11, 21)}, "TOO_LATE"),
        ({"documents": ""}, "NO_DOCUMENTS"),
        (
            {"documents": "", "applied_on": date(2026, 10, 1), "returned_on": date(2027, 5, 1)},
            "TOO_FAR_AHEAD",
        ),
        ({"persons": 3}, "TOO_MANY_PERSONS"),
        ({"persons": 0}, "NOBODY"),
    ],
)
def test_application_that_gives_no_right_is_refused(town, changed, reason):
    with pytest.raises(AbsenceRefused) as refused:
        away(town, **changed)

    assert refused.value.reason == reason
    assert DirtyMonth.objects.count() == 0


def test_outage_reduces_the_fee_and_takes_the_undelivered_norm_back(town):
    dry(town)

    published(OCTOBER)

    # Anna by meter: 8 h beyond 4 at once, 8 x 0.15 % of 226.05. Vera by norm: also 12/744 of 379.76.
    assert refunds() == [
        (town.anna.pk, COLD_WATER, "QUALITY", 10, -2_71),
        (town.vera.pk, COLD_WATER, "QUALITY", 10, -10_68),
    ]
    line, words = explained(town, OCTOBER, COLD_WATER)
    assert line.title == "Холодная вода: перерыв или низкое качество"
    assert "Перерыв длился 12 ч" in words
    assert "сверх допустимого — 8 ч" in words
    assert "С 5 октября 2026, 08:00 по 5 октября 2026, 20:00." in words
    assert "0,15 %" in words
    assert breaches() == []


def test_outage_recorded_later_corrects_its_month_for_the_house(town):
    published(OCTOBER)
    dry(town)

    published(NOVEMBER)

    assert [row[2:] for row in refunds()] == [("QUALITY", 10, -2_71), ("QUALITY", 10, -10_68)]
    assert breaches() == []


def test_withdrawn_outage_is_charged_again(town):
    number = dry(town)
    published(OCTOBER)
    withdraw_quality_event(event_id=number, withdrawn_on=date(2026, 11, 20), actor="galina")

    published(NOVEMBER)

    assert sum(row[4] for row in refunds()) == 0
    with pytest.raises(QualityEventNotFound):
        withdraw_quality_event(event_id=number, withdrawn_on=date(2026, 11, 20), actor="galina")


def test_outage_over_midnight_of_a_month_counts_in_both(town):
    dry(
        town,
        started_at=datetime(2026, 10, 31, 9, tzinfo=UTC),
        ended_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
    )

    published(OCTOBER)
    published(NOVEMBER)

    lines = ChargeLine.objects.filter(method="QUALITY").order_by("origin_period", "account_id")
    assert [(row.origin_period.month, row.house_volume_micro) for row in lines] == [
        (10, 12_000_000), (10, 12_000_000), (11, 12_000_000), (11, 12_000_000)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"case_code": "FIRE"}, "CASE_UNKNOWN"),
        ({"service_code": "electricity"}, "SERVICE_UNFIT"),
        ({"ended_at": datetime(2026, 10, 5, 5, tzinfo=UTC)}, "ENDS_BEFORE_START"),
        ({"case_code": "WATER_PRESSURE"}, "NOT_MEASURED"),
        ({"house_id": 0}, "PLACE_UNKNOWN"),
        (
            {"case_code": "MAINTENANCE_MISSING", "service_code": "maintenance"},
            "NO_RATE",
        ),
    ],
)
def test_event_that_makes_no_sense_is_refused(town, changed, reason):
    with pytest.raises(QualityEventRefused) as refused:
        dry(town, **changed)

    assert refused.value.reason == reason
