"""Delimited text to raw cells."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from raschet.formats.tables.encoding import decode_text
from raschet.formats.tables.errors import (
    CellTooLong,
    EncodingUnknown,
    QuoteUnclosed,
    TooManyColumns,
    TooManyRows,
)
from raschet.formats.tables.raw import Cell, RawFile, RawSheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from raschet.formats.tables.limits import Limits

DELIMITERS: Final = (";", "\t", "|", ",")
"""In the order of trust: a Russian CSV has commas inside numbers and addresses."""

ERROR_NAMES: Final = re.compile(
    r"#(Н/Д|N/A|ССЫЛКА!|REF!|ЗНАЧ!|VALUE!|ДЕЛ/0!|DIV/0!|ИМЯ\?|NAME\?|ЧИСЛО!|NUM!|ПУСТО!|NULL!)"
)
SAMPLE_ROWS: Final = 40


def read_csv(
    data: bytes,
    limits: Limits,
    *,
    encoding: str | None,
    delimiter: str | None,
    fitness: Callable[[Sequence[Sequence[Cell]]], int],
) -> RawFile:
    """The one table of a text.

    encoding, delimiter: what the profile says; None to find out. fitness: how many of the profile's
    columns a sample of rows shows; it decides between delimiters, then the steadiness of the rows.
    Raises: NulBytesFound, EncodingUnknown, TooManyRows, TooManyColumns, CellTooLong, QuoteUnclosed.
    """
    text, used_encoding = _decode(data, encoding)
    _check_lines(text, limits)
    chosen = delimiter or _choose_delimiter(text, limits, fitness)
    numbers: list[int] = []
    rows: list[list[Cell]] = []
    for number, cells in _records(text, chosen, limits):
        numbers.append(number)
        rows.append([cell or None for cell in cells])
        if len(rows) > limits.rows_max:
            raise TooManyRows(found=len(rows), limit=limits.rows_max)
    sheet = RawSheet(name="", rows=rows, row_numbers=numbers)
    return RawFile(
        carrier="CSV",
        sheets=[sheet],
        encoding=used_encoding,
        encoding_declared=encoding or "",
        options={"delimiter": chosen},
    )


def _decode(data: bytes, encoding: str | None) -> tuple[str, str]:
    text, found = decode_text(data)
    if encoding is None or found.startswith("utf"):
        return text, found
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise EncodingUnknown(position=error.start) from error


def _check_lines(text: str, limits: Limits) -> None:
    """Refuse absurd widths before the parser makes a list of a million cells."""
    counts = {delimiter: text.count(delimiter) for delimiter in DELIMITERS}
    if max(counts.values()) < limits.columns_max:
        return
    for number, line in enumerate(io.StringIO(text), start=1):
        if len(line) < limits.columns_max:
            continue
        found = max(line.count(delimiter) for delimiter in DELIMITERS) + 1
        if found > limits.columns_max:
            raise TooManyColumns(found=found, limit=limits.columns_max, row=number)


def _is_comment(line: str) -> bool:
    start = line.lstrip("\ufeff \t")
    return start.startswith("#") and ERROR_NAMES.match(start) is None


def _records(text: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of the line on which it begins; blank lines have no cells."""
    reader = csv.reader(_LinesWithoutComments(text), delimiter=delimiter)
    first_line = 1
    try:
        for cells in reader:
            _check_record(cells, first_line, limits)
            yield first_line, cells
            first_line = reader.line_num + 1
    except csv.Error as error:
        raise CellTooLong(row=first_line, limit=limits.cell_characters_max) from error


def _check_record(cells: list[str], row: int, limits: Limits) -> None:
    if len(cells) > limits.columns_max:
        raise TooManyColumns(found=len(cells), limit=limits.columns_max, row=row)
    for cell in cells:
        if len(cell) > 80:
            if cell.count("\n") > limits.line_breaks_in_cell_max:
                raise QuoteUnclosed(row=row)
            if len(cell) > limits.cell_characters_max:
                raise CellTooLong(row=row, limit=limits.cell_characters_max)


class _LinesWithoutComments:
    """Lines for the parser; a comment line becomes an empty one so that numbers stay true.

    A line of a quoted cell that begins with ``#`` is not a comment: quotes are counted.
    """

    def __init__(self, text: str) -> None:
        self.lines = io.StringIO(text, newline=None)
        self.inside_quotes = False

    def __iter__(self) -> _LinesWithoutComments:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        if "#" in line and not self.inside_quotes and _is_comment(line):
            return "\n"
        if '"' in line and line.count('"') % 2:
            self.inside_quotes = not self.inside_quotes
        return line


def _choose_delimiter(
    text: str, limits: Limits, fitness: Callable[[Sequence[Sequence[Cell]]], int]
) -> str:
    best, best_score = DELIMITERS[0], (-1, -1)
    for delimiter in DELIMITERS:
        rows = _sample(text, delimiter, limits)
        widths = [len(row) for row in rows]
        commonest = max(set(widths), key=widths.count, default=0)
        steady = widths.count(commonest) if commonest > 1 else 0
        score = (fitness(rows), steady)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _sample(text: str, delimiter: str, limits: Limits) -> list[list[str]]:
    """The first records; a broken one ends the sample, and is refused when the file is read."""
    rows: list[list[str]] = []
    try:
        for _, cells in _records(text, delimiter, limits):
            if cells:
                rows.append(cells)
            if len(rows) >= SAMPLE_ROWS:
                break
    except (CellTooLong, QuoteUnclosed, TooManyColumns):
        pass
    return rows
