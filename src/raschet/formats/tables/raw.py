"""Raw cells as they stand in a file, before anyone says what they mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""A cell of a file. Numbers of workbooks are floats: ``cells`` turns them into exact integers."""

MergedRange = tuple[tuple[int, int], tuple[int, int]]
"""First and last (row, column), from zero, both included."""

FORMULA_NOT_COMPUTED = "#FORMULA"
"""Stands for a formula without a stored result: nobody has opened and saved the file."""


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One table of cells with the numbers its rows bear in the file."""

    name: str
    rows: list[list[Cell]]
    row_numbers: list[int]
    """As people see them: sheet rows from 1, line numbers of a text, record numbers of a DBF."""
    merged: tuple[MergedRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    """Numbers of rows that are not displayed."""
    hidden_columns: frozenset[int] = frozenset()
    """Indexes from zero."""
    visible: bool = True


@dataclass(frozen=True, slots=True)
class RawFile:
    """What a reader hands over: the sheets, and how the bytes were understood."""

    carrier: str
    """XLSX, XLS, ODS, CSV or DBF."""
    sheets: list[RawSheet]
    encoding: str = ""
    encoding_declared: str = ""
    """What the file itself claims, where it claims anything."""
    deleted_rows: int = 0
    """Records of a DBF that are marked as deleted and were left out."""
    memo_missing: tuple[str, ...] = ()
    """Fields of a DBF whose text lies in another file."""
    options: dict[str, str] = field(default_factory=dict)
    """Choices the reader made, such as the delimiter."""
