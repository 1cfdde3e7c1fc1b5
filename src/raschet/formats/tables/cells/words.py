"""Texts, names, account and serial numbers, yes and no, codes: letters where letters belong."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from raschet.formats.tables.cells.outcome import (
    DASHES,
    NOTHING,
    CellRefused,
    Reading,
    text_of,
    whole_scientific,
)
from raschet.formats.tables.profile import normalise_heading

if TYPE_CHECKING:
    from raschet.formats.tables.profile import ColumnRule
    from raschet.formats.tables.raw import Cell

# The left letters are Latin, the right ones Cyrillic: they look alike in print.
LATIN_TWINS: Final = "ABCEHKMOPTXYaceopxy"
CYRILLIC_TWINS: Final = "АВСЕНКМОРТХУасеорху"
TO_CYRILLIC: Final = str.maketrans(LATIN_TWINS, CYRILLIC_TWINS)
TO_LATIN: Final = str.maketrans(CYRILLIC_TWINS, LATIN_TWINS)
LATIN: Final = re.compile(r"[A-Za-z]")
CYRILLIC: Final = re.compile(r"[А-Яа-яЁё]")
WORD: Final = re.compile(r"[^\W\d_]+")
DIGIT_TWINS: Final = str.maketrans({"О": "0", "о": "0", "O": "0", "o": "0", "З": "3", "з": "3"})
TRAILING_ZERO: Final = re.compile(r"(\d+)[.,]0+")
ACCOUNT_LONGEST: Final = 40
SERIAL_LONGEST: Final = 40
EXACT_WHOLE: Final = 10**15
TRUE_WORDS: Final = frozenset(
    ("да", "есть", "+", "1", "true", "истина", "yes", "y", "д", "v", "х", "x")
)
FALSE_WORDS: Final = frozenset(("нет", "-", "0", "false", "ложь", "no", "n", "н", "–", "—"))


def read_text(cell: Cell, rule: ColumnRule) -> Reading:
    """A text as it stands, without stray spaces. Raises: CellRefused."""
    text = text_of(cell)
    if not text or text in DASHES:
        return NOTHING
    if len(text) > rule.longest:
        raise CellRefused("TEXT_TOO_LONG", limit=rule.longest)
    return Reading(text)


def read_name(cell: Cell, rule: ColumnRule) -> Reading:
    """A text whose words each keep to one alphabet. Raises: CellRefused."""
    reading = read_text(cell, rule)
    if not isinstance(reading.value, str):
        return reading
    one, note = one_alphabet(reading.value)
    return Reading(one, note)


def one_alphabet(text: str) -> tuple[str, str]:
    """Put right letters of the other alphabet inside words, where their looks leave no doubt.

    Returns the text and a note: ``ALPHABET_REPAIRED``, ``ALPHABETS_MIXED`` (left as it was) or none.
    """
    if LATIN.search(text) is None or CYRILLIC.search(text) is None:
        return text, ""
    notes: set[str] = set()

    def repair(match: re.Match[str]) -> str:
        word, note = _repair_word(match[0])
        notes.add(note)
        return word

    repaired = WORD.sub(repair, text)
    for note in ("ALPHABETS_MIXED", "ALPHABET_REPAIRED"):
        if note in notes:
            return repaired, note
    return text, ""


def _repair_word(word: str) -> tuple[str, str]:
    latin, cyrillic = LATIN.findall(word), CYRILLIC.findall(word)
    if not latin or not cyrillic:
        return word, ""
    if all(letter in LATIN_TWINS for letter in latin):
        return word.translate(TO_CYRILLIC), "ALPHABET_REPAIRED"
    if all(letter in CYRILLIC_TWINS for letter in cyrillic):
        return word.translate(TO_LATIN), "ALPHABET_REPAIRED"
    return word, "ALPHABETS_MIXED"


def _number_as_text(cell: Cell) -> tuple[str, str]:
    """An identifier's text and a note, undoing what a spreadsheet does to digits.

    Raises: CellRefused.
    """
    if isinstance(cell, bool):
        raise CellRefused("NOT_AN_IDENTIFIER")
    if isinstance(cell, date | datetime | time | timedelta):
        raise CellRefused("NUMBER_BECAME_DATE")
    if isinstance(cell, float) and not -EXACT_WHOLE < cell < EXACT_WHOLE:
        raise CellRefused("DIGITS_LOST_IN_NUMBER")
    text = text_of(cell)
    note = ""
    if text[:1] in {"'", "`", "’", "‘"}:
        text, note = text[1:].strip(), "APOSTROPHE_REMOVED"
    digits = whole_scientific(text.replace(" ", ""))
    if digits is not None:
        return digits, "SCIENTIFIC_WAS_WHOLE"
    match = TRAILING_ZERO.fullmatch(text)
    if match is not None:
        return match[1], "ZERO_FRACTION_REMOVED"
    return text, note


def read_account(cell: Cell, rule: ColumnRule) -> Reading:
    """An account number. ``rule.digits`` is its width; lost leading zeros are put back.

    Raises: CellRefused.
    """
    text, note = _number_as_text(cell)
    if not text or text in DASHES:
        return NOTHING
    if " " in text:
        text, note = text.replace(" ", ""), note or "SPACES_REMOVED"
    if not text.isdecimal():
        digits = text.translate(DIGIT_TWINS)
        if digits.isascii() and digits.isdecimal() and any(c.isdecimal() for c in text):
            text, note = digits, "LETTERS_BECAME_DIGITS"
        elif rule.digits:
            raise CellRefused("ACCOUNT_NOT_DIGITS", digits=rule.digits)
        elif LATIN.search(text) and CYRILLIC.search(text):
            raise CellRefused("ALPHABETS_MIXED")
    if rule.digits and len(text) < rule.digits:
        text, note = text.zfill(rule.digits), "ZEROS_RESTORED"
    if len(text) > (rule.digits or ACCOUNT_LONGEST):
        raise CellRefused("ACCOUNT_TOO_LONG", digits=rule.digits or ACCOUNT_LONGEST)
    return Reading(text, note)


def read_serial(cell: Cell, rule: ColumnRule) -> Reading:
    """A meter's serial number; one in scientific notation has lost digits. Raises: CellRefused."""
    text, note = _number_as_text(cell)
    if not text or text in DASHES:
        return NOTHING
    if len(text) > min(rule.longest, SERIAL_LONGEST):
        raise CellRefused("TEXT_TOO_LONG", limit=min(rule.longest, SERIAL_LONGEST))
    one, alphabet = one_alphabet(text)
    return Reading(one, alphabet or note)


