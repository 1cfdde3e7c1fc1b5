"""What a rule says about a cell, and the cleaning every text goes through first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from raschet.formats.tables.raw import Cell

Value = str | int | bool | date | tuple[int, int] | None
"""What a typed cell holds: text, scaled integer, flag, day, or numerator and denominator."""

SPACES: Final = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+")
FORMULA_ERROR: Final = re.compile(
    r"#(Н/Д|N/A|ССЫЛКА!|REF!|ЗНАЧ!|VALUE!|ДЕЛ/0!|DIV/0!|ИМЯ\?|NAME\?|ЧИСЛО!|NUM!|ПУСТО!|NULL!|FORMULA|ERROR|#+)"
)
DASHES: Final = frozenset(("-", "–", "—", "−", "нет данных", "н/д"))
SCIENTIFIC: Final = re.compile(r"(\d)(?:[.,](\d+))?[EeЕе]\+?(\d{1,3})")  # look-alike letters
EXACT_DIGITS: Final = 15
"""Digits a spreadsheet keeps of any number; the rest it turns into zeros."""


class CellRefused(ValueError):
    """A cell that cannot be understood safely. Fields: code, and what its message needs."""

    def __init__(self, code: str, **fields: str | int) -> None:
        super().__init__(code, fields)
        self.code = code
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that was understood, with the code of the repair it needed, if any."""

    value: Value
    note: str = ""


NOTHING: Final = Reading(None)


def clean(text: str) -> str:
    """Spaces of every kind become single plain ones, none at the ends."""
    return SPACES.sub(" ", text).strip()


def text_of(cell: Cell) -> str:
    """A cell as a person would read it in the file.

    Raises: CellRefused for a formula's error and for characters lost in an earlier conversion.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = clean(cell)
        if text.startswith("#") and FORMULA_ERROR.match(text):
            code = "FORMULA_NOT_COMPUTED" if text.startswith("#FORMULA") else "FORMULA_FAILED"
            raise CellRefused(code)
        if "\ufffd" in text:
            raise CellRefused("TEXT_DAMAGED")
        return text
    return shown(cell)


def shown(cell: Cell) -> str:  # noqa: PLR0911 - one answer per type of cell
    """A cell for a report: short, in the form of the file, never raising."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return plain_float(cell)
        case datetime():
            return cell.isoformat(sep=" ") if cell.time() != time() else cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case _:
            return str(cell)


def plain_float(number: float) -> str:
    """A spreadsheet's number in the digits it really keeps: ``0.1 + 0.2`` is ``0.3``."""
    if number != number or number in {float("inf"), float("-inf")}:  # noqa: PLR0124
        return str(number)
    return format(Decimal(format(number, f".{EXACT_DIGITS}g")), "f")


def whole_scientific(text: str) -> str | None:
    """Digits of a number in scientific notation that lost none of them, else None.

    Raises: CellRefused when the notation dropped digits.
    """
    match = SCIENTIFIC.fullmatch(text)
    if match is None:
        return None
    fraction, exponent = match[2] or "", int(match[3])
    if len(fraction) < exponent or fraction[exponent:].strip("0"):
        raise CellRefused("DIGITS_LOST_IN_SCIENTIFIC")
    return match[1] + fraction[:exponent]
