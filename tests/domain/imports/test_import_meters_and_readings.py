from datetime import date

import pytest
from tests.domain.imports.conftest import ANNA, ANNA_METER, BORIS, BORIS_METER, NOW, refusals

from raschet.domain.billing.services.undo_import import undo_import
from raschet.domain.readings.models import Reading
from raschet.domain.registry.imports.report import Outcome
from raschet.domain.registry.models import Meter, Register, Verification


@pytest.fixture
def house(accounts):
    return accounts(ANNA, BORIS)


def test_meters_come_with_registers_and_verifications(house, meters):
    report = meters(ANNA_METER, BORIS_METER)

    assert report.outcome is Outcome.APPLIED
    assert report.new == {"meters": 2, "registers": 3}
    assert list(
        Register.objects.order_by("meter_id", "number").values_list("zone", "initial_micro")
    ) == [("", 100_500_000), ("DAY", 10_000_000), ("NIGHT", 20_000_000)]
    assert Verification.objects.count() == 2


def test_same_meter_is_known_whatever_its_spaces_and_case(house, meters):
    meters(ANNA_METER)

    report = meters(ANNA_METER.replace("СГВ-15 77", "сгв 1577"))

    assert (report.outcome, report.same) == (Outcome.UNCHANGED, 1)


def test_newer_verification_and_removal_are_changes(house, meters):
    meters(ANNA_METER)
    head = "ЛС;Услуга;Номер счетчика;Дата установки;Дата поверки;Поверка до;Снят"

    report = meters("104582;ХВС;СГВ-15 77;01.02.2024;01.02.2026;01.02.2032;01.11.2026", head=head)

    assert [(c.fact, c.before, c.after) for c in report.changes] == [
        ("verified_on", "2024-02-01", "2026-02-01"),
        ("removed_on", "", "2026-11-01"),
    ]
    assert Meter.objects.get().removed_on == date(2026, 11, 1)
    assert Verification.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (ANNA_METER.replace("104582", "999999"), "ACCOUNT_UNKNOWN"),
        (ANNA_METER.replace("СГВ-15 77", "1,23457E+11"), "DIGITS_LOST_IN_SCIENTIFIC"),
        (ANNA_METER.replace("100,5", "100500"), "MORE_DIGITS_THAN_DIAL"),
        (ANNA_METER.replace("01.02.2030", "01.02.2023"), "DUE_BEFORE_VERIFIED"),
        (ANNA_METER.replace("ХВС", "пар"), "NOT_IN_LIST"),
        ("104582;ХВС;7;1;;;;", "INSTALLED_MISSING"),
        (ANNA_METER.replace(";01.02.2024;", ";01.02.2027;", 1), "DAY_IN_FUTURE"),
    ],
)
def test_impossible_meter_is_refused(house, meters, row, code):
    report = meters(row)

    assert [code for _, code in refusals(report)] == [code]
    assert Meter.objects.count() == 0


def test_expired_verification_is_told_not_refused(house, meters):
    report = meters(ANNA_METER.replace("01.02.2030", "01.02.2026"))

    assert report.outcome is Outcome.APPLIED
    assert [issue.code for issue in report.issues] == ["VERIFICATION_EXPIRED"]


@pytest.fixture
def metered(house, meters):
    return meters(ANNA_METER, BORIS_METER)


def test_readings_are_accepted_in_the_order_of_days(metered, readings):
    report = readings("104582;СГВ-15 77;120;;25.10.2026", "104582;СГВ-15 77;110;;25.09.2026")

    assert report.outcome is Outcome.APPLIED
    assert list(
        Reading.objects.order_by("revision").values_list("revision", "value_micro", "taken_on")
    ) == [(1, 110_000_000, date(2026, 9, 25)), (2, 120_000_000, date(2026, 10, 25))]


def test_standing_reading_is_counted_and_not_repeated(metered, readings):
    readings("104582;СГВ-15 77;120;;25.10.2026")

    report = readings("104582;СГВ-15 77;120;;25.10.2026")

    assert (report.outcome, report.same) == (Outcome.UNCHANGED, 1)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("104582;СГВ-15 77;119;;01.11.2026", "READING_BELOW_LAST"),
        ("104582;СГВ-15 77;99;;25.09.2026", "READING_BELOW_LAST"),
        ("104582;СГВ-15 77;121;;24.09.2026", "READING_ABOVE_NEXT"),
        ("104582;СГВ-15 77;120,1234;;26.10.2026", "MORE_DECIMALS_THAN_DIAL"),
        ("104582;СГВ-15 77;100000;;26.10.2026", "MORE_DIGITS_THAN_DIAL"),
        ("104582;СГВ-15 77;121;5;26.10.2026", "VALUE_WITHOUT_REGISTER"),
        ("104583;555;121;;26.10.2026", "VALUE_MISSING"),
        ("104582;888;121;;26.10.2026", "METER_UNKNOWN"),
        ("104582;СГВ-15 77;121;;", "DAY_MISSING"),
        ("104582;СГВ-15 77;121;;26.12.2026", "DAY_IN_FUTURE"),
        ("104582;СГВ-15 77;121;;26.12.2023", "READ_BEFORE_INSTALLED"),
    ],
)
def test_reading_that_cannot_be_true_is_refused_in_its_row(metered, readings, row, code):
    readings("104582;СГВ-15 77;120;;25.10.2026")

    report = readings(row)

    assert refusals(report) == [(2, code)]
    assert Reading.objects.count() == 1


def test_refusal_names_the_reading_that_speaks_against_it(metered, readings):
    readings("104582;СГВ-15 77;120;;25.10.2026")

    (issue,) = readings("104582;СГВ-15 77;119;;01.11.2026").refused

    assert (issue.column, issue.value) == ("Показание 1", "119")
    assert (issue.fields["last"], issue.fields["day"]) == ("120", "2026-10-25")


def test_file_that_says_two_values_for_a_day_is_refused(metered, readings):
    report = readings("104582;СГВ-15 77;120;;25.10.2026", "104582;СГВ-15 77;121;;25.10.2026")

    assert refusals(report) == [(3, "READING_OF_DAY_DIFFERS")]
    assert Reading.objects.count() == 0


def test_later_file_corrects_the_month_and_undoing_it_brings_the_first_value_back(
    metered, readings
):
    readings("104582;СГВ-15 77;120;;25.10.2026")

    report = readings("104582;СГВ-15 77;119;;26.10.2026")

    states = Reading.objects.order_by("revision").values_list("value_micro", "state")
    assert list(states) == [(120_000_000, "SUPERSEDED"), (119_000_000, "ACCEPTED")]
    undo_import(batch_id=report.batch_id, actor="galina", now=NOW)
    assert list(states.all()) == [(120_000_000, "ACCEPTED")]


def test_unusual_reading_of_a_file_is_held_and_told(metered, readings):
    report = readings("104582;СГВ-15 77;120;;25.10.2025", "104582;СГВ-15 77;1900;;25.10.2026")

    assert report.outcome is Outcome.APPLIED
    assert [(issue.row, issue.code) for issue in report.issues] == [(3, "UNUSUALLY_HIGH")]
    assert Reading.objects.get(value_micro=1_900_000_000).state == "HELD"
