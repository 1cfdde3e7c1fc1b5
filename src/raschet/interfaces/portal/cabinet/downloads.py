"""Tables as files that a spreadsheet opens by a double click, in the language of the page.

Russian Excel expects semicolons, decimal commas and, to recognise UTF-8, a byte order mark; English
Excel commas and points. A cell of text that a spreadsheet would take for a formula gets an
apostrophe before it; numbers are ours and stay numbers.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.utils.translation import get_language

from raschet.values.scaled import plain_kopecks, plain_micro

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

FORMULA_SIGNS: Final = "=+-@\t\r\n\0|%＝＋－＠"
BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Number:
    """A figure of ours: digits with a point, to be written with the language's own mark."""

    text: str


Cell = str | Number


def kopecks(value: int) -> Number:
    """Money as a number with two decimals."""
    return Number(plain_kopecks(value))


def micro(value: int) -> Number:
    """A scaled value as a number without trailing zeros."""
    return Number(plain_micro(value))


def day(value: date) -> Number:
    """A day in the form every spreadsheet reads as a date: ``2026-10-21``."""
    return Number(value.isoformat())


def table(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """A CSV file to download; name without an ending, in ASCII and without anything personal."""
    russian = (get_language() or "ru").startswith("ru")
    text = StringIO()
    writer = csv.writer(text, delimiter=";" if russian else ",", lineterminator="\r\n")
    writer.writerow(safe(each) for each in head)
    for row in rows:
        writer.writerow(_written(cell, russian=russian) for cell in row)
    answer = HttpResponse(
        (BYTE_ORDER_MARK + text.getvalue()).encode(), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def safe(text: str) -> str:
    """Text that no spreadsheet computes."""
    return f"'{text}" if text.lstrip(" ")[:1] and text.lstrip(" ")[0] in FORMULA_SIGNS else text


def _written(cell: Cell, *, russian: bool) -> str:
    if isinstance(cell, Number):
        return cell.text.replace(".", ",") if russian else cell.text
    return safe(cell)
