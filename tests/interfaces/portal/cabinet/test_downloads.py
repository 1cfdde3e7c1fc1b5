"""Tables for spreadsheets: the right bytes for each language, and nothing that computes."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.utils import translation

from raschet.interfaces.portal.cabinet import downloads

FORMULAS = [
    "=1+1",
    "+7 000",
    "-5",
    "@SUM(A1)",
    "\tx",
    "\rx",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "|calc",
]


def rows_of(answer, delimiter):
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=delimiter))


def test_russian_spreadsheet_opens_it_by_a_double_click():
    with translation.override("ru"):
        answer = downloads.table(
            "t",
            ["Услуга", "Сумма"],
            [["Вода", downloads.kopecks(-123_45)], ["а;б", downloads.micro(5_500_000)]],
        )

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in answer.content
    assert rows_of(answer, ";") == [["Услуга", "Сумма"], ["Вода", "-123,45"], ["а;б", "5,5"]]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="t.csv"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_english_spreadsheet_gets_commas_and_points():
    with translation.override("en"):
        answer = downloads.table(
            "t", ["A"], [[downloads.kopecks(1)], [downloads.day(date(2026, 10, 21))]]
        )

    assert rows_of(answer, ",") == [["A"], ["0.01"], ["2026-10-21"]]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_disarmed(text):
    answer = downloads.table("t", [text], [[text]])

    assert rows_of(answer, ";") == [[f"'{text}"], [f"'{text}"]]


@pytest.mark.parametrize("text", ["", "Вода", "5 м³", "a=b"])
def test_plain_text_stays_as_it_is(text):
    assert downloads.safe(text) == text


def test_files_of_the_cabinet_hold_what_their_pages_show(residents):
    charges = rows_of(residents.anna.get("/my/charges/csv/"), ";")
    balances = rows_of(residents.anna.get("/my/balances/csv/?month=2026-10"), ";")
    meter = rows_of(residents.anna.get(residents.meter_pages[1]), ";")
    english = rows_of(residents.anna.get("/en/my/charges/csv/"), ",")

    assert charges[1:] == [
        ["2026-10", "Содержание жилья", "1636,20"],
        ["2026-10", "Холодная вода", "226,05"],
        ["2026-10", "Водоотведение", "150,75"],
    ]
    assert balances[1] == ["Холодная вода", "0,00", "226,05", "0,00", "0,00", "226,05"]
    assert meter[1][:5] == ["2026-10", "", "2026-10-24", "105", "5"]
    assert english[0] == ["Month", "Service", "Charged, roubles"]
    assert english[1][2] == "1636.20"
