"""Which rows below the heading are data, and which are totals, signatures, repeats and blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from raschet.formats.tables.cells.outcome import FORMULA_ERROR
from raschet.formats.tables.errors import TooManyCells

if TYPE_CHECKING:
    from raschet.formats.tables.heading import Heading
    from raschet.formats.tables.limits import Limits
    from raschet.formats.tables.profile import Profile
    from raschet.formats.tables.raw import Cell, RawSheet

TOTALS: Final = re.compile(
    r"\s*(итого|всего|под[иы]тог|промежуточный итог|общий итог|total)\b", re.IGNORECASE
)
SIGNATURE: Final = re.compile(
    r"\s*(руководител|директор|ген\.? ?дир|генеральный дир|гл(авный|\.)? ?бух|бухгалтер|исполнител"
    r"|исп\.|составил|проверил|ответственн|м\. ?п\.|подпись|дата (печати|формирования|составления)"
    r"|отч[её]т сформирован|председатель|начальник|страница \d|стр\. ?\d|_{3,})",
    re.IGNORECASE,
)
LETTERS_OF_SPECIAL: Final = frozenset("бвгдимнопрстБВГДИМНОПРСТtT_#")  # look-alike letters


@dataclass(slots=True)
class DataRows:
    """The rows that are data, and the numbers of those left out, by the reason."""

    rows: list[list[Cell]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    left_out: dict[str, list[int]] = field(default_factory=dict)
    last_totals: tuple[int, list[Cell]] | None = None

    def leave_out(self, reason: str, number: int) -> None:
        self.left_out.setdefault(reason, []).append(number)


def spread_merged(sheet: RawSheet, limits: Limits) -> None:
    """Repeat downwards what a merged cell says for all of its rows, in place."""
    height = len(sheet.rows)
    work = 0
    for (top, left), (bottom, _) in sheet.merged:
        last = min(bottom, height - 1)
        if top >= last or left >= len(sheet.rows[top]):
            continue
        work += last - top
        if work > limits.cells_max:
            raise TooManyCells(found=work, limit=limits.cells_max)
        value = sheet.rows[top][left]
        if value is None:
            continue
        for row in sheet.rows[top + 1 : last + 1]:
            if left < len(row) and row[left] is None:
                row[left] = value


def data_rows(sheet: RawSheet, heading: Heading, profile: Profile) -> DataRows:
    """Sort the rows below the heading. Nothing is left out without being counted, but blank rows."""
    found = DataRows()
    keys = [heading.places[key] for key in profile.key if key in heading.places]
    titles = _titles(sheet, heading)
    skip_hidden = profile.hidden_rows == "skip"
    for index in range(heading.first_data_row, len(sheet.rows)):
        row = sheet.rows[index]
        first = next((cell for cell in row if cell is not None), None)
        if first is None:
            continue
        number = sheet.row_numbers[index]
        if skip_hidden and number in sheet.hidden_rows:
            found.leave_out("HIDDEN", number)
        elif (
            isinstance(first, str)
            and first[:1] in LETTERS_OF_SPECIAL
            and _special(found, row, number, first, keys)
        ):
            continue
        elif titles and _repeats(row, titles):
            found.leave_out("HEADING_REPEATED", number)
        elif index == heading.first_data_row and heading.number and _numbers_columns(row):
            found.leave_out("COLUMN_NUMBERS", number)
        else:
            found.rows.append(row)
            found.numbers.append(number)
    return found


def _special(found: DataRows, row: list[Cell], number: int, first: str, keys: list[int]) -> bool:
    """Whether a row is a comment, a total or a signature; it is then noted."""
    if first.startswith("#") and FORMULA_ERROR.match(first) is None:
        found.leave_out("COMMENT", number)
        return True
    if all(
        place < len(row) and row[place] is not None and row[place] is not first for place in keys
    ):
        return False
    if TOTALS.match(first):
        found.leave_out("TOTALS", number)
        found.last_totals = (number, row)
        return True
    if SIGNATURE.match(first):
        found.leave_out("SIGNATURE", number)
        return True
    return False


def _titles(sheet: RawSheet, heading: Heading) -> list[tuple[int, Cell]]:
    """The heading's own cells in the columns that are read."""
    if heading.first_data_row == 0:
        return []
    row = sheet.rows[heading.first_data_row - 1]
    return [
        (place, row[place])
        for place in heading.places.values()
        if place < len(row) and row[place] is not None
    ]


def _repeats(row: list[Cell], titles: list[tuple[int, Cell]]) -> bool:
    return all(place < len(row) and row[place] == title for place, title in titles)


def _numbers_columns(row: list[Cell]) -> bool:
    """The row ``1 2 3 4`` that forms put under their headings."""
    filled = [str(cell).removesuffix(".0") for cell in row if cell is not None]
    return len(filled) >= 3 and filled == [str(index) for index in range(1, len(filled) + 1)]
