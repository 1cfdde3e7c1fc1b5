"""Dirty data, cell by cell: numbers of accounts, sums, dates, letters of two alphabets."""

from datetime import date, datetime, time

import pytest

from raschet.formats.tables.cells.dates import read_date, read_period
from raschet.formats.tables.cells.numbers import (
    read_fraction,
    read_integer,
    read_micro,
    read_money,
    read_share,
)
from raschet.formats.tables.cells.outcome import CellRefused, Reading
from raschet.formats.tables.cells.words import (
    one_alphabet,
    read_account,
    read_boolean,
    read_code,
    read_digits,
    read_serial,
    read_text,
)
from raschet.formats.tables.profile import CellKind, ColumnRule


def rule(**changes):
    return ColumnRule(
        **{"key": "k", "kind": CellKind.TEXT, "headers": ("k",), "label": "k"} | changes
    )


SIX = rule(digits=6)
ANY = rule()


@pytest.mark.parametrize(
    ("cell", "number", "note"),
    [
        ("104582", "104582", ""),
        ("4582", "004582", "ZEROS_RESTORED"),
        (4582.0, "004582", "ZEROS_RESTORED"),
        (104582.0, "104582", ""),
        ("104582.0", "104582", "ZERO_FRACTION_REMOVED"),
        ("104582,00", "104582", "ZERO_FRACTION_REMOVED"),
        (" 104\u00a0582 ", "104582", "SPACES_REMOVED"),
        ("'104582", "104582", "APOSTROPHE_REMOVED"),
        ("1О4582", "104582", "LETTERS_BECAME_DIGITS"),
        ("10458З", "104583", "LETTERS_BECAME_DIGITS"),
        ("1,04582E+05", "104582", "SCIENTIFIC_WAS_WHOLE"),
        ("-", None, ""),
    ],
)
def test_account_number_is_restored(cell, number, note):
    assert read_account(cell, SIX) == Reading(number, note)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1,00123E+11", "DIGITS_LOST_IN_SCIENTIFIC"),
        ("10-4582", "ACCOUNT_NOT_DIGITS"),
        ("1045821", "ACCOUNT_TOO_LONG"),
        (1.5e17, "DIGITS_LOST_IN_NUMBER"),
        (date(2026, 11, 1), "NUMBER_BECAME_DATE"),
        (True, "NOT_AN_IDENTIFIER"),
        ("#Н/Д", "FORMULA_FAILED"),
        ("104\ufffd82", "TEXT_DAMAGED"),
    ],
)
def test_account_number_that_lost_something_is_refused(cell, code):
    with pytest.raises(CellRefused) as refusal:
        read_account(cell, SIX)

    assert refusal.value.code == code


def test_account_number_without_a_width_keeps_its_zeros_and_letters():
    assert read_account("00123", ANY).value == "00123"
    assert read_account("TEST1", ANY).value == "TEST1"