def read_digits(cell: Cell, rule: ColumnRule) -> Reading:
    """An identifier of digits such as INN, whose leading zero a spreadsheet drops.

    Raises: CellRefused.
    """
    text, note = _number_as_text(cell)
    text = text.replace(" ", "")
    if not text or text in DASHES:
        return NOTHING
    if not text.isascii() or not text.isdecimal():
        raise CellRefused("NOT_DIGITS")
    if rule.digits and len(text) < rule.digits:
        text, note = text.zfill(rule.digits), "ZEROS_RESTORED"
    if len(text) > (rule.digits or rule.longest):
        raise CellRefused("TEXT_TOO_LONG", limit=rule.digits or rule.longest)
    return Reading(text, note)


def read_boolean(cell: Cell, _: ColumnRule) -> Reading:
    """Yes or no. Raises: CellRefused."""
    if isinstance(cell, bool):
        return Reading(cell)
    text = text_of(cell).lower()
    text = text.removesuffix(".0") if isinstance(cell, float) else text
    if not text:
        return NOTHING
    if text in TRUE_WORDS:
        return Reading(True)
    if text in FALSE_WORDS:
        return Reading(False)
    raise CellRefused("NOT_YES_OR_NO")


def read_code(cell: Cell, rule: ColumnRule) -> Reading:
    """A word of a closed list, as its code. Raises: CellRefused."""
    text = text_of(cell)
    if not text or text in DASHES:
        return NOTHING
    code = rule.values.get(normalise_heading(one_alphabet(text)[0]))
    if code is None and isinstance(cell, float):
        code = rule.values.get(normalise_heading(text.removesuffix(".0")))
    if code is None:
        known = ", ".join(sorted(set(rule.values.values())))
        raise CellRefused("NOT_IN_LIST", known=known[:300])
    return Reading(code)
