"""Finding the row of column names among titles, merged cells and two-level headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from raschet.formats.tables.errors import (
    ColumnRepeated,
    ColumnsMissing,
    FileEmpty,
    TemplateNotFilled,
    TooManyColumns,
)
from raschet.formats.tables.profile import normalise_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.formats.tables.limits import Limits
    from raschet.formats.tables.profile import Profile
    from raschet.formats.tables.raw import Cell, RawSheet

PLACEHOLDER: Final = re.compile(r"\{\{?\s*[A-Za-z_][\w.\[\]+]*\s*\}?\}|\$\{[^}]+\}")
SHOWN_NAMES_MAX: Final = 40
LEVELS: Final = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """Where each column of the profile stands in a sheet."""

    first_data_row: int
    """Index of the row after the heading."""
    number: int
    """Number of the heading's last row as people see it; 0 where a file has none."""
    places: dict[str, int]
    """Keys of the profile to column indexes."""
    names: dict[int, str]
    """Column indexes to the names in the file."""

    @property
    def extra(self) -> tuple[str, ...]:
        """Columns of the file that the profile does not know."""
        known = set(self.places.values())
        return tuple(name for index, name in self.names.items() if index not in known and name)


def find_heading(sheet: RawSheet, profile: Profile, limits: Limits) -> Heading:
    """Where the columns are.

    Raises: FileEmpty, ColumnsMissing, ColumnRepeated, TemplateNotFilled, TooManyColumns.
    """
    if not any(cell is not None for row in sheet.rows for cell in row):
        raise FileEmpty
    if not profile.heading:
        return _by_position(sheet, profile)
    rows = heading_rows(sheet, limits)
    best: tuple[int, int] = (-1, -1)
    found: tuple[int, list[str], dict[str, list[int]]] = (0, [], {})
    for index in range(len(rows)):
        for levels in range(1, min(LEVELS, index + 1) + 1):
            names = _names(rows, index, levels)
            places = _matches(rows, index, levels, profile)
            required = sum(1 for key in places if profile.columns[key].required)
            if (required, len(places)) > best:
                best, found = (required, len(places)), (index, names, places)
    index, names, places = found
    number = sheet.row_numbers[index]
    _refuse_missing(sheet, profile, number, names, places, rows)
    return Heading(
        first_data_row=index + 1,
        number=number,
        places={
            key: _only(key, indexes, sheet, profile, number) for key, indexes in places.items()
        },
        names={place: name for place, name in enumerate(names) if name},
    )


def fitness(rows: Sequence[Sequence[Cell]], profile: Profile) -> int:
    """How many of the profile's columns the best row of a sample names."""
    best = 0
    for row in rows:
        names = {normalise_heading(cell) for cell in row if isinstance(cell, str)}
        matched = sum(1 for rule in profile.columns.values() if not names.isdisjoint(rule.headers))
        best = max(best, matched)
    if not profile.heading:
        needed = max(rule.position for rule in profile.columns.values())
        best = sum(1 for row in rows if len(row) == needed)
    return best


def heading_rows(sheet: RawSheet, limits: Limits) -> list[list[Cell]]:
    """The rows a heading may stand in, with merged cells spelled out in each of their places."""
    count = min(len(sheet.rows), limits.heading_rows)
    width = max((len(row) for row in sheet.rows[:count]), default=0)
    if width > limits.columns_max:
        raise TooManyColumns(found=width, limit=limits.columns_max, row=sheet.row_numbers[0])
    rows = [[*row, *[None] * (width - len(row))] for row in sheet.rows[:count]]
    for (top, left), (bottom, right) in sheet.merged:
        if top >= count or left >= width:
            continue
        value = rows[top][left]
        if value is None:
            continue
        for row in rows[top : min(bottom, count - 1) + 1]:
            for column in range(left, min(right, width - 1) + 1):
                row[column] = value
    return rows


def _text(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _names(rows: list[list[Cell]], index: int, levels: int) -> list[str]:
    """Names as shown to people: levels from the top down, repeats left out."""
    names = []
    for column in range(len(rows[index])):
        parts = [_text(rows[row][column]) for row in range(index - levels + 1, index + 1)]
        names.append(" / ".join(dict.fromkeys(part for part in parts if part)))
    return names


def _matches(
    rows: list[list[Cell]], index: int, levels: int, profile: Profile
) -> dict[str, list[int]]:
    """Columns that each rule of the profile fits, from the fullest name to the plainest."""
    by_heading = {
        heading: rule.key
        for rule in reversed(list(profile.columns.values()))
        for heading in rule.headers
    }
    places: dict[str, list[int]] = {}
    for column in range(len(rows[index])):
        parts = [_text(rows[row][column]) for row in range(index - levels + 1, index + 1)]
        present = list(dict.fromkeys(part for part in parts if part))
        candidates = [" ".join(present), *reversed(present)] if parts[-1] or levels > 1 else []
        for candidate in candidates:
            key = by_heading.get(normalise_heading(candidate))
            if key is not None:
                places.setdefault(key, []).append(column)
                break
    return places


def _only(key: str, indexes: list[int], sheet: RawSheet, profile: Profile, number: int) -> int:
    """The one column of a rule; a hidden twin gives way to the displayed one."""
    shown = [index for index in indexes if index not in sheet.hidden_columns]
    if len(indexes) == 1 or len(shown) == 1:
        return (shown or indexes)[0]
    raise ColumnRepeated(
        column=profile.columns[key].label,
        found=tuple(column_letters(index) for index in indexes),
        row=number,
    )


def column_letters(index: int) -> str:
    """``A`` for 0, ``AA`` for 26: how spreadsheets call a column."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _refuse_missing(
    sheet: RawSheet,
    profile: Profile,
    number: int,
    names: list[str],
    places: dict[str, list[int]],
    rows: list[list[Cell]],
) -> None:
    missing = [
        rule for rule in profile.columns.values() if rule.required and rule.key not in places
    ]
    if not missing:
        return
    holders = [
        str(cell)
        for row in rows
        for cell in row
        if isinstance(cell, str) and PLACEHOLDER.search(cell)
    ]
    if holders:
        raise TemplateNotFilled(found=tuple(holders[:5]))
    if not places:
        first = next(
            index for index, row in enumerate(sheet.rows) if any(c is not None for c in row)
        )
        number = sheet.row_numbers[first]
        names = [_text(cell)[:80] for cell in sheet.rows[first]]
    found = tuple(dict.fromkeys(name[:80] for name in names if name))[:SHOWN_NAMES_MAX]
    raise ColumnsMissing(
        missing=tuple(rule.label for rule in missing),
        found=found,
        row=number,
        profile=profile.name,
    )


def _by_position(sheet: RawSheet, profile: Profile) -> Heading:
    width = max(len(row) for row in sheet.rows)
    placed = {key: rule for key, rule in profile.columns.items() if rule.position}
    missing = [rule for rule in placed.values() if rule.required and rule.position > width]
    if missing:
        raise ColumnsMissing(
            missing=tuple(rule.label for rule in missing),
            found=(str(width),),
            row=sheet.row_numbers[0],
            profile=profile.name,
        )
    return Heading(
        first_data_row=0,
        number=0,
        places={key: rule.position - 1 for key, rule in placed.items() if rule.position <= width},
        names={rule.position - 1: rule.label for rule in placed.values()},
    )