@pytest.mark.parametrize(
    ("cell", "kopecks", "note"),
    [
        ("1 234,56", 123456, ""),
        ("1234.56 ", 123456, ""),
        ("1\u00a0234\u202f567,89", 123456789, ""),
        ("-", 0, "DASH_IS_ZERO"),
        ("(12,50)", -1250, "PARENTHESES_ARE_MINUS"),
        ("12,50-", -1250, "MINUS_AT_END"),
        ("−12,5", -1250, ""),
        ("12,5 руб", 1250, "UNIT_REMOVED"),
        ("1 234,56 ₽", 123456, "UNIT_REMOVED"),
        ("12 руб. 5 коп.", 1205, "UNIT_REMOVED"),
        ("1.234,56", 123456, "GROUPING_REMOVED"),
        ("1,234,567.89", 123456789, "GROUPING_REMOVED"),
        (0.1 + 0.2, 30, ""),
        (1234.5600000000001, 123456, ""),
        ("0012,30", 1230, ""),
        (",5", 50, ""),
    ],
)
def test_money_is_read_to_the_kopeck(cell, kopecks, note):
    assert read_money(cell, ANY) == Reading(kopecks, note)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("#Н/Д", "FORMULA_FAILED"),
        ("#FORMULA", "FORMULA_NOT_COMPUTED"),
        ("12О,50", "LETTERS_IN_NUMBER"),
        ("12,505", "TOO_MANY_DECIMALS"),
        ("1,5E+3", "NUMBER_IN_SCIENTIFIC"),
        ("*****", "NUMBER_DID_NOT_FIT"),
        (date(2026, 11, 1), "NUMBER_BECAME_DATE"),
        (time(12), "NUMBER_BECAME_DATE"),
        (True, "NOT_A_NUMBER"),
        ("12 34", "NOT_A_NUMBER"),
        ("1" * 13, "NUMBER_TOO_LARGE"),
        (float("nan"), "LETTERS_IN_NUMBER"),
    ],
)
def test_money_that_could_be_something_else_is_refused(cell, code):
    with pytest.raises(CellRefused) as refusal:
        read_money(cell, ANY)

    assert refusal.value.code == code


def test_quantity_keeps_six_decimals_and_loses_its_unit():
    assert read_micro("54,3 м2", ANY) == Reading(54_300_000, "UNIT_REMOVED")
    assert read_micro("0,123456", ANY) == Reading(123_456)
    assert read_micro("—", ANY) == Reading(None)


def test_count_must_be_whole():
    assert read_integer(2.0, ANY) == Reading(2)
    assert read_integer("3 чел.", ANY) == Reading(3, "UNIT_REMOVED")
    with pytest.raises(CellRefused):
        read_integer("1,5", ANY)


def test_share_is_a_fraction_and_not_a_date():
    assert read_fraction("2/6", ANY) == Reading((1, 3))
    assert read_fraction("50%", ANY) == Reading((1, 2))
    assert read_fraction(0.25, ANY) == Reading((1, 4))
    assert read_share("1/4", ANY) == Reading(250_000)
    for cell, code in (
        (date(2026, 2, 1), "SHARE_BECAME_DATE"),
        ("3/2", "SHARE_OUT_OF_RANGE"),
        ("0", "SHARE_OUT_OF_RANGE"),
    ):
        with pytest.raises(CellRefused) as refusal:
            read_fraction(cell, ANY)
        assert refusal.value.code == code
    with pytest.raises(CellRefused):
        read_share("1/3", ANY)


@pytest.mark.parametrize(
    ("cell", "day", "note"),
    [
        ("2026-11-01 00:00:00", date(2026, 11, 1), ""),
        ("01.11.2026", date(2026, 11, 1), ""),
        ("1/11/2026", date(2026, 11, 1), ""),
        ("01.11.26", date(2026, 11, 1), "YEAR_COMPLETED"),
        ("01.11.1998 г.", date(1998, 11, 1), ""),
        ("20261101", date(2026, 11, 1), ""),
        ("1 ноября 2026 г.", date(2026, 11, 1), ""),
        (46327.0, date(2026, 11, 1), "SERIAL_DATE"),
        ("46327", date(2026, 11, 1), "SERIAL_DATE"),
        (datetime(2026, 11, 1, 9, 30), date(2026, 11, 1), ""),
        ("", None, ""),
    ],
)
def test_day_is_read_in_many_forms(cell, day, note):
    assert read_date(cell, ANY) == Reading(day, note)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31.11.2026", "DATE_NOT_IN_CALENDAR"),
        ("11/25/2026", "DATE_NOT_IN_CALENDAR"),
        ("нояб.26", "DATE_WITHOUT_DAY"),
        ("2021-12", "DATE_WITHOUT_DAY"),
        (date(1899, 12, 30), "DATE_IS_ZERO"),
        (datetime(1899, 12, 30), "DATE_IS_ZERO"),
        (0.0, "DATE_IS_ZERO"),
        (date(2999, 1, 1), "DATE_TOO_FAR"),
        ("скоро", "NOT_A_DATE"),
        (12.5, "NOT_A_DATE"),
    ],
)
def test_day_that_is_none_is_refused(cell, code):
    with pytest.raises(CellRefused) as refusal:
        read_date(cell, ANY)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("cell", "month", "note"),
    [
        ("1122", date(2022, 11, 1), ""),
        (622.0, date(2022, 6, 1), "ZEROS_RESTORED"),
        ("202611", date(2026, 11, 1), ""),
        ("112026", date(2026, 11, 1), ""),
        ("нояб.26", date(2026, 11, 1), ""),
        ("Ноябрь 2026", date(2026, 11, 1), ""),
        ("май 2026", date(2026, 5, 1), ""),
        ("мар.26", date(2026, 3, 1), ""),
        ("11.2026", date(2026, 11, 1), ""),
        ("2026-11", date(2026, 11, 1), ""),
        (date(2026, 11, 1), date(2026, 11, 1), ""),
        ("15.11.2026", date(2026, 11, 1), "DAY_DROPPED"),
    ],
)
def test_month_is_read_in_many_forms(cell, month, note):
    assert read_period(cell, ANY) == Reading(month, note)


