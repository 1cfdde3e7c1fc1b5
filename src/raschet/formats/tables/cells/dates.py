"""Days and months in the many forms suppliers write them. What could be two days is refused."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from raschet.formats.tables.cells.outcome import DASHES, NOTHING, CellRefused, Reading, text_of

if TYPE_CHECKING:
    from raschet.formats.tables.profile import ColumnRule
    from raschet.formats.tables.raw import Cell

EXCEL_EPOCH: Final = date(1899, 12, 30)
SERIALS: Final = range(10_000, 80_000)
"""Day numbers from 1927 to 2119; smaller and larger ones are some other number."""
FIRST_DAY: Final = date(1900, 1, 2)
LAST_DAY: Final = date(2199, 12, 31)
CENTURY_BREAK: Final = 70
"""Two-digit years below it are of this century."""

ISO: Final = re.compile(
    r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
RUSSIAN: Final = re.compile(
    r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})(?: ?г(?:ода|\.)?)?(?: \d{1,2}:\d{2}(?::\d{2})?)?"
)
COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
DAY_AND_WORD: Final = re.compile(r"(\d{1,2})[ .-]([а-яё]+)\.?[ .-](\d{4}|\d{2})(?: ?г(?:ода|\.)?)?")
MONTH_WORD: Final = re.compile(r"([а-яё]+)\.?[ .\-']*(\d{4}|\d{2})(?: ?г(?:ода|\.)?)?")
YEAR_MONTH: Final = re.compile(r"(\d{4})[-./](\d{1,2})")
MONTH_YEAR: Final = re.compile(r"(\d{1,2})[-./](\d{4}|\d{2})")
MONTH_STEMS: Final = (
    "янв",
    "фев",
    "мар",
    "апр",
    "ма",
    "июн",
    "июл",
    "авг",
    "сен",
    "окт",
    "ноя",
    "дек",
)


def read_date(cell: Cell, _: ColumnRule) -> Reading:
    """A calendar day. Raises: CellRefused."""
    if isinstance(cell, datetime):
        return Reading(_sane(cell.date()))
    if isinstance(cell, date):
        return Reading(_sane(cell))
    if isinstance(cell, bool | time | timedelta):
        raise CellRefused("NOT_A_DATE")
    text = text_of(cell).lower().removesuffix(".0")
    if not text or text in DASHES:
        return NOTHING
    return _day_of_text(text)


def _day_of_text(text: str) -> Reading:
    if text.isdecimal() and len(text) == 5:
        return _serial(int(text))
    for pattern, order in ((ISO, "ymd"), (RUSSIAN, "dmy"), (COMPACT, "ymd")):
        match = pattern.fullmatch(text)
        if match is not None:
            parts = dict(zip(order, match.groups(), strict=True))
            return _day(parts["y"], int(parts["m"]), int(parts["d"]))
    worded = DAY_AND_WORD.fullmatch(text)
    if worded is not None and (month := _month_number(worded[2])) is not None:
        return _day(worded[3], month, int(worded[1]))
    if text == "0":
        raise CellRefused("DATE_IS_ZERO")
    if _month(text) is not None:
        raise CellRefused("DATE_WITHOUT_DAY")
    raise CellRefused("NOT_A_DATE")


def read_period(cell: Cell, _: ColumnRule) -> Reading:
    """A month, as its first day. Raises: CellRefused."""
    if isinstance(cell, date):
        day = _sane(cell.date() if isinstance(cell, datetime) else cell)
        return _month_of(day)
    if isinstance(cell, bool | time | timedelta):
        raise CellRefused("NOT_A_PERIOD")
    text = text_of(cell).lower()
    if not text or text in DASHES:
        return NOTHING
    month = _month(text.removesuffix(".0"))
    if month is not None:
        return month
    try:
        value = read_date(cell, _).value
    except CellRefused as error:
        code = "NOT_A_PERIOD" if error.code == "NOT_A_DATE" else error.code
        raise CellRefused(code) from error
    if not isinstance(value, date):
        raise CellRefused("NOT_A_PERIOD")
    return _month_of(value)


def _month_of(day: date) -> Reading:
    return Reading(day.replace(day=1), "" if day.day == 1 else "DAY_DROPPED")


def _month(text: str) -> Reading | None:
    """A month without a day: ``2026-11``, ``11.2026``, ``нояб.26``, ``1122`` or None."""
    if text.isdecimal():
        return _month_of_digits(text)
    if (match := YEAR_MONTH.fullmatch(text)) is not None:
        return _first(match[1], int(match[2]))
    if (match := MONTH_YEAR.fullmatch(text)) is not None:
        return _first(match[2], int(match[1]))
    if (match := MONTH_WORD.fullmatch(text)) is not None:
        number = _month_number(match[1])
        return None if number is None else _first(match[2], number)
    return None


def _month_of_digits(text: str) -> Reading | None:
    """``MMYY`` (its zero may be lost), ``YYYYMM`` or ``MMYYYY``."""
    if len(text) == 3:
        found = _first(text[1:], int(text[0]))
        return None if found is None else Reading(found.value, "ZEROS_RESTORED")
    if len(text) == 4:
        return _first(text[2:], int(text[:2]))
    if len(text) == 6:
        if 1900 <= int(text[:4]) <= 2199 and 1 <= int(text[4:]) <= 12:
            return _first(text[:4], int(text[4:]))
        return _first(text[2:], int(text[:2]))
    return None


def _first(year_text: str, month: int) -> Reading | None:
    if not 1 <= month <= 12:
        return None
    year = _year(year_text)
    return Reading(date(year, month, 1)) if 1900 < year < 2200 else None


def _day(year_text: str, month: int, day: int) -> Reading:
    year = _year(year_text)
    try:
        value = date(year, month, day)
    except ValueError as error:
        raise CellRefused("DATE_NOT_IN_CALENDAR") from error
    return Reading(_sane(value), "YEAR_COMPLETED" if len(year_text) == 2 else "")


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < CENTURY_BREAK else 1900)
    return year


def _serial(number: int) -> Reading:
    if number not in SERIALS:
        raise CellRefused("NOT_A_DATE")
    return Reading(EXCEL_EPOCH + timedelta(days=number), "SERIAL_DATE")


def _sane(day: date) -> date:
    if day < FIRST_DAY:
        raise CellRefused("DATE_IS_ZERO")
    if day > LAST_DAY:
        raise CellRefused("DATE_TOO_FAR")
    return day


def _month_number(word: str) -> int | None:
    for number, stem in enumerate(MONTH_STEMS, start=1):
        if word.startswith(stem):
            # May alone has a stem that others begin with; March is tried before it.
            return None if number == 5 and word not in {"май", "мая", "мае"} else number
    return None
