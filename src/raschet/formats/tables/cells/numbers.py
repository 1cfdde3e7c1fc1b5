"""Money, quantities, counts and shares: decimals as people write them, to integers. Nothing rounds."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from raschet.formats.tables.cells.outcome import (
    DASHES,
    NOTHING,
    SCIENTIFIC,
    CellRefused,
    Reading,
    text_of,
)
from raschet.values.rounding import MICRO
from raschet.values.scaled import NumberInvalid, parse_scaled

if TYPE_CHECKING:
    from raschet.formats.tables.profile import ColumnRule
    from raschet.formats.tables.raw import Cell

KOPECK_DECIMALS: Final = 2
MICRO_DECIMALS: Final = 6
DIGITS_MAX: Final = 12
"""Whole digits: a million million roubles or cubic metres is a slip of the keyboard."""
RUBLES: Final = r"(?:рублей|рубля|рубль|рубли|руб|р|rub|₽)\.?"
MONEY_UNIT: Final = re.compile(rf"\s?{RUBLES}$", re.IGNORECASE)
RUBLES_AND_KOPECKS: Final = re.compile(
    rf"(-?\d[\d ]*)\s?{RUBLES}\s?(\d{{1,2}})\s?коп\w*\.?", re.IGNORECASE
)
QUANTITY_UNIT: Final = re.compile(
    r"\s?(?:м2|м²|кв\. ?м|кв\.?м|м3|м³|куб\. ?м|куб\.?м|кВт[*·×-]?ч|гкал|чел|шт|m2|m3)\.?$",
    re.IGNORECASE,
)
GROUPED_BY_SPACES: Final = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?=$|[.,])")
GROUPED_BY_DOTS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)|\d{1,3}(?:\.\d{3}){2,}")
GROUPED_BY_COMMAS: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)|\d{1,3}(?:,\d{3}){2,}")
PLAIN: Final = re.compile(r"\d+(?:[.,]\d*)?|[.,]\d+")
STARS: Final = re.compile(r"\*+")
LETTER: Final = re.compile(r"[^\W\d_]")
RATIO: Final = re.compile(r"(\d{1,6}) ?/ ?(\d{1,6})")


def read_money(cell: Cell, _: ColumnRule) -> Reading:
    """Roubles to kopecks. A dash alone is zero, as accountants print it. Raises: CellRefused."""
    text = _number_text(cell)
    if not text:
        return NOTHING
    if text in DASHES:
        return Reading(0, "DASH_IS_ZERO")
    both = RUBLES_AND_KOPECKS.fullmatch(text)
    if both is not None:
        text = f"{both[1].replace(' ', '')},{int(both[2]):02d}"
    value, note = _decimal(MONEY_UNIT.sub("", text), KOPECK_DECIMALS)
    return Reading(value, note or ("UNIT_REMOVED" if both or MONEY_UNIT.search(text) else ""))


def read_micro(cell: Cell, _: ColumnRule) -> Reading:
    """A quantity, area or coefficient to micro-units. A dash is no value. Raises: CellRefused."""
    text = _number_text(cell)
    if not text or text in DASHES:
        return NOTHING
    bare = QUANTITY_UNIT.sub("", text)
    value, note = _decimal(bare, MICRO_DECIMALS)
    return Reading(value, note or ("UNIT_REMOVED" if bare != text else ""))


def read_integer(cell: Cell, _: ColumnRule) -> Reading:
    """A count. Raises: CellRefused."""
    text = _number_text(cell)
    if not text or text in DASHES:
        return NOTHING
    bare = QUANTITY_UNIT.sub("", text)
    value, note = _decimal(bare, MICRO_DECIMALS)
    if value % MICRO:
        raise CellRefused("NOT_WHOLE")
    return Reading(value // MICRO, note or ("UNIT_REMOVED" if bare != text else ""))


def read_fraction(cell: Cell, _: ColumnRule) -> Reading:
    """A share of the whole, ``1/3``, ``50%`` or ``0,5``, as numerator and denominator.

    Raises: CellRefused.
    """
    if isinstance(cell, date | datetime):
        raise CellRefused("SHARE_BECAME_DATE")
    text = _number_text(cell)
    if not text or text in DASHES:
        return NOTHING
    ratio = RATIO.fullmatch(text)
    if ratio is not None:
        return Reading(_share(int(ratio[1]), int(ratio[2])))
    percent = text.endswith("%")
    value, note = _decimal(text.rstrip("% "), MICRO_DECIMALS)
    return Reading(_share(value, MICRO * (100 if percent else 1)), note)


def read_share(cell: Cell, rule: ColumnRule) -> Reading:
    """A share as micro-units of the whole; one that is not exact at that scale is refused.

    Raises: CellRefused.
    """
    reading = read_fraction(cell, rule)
    if not isinstance(reading.value, tuple):
        return reading
    numerator, denominator = reading.value
    if numerator * MICRO % denominator:
        raise CellRefused("SHARE_NOT_EXACT")
    return Reading(numerator * MICRO // denominator, reading.note)


def _share(numerator: int, denominator: int) -> tuple[int, int]:
    if denominator <= 0 or not 0 < numerator <= denominator:
        raise CellRefused("SHARE_OUT_OF_RANGE")
    left, right = numerator, denominator
    while right:
        left, right = right, left % right
    return numerator // left, denominator // left


def _number_text(cell: Cell) -> str:
    """The digits of a cell as text. Raises: CellRefused."""
    if isinstance(cell, bool):
        raise CellRefused("NOT_A_NUMBER")
    if isinstance(cell, date | datetime | time | timedelta):
        raise CellRefused("NUMBER_BECAME_DATE")
    text = text_of(cell)
    if STARS.fullmatch(text):
        raise CellRefused("NUMBER_DID_NOT_FIT")
    return text


def _decimal(text: str, decimals: int) -> tuple[int, str]:
    """A decimal as a scaled integer, and the repair it needed. Raises: CellRefused."""
    body, negative, note = _sign(text)
    plain, regrouped = _ungroup(body)
    if not PLAIN.fullmatch(plain):
        if SCIENTIFIC.fullmatch(body):
            raise CellRefused("NUMBER_IN_SCIENTIFIC")
        raise CellRefused("LETTERS_IN_NUMBER" if LETTER.search(body) else "NOT_A_NUMBER")
    whole, _, fraction = plain.replace(",", ".").partition(".")
    if len(whole.lstrip("0")) > DIGITS_MAX:
        raise CellRefused("NUMBER_TOO_LARGE")
    try:
        value = parse_scaled(f"{whole or '0'}.{fraction}" if fraction else whole, decimals)
    except NumberInvalid as error:
        raise CellRefused("TOO_MANY_DECIMALS", decimals=decimals) from error
    return (-value if negative else value), note or ("GROUPING_REMOVED" if regrouped else "")


def _sign(text: str) -> tuple[str, bool, str]:
    """The text without its sign, whether it is negative, and a note for the accountants' forms."""
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True, "PARENTHESES_ARE_MINUS"
    if text[:1] in {"-", "−", "–"}:
        return text[1:].strip(), True, ""
    if text[-1:] in {"-", "−"}:
        return text[:-1].strip(), True, "MINUS_AT_END"
    return text.removeprefix("+").strip(), False, ""


def _ungroup(text: str) -> tuple[str, bool]:
    if text.isascii() and text.isdigit():
        return text, False
    if GROUPED_BY_SPACES.match(text):
        return text.replace(" ", "").replace("'", ""), False
    if GROUPED_BY_DOTS.fullmatch(text):
        return text.replace(".", ""), True
    if GROUPED_BY_COMMAS.fullmatch(text):
        return text.replace(",", ""), True
    return text, False