@pytest.mark.parametrize("cell", ["1322", "масть 2026", "лето", "31.11.2026", 0.5, True])
def test_month_that_is_none_is_refused(cell):
    with pytest.raises(CellRefused):
        read_period(cell, ANY)


@pytest.mark.parametrize(
    ("text", "repaired", "note"),
    [
        ("Ивaнoв", "Иванов", "ALPHABET_REPAIRED"),
        ("Вepa", "Вера", "ALPHABET_REPAIRED"),
        ("Wаter", "Water", "ALPHABET_REPAIRED"),
        ("Zайцев", "Zайцев", "ALPHABETS_MIXED"),
        ("ООО Romashka", "ООО Romashka", ""),
        ("Анна", "Анна", ""),
    ],
)
def test_letters_of_the_other_alphabet_are_put_right_where_safe(text, repaired, note):
    assert one_alphabet(text) == (repaired, note)


def test_serial_number_in_scientific_notation_is_refused_with_an_explanation():
    with pytest.raises(CellRefused) as refusal:
        read_serial("1,23457E+11", ANY)

    assert refusal.value.code == "DIGITS_LOST_IN_SCIENTIFIC"


def test_serial_number_loses_only_the_spreadsheet_s_additions():
    assert read_serial(12345678.0, ANY) == Reading("12345678")
    assert read_serial("СГВ  15-77", ANY) == Reading("СГВ 15-77")
    assert read_serial("'0012", ANY) == Reading("0012", "APOSTROPHE_REMOVED")


def test_identifier_of_digits_gets_its_zeros_back():
    assert read_digits(123.0, rule(digits=4)) == Reading("0123", "ZEROS_RESTORED")
    with pytest.raises(CellRefused):
        read_digits("12a4", rule(digits=4))


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("Да", True), ("нет", False), ("+", True), (1.0, True), (0.0, False), ("", None)],
)
def test_yes_and_no_are_read(cell, flag):
    assert read_boolean(cell, ANY) == Reading(flag)
    with pytest.raises(CellRefused):
        read_boolean("возможно", ANY)


def test_word_of_a_list_is_found_in_any_case_and_mixed_letters():
    services = rule(values={"хвс": "cold_water", "1": "hot_water"})

    assert read_code(" хВC ", services) == Reading("cold_water")
    assert read_code(1.0, services) == Reading("hot_water")
    with pytest.raises(CellRefused) as refusal:
        read_code("пар", services)
    assert refusal.value.fields == {"known": "cold_water, hot_water"}


def test_text_beyond_its_length_is_refused_not_cut():
    with pytest.raises(CellRefused) as refusal:
        read_text("д" * 11, rule(longest=10))

    assert refusal.value.fields == {"limit": 10}
