"""The one door: bytes and a profile in, typed columns and every issue out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from raschet.formats.tables.cells.dates import read_date, read_period
from raschet.formats.tables.cells.numbers import (
    read_fraction,
    read_integer,
    read_micro,
    read_money,
    read_share,
)
from raschet.formats.tables.cells.outcome import CellRefused, Reading, Value, shown
from raschet.formats.tables.cells.words import (
    read_account,
    read_boolean,
    read_code,
    read_digits,
    read_name,
    read_serial,
    read_text,
)
from raschet.formats.tables.data_rows import DataRows, data_rows, spread_merged
from raschet.formats.tables.errors import (
    ColumnsMissing,
    FileEmpty,
    FileRefused,
    FileTooLarge,
    SheetNotFound,
    SheetsAmbiguous,
)
from raschet.formats.tables.heading import Heading, find_heading, fitness
from raschet.formats.tables.limits import DEFAULT_LIMITS, Limits
from raschet.formats.tables.profile import CellKind, ColumnRule, Profile, normalise_heading
from raschet.formats.tables.raw import Cell, RawFile, RawSheet
from raschet.formats.tables.read_csv import read_csv
from raschet.formats.tables.read_dbf import read_dbf
from raschet.formats.tables.read_workbook import read_workbook
from raschet.formats.tables.sniff import Kind, sniff
from raschet.values.scaled import plain_kopecks

RULES: Final[dict[CellKind, Callable[[Cell, ColumnRule], Reading]]] = {
    CellKind.TEXT: read_text,
    CellKind.NAME: read_name,
    CellKind.ADDRESS: read_name,
    CellKind.ACCOUNT: read_account,
    CellKind.SERIAL: read_serial,
    CellKind.DIGITS: read_digits,
    CellKind.MONEY: read_money,
    CellKind.MICRO: read_micro,
    CellKind.SHARE: read_share,
    CellKind.FRACTION: read_fraction,
    CellKind.INTEGER: read_integer,
    CellKind.DATE: read_date,
    CellKind.PERIOD: read_period,
    CellKind.BOOLEAN: read_boolean,
    CellKind.CODE: read_code,
}
SHOWN_VALUE_MAX: Final = 60
HIDDEN_VALUE: Final = "•••"


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong with one cell (``refused``), or how it was put right."""

    row: int
    """Number of the row as people see it in the file."""
    column: str
    """Name of the column as in the file; empty when the whole row is meant."""
    value: str
    """What stands there, shortened; hidden when the column is sensitive."""
    code: str
    fields: Mapping[str, str | int] = field(default_factory=dict)
    refused: bool = True


@dataclass(frozen=True, slots=True)
class FileNote:
    """What was noticed about the file as a whole."""

    code: str
    fields: Mapping[str, str | int | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """How the bytes were understood."""

    carrier: str
    encoding: str
    sheet: str
    heading_row: int
    delimiter: str


@dataclass(frozen=True, slots=True)
class TypedTable:
    """Columns of exact values, row numbers of the file, and everything there is to say about it."""

    source: Source
    row_numbers: list[int]
    columns: dict[str, list[Value]]
    """Only the profile's columns that the file has."""
    names: dict[str, str]
    """Keys of columns to their names in the file."""
    issues: list[Issue]
    notes: list[FileNote]

    def column(self, key: str) -> list[Value]:
        """A column's values; nothing but None when the file lacks it."""
        return self.columns.get(key) or [None] * len(self.row_numbers)

    @property
    def refused_rows(self) -> frozenset[int]:
        """Numbers of rows with at least one refused cell."""
        return frozenset(issue.row for issue in self.issues if issue.refused)

    def content_sha256(self) -> bytes:
        """Digest of what the file says, whatever carries it: a CSV may equal an XLSX."""
        digest = hashlib.sha256()
        for key in sorted(self.columns):
            digest.update(f"\x1d{key}\x1d".encode())
            joined = "\x1e".join(
                ["" if value is None else str(value) for value in self.columns[key]]
            )
            digest.update(joined.encode("utf-8", errors="surrogatepass"))
        return digest.digest()


def read_table(data: bytes, profile: Profile, limits: Limits = DEFAULT_LIMITS) -> TypedTable:
    """Read a supplier's file. A bad cell is an issue; a file that cannot be read is an error.

    Raises: FileRefused, in one of its kinds.
    """
    if len(data) > limits.file_bytes_max:
        raise FileTooLarge(size=len(data), limit=limits.file_bytes_max)
    raw = read_raw(data, profile, limits)
    sheet, heading, unread = _choose_sheet(raw, profile, limits)
    spread_merged(sheet, limits)
    found = data_rows(sheet, heading, profile)
    if not found.rows:
        raise FileEmpty
    issues: list[Issue] = []
    columns = {
        key: _convert(found, place, profile.columns[key], heading.names.get(place, key), issues)
        for key, place in heading.places.items()
    }
    if raw.carrier == "CSV":
        _refuse_long_rows(found, heading, issues)
    notes = _notes(raw, sheet, heading, found, unread)
    if profile.totals == "check":
        _check_totals(found, heading, profile, columns, issues)
    return TypedTable(
        source=Source(
            carrier=raw.carrier,
            encoding=raw.encoding,
            sheet=sheet.name,
            heading_row=heading.number,
            delimiter=raw.options.get("delimiter", ""),
        ),
        row_numbers=found.numbers,
        columns=columns,
        names={key: heading.names.get(place, key) for key, place in heading.places.items()},
        issues=issues,
        notes=notes,
    )


def read_raw(data: bytes, profile: Profile, limits: Limits) -> RawFile:
    """Raw cells by what the bytes are. Raises: FileRefused, in one of its kinds."""
    kind = sniff(data)
    if kind is Kind.DBF:
        return read_dbf(data, limits)
    if kind is Kind.TEXT:
        return read_csv(
            data,
            limits,
            encoding=profile.encoding,
            delimiter=profile.delimiter,
            fitness=partial(fitness, profile=profile),
        )
    return read_workbook(data, kind, limits)


def _choose_sheet(
    raw: RawFile, profile: Profile, limits: Limits
) -> tuple[RawSheet, Heading, tuple[str, ...]]:
    """The sheet that has the profile's columns, where they stand, and the sheets left unread.

    Raises: SheetNotFound, SheetsAmbiguous, or why the only sheet does not fit.
    """
    sheets = [sheet for sheet in raw.sheets if sheet.visible]
    if profile.sheet:
        wanted = normalise_heading(profile.sheet)
        sheets = [sheet for sheet in raw.sheets if normalise_heading(sheet.name) == wanted]
        if not sheets:
            names = tuple(sheet.name[:80] for sheet in raw.sheets)
            raise SheetNotFound(wanted=profile.sheet, found=names)
    fitting: list[tuple[RawSheet, Heading]] = []
    refusals: list[FileRefused] = []
    for sheet in sheets:
        try:
            fitting.append((sheet, find_heading(sheet, profile, limits)))
        except FileRefused as error:
            refusals.append(error)
    if len(fitting) > 1:
        raise SheetsAmbiguous(found=tuple(sheet.name[:80] for sheet, _ in fitting))
    if not fitting:
        refusals.sort(key=lambda error: (isinstance(error, FileEmpty), _missing_count(error)))
        raise refusals[0] if refusals else FileEmpty()
    sheet, heading = fitting[0]
    unread = tuple(
        other.name[:80]
        for other in raw.sheets
        if other is not sheet and any(cell is not None for row in other.rows for cell in row)
    )
    return sheet, heading, unread


def _missing_count(error: FileRefused) -> int:
    missing = error.fields.get("missing") if isinstance(error, ColumnsMissing) else None
    return len(missing) if isinstance(missing, tuple) else 0


def _convert(
    found: DataRows, place: int, rule: ColumnRule, name: str, issues: list[Issue]
) -> list[Value]:
    """One column by its rule. Equal cells are judged once: most columns repeat few values."""
    read = RULES[rule.kind]
    judged: dict[tuple[type, Cell], tuple[Value, str, Mapping[str, str | int] | None]] = {}
    values: list[Value] = []
    empty: tuple[Value, str, Mapping[str, str | int] | None] = (
        (None, "EMPTY", {}) if rule.filled else (None, "", None)
    )
    for index, row in enumerate(found.rows):
        cell = row[place] if place < len(row) else None
        if cell is None:
            outcome = empty
        else:
            key = (cell.__class__, cell)
            known = judged.get(key)
            outcome = judged[key] = known or _judge(cell, rule, read)
        values.append(outcome[0])
        if outcome[1]:
            value = HIDDEN_VALUE if rule.sensitive and cell is not None else shown(cell)
            issues.append(
                Issue(
                    row=found.numbers[index],
                    column=name,
                    value=value[:SHOWN_VALUE_MAX],
                    code=outcome[1],
                    fields=outcome[2] or {},
                    refused=outcome[2] is not None,
                )
            )
    return values


def _judge(
    cell: Cell, rule: ColumnRule, read: Callable[[Cell, ColumnRule], Reading]
) -> tuple[Value, str, Mapping[str, str | int] | None]:
    """Value, code of an issue or nothing, and the fields of a refusal or None."""
    try:
        reading = read(cell, rule)
    except CellRefused as error:
        return None, error.code, error.fields
    if reading.value is None and rule.filled:
        return None, "EMPTY", {}
    return reading.value, reading.note, None


def _refuse_long_rows(found: DataRows, heading: Heading, issues: list[Issue]) -> None:
    """A text row with more cells than names: a delimiter inside an unquoted text has moved them."""
    width = max(*heading.names, *heading.places.values(), -1) + 1
    for number, row in zip(found.numbers, found.rows, strict=True):
        if len(row) > width and any(cell is not None for cell in row[width:]):
            issues.append(
                Issue(number, "", "", "TOO_MANY_CELLS", {"found": len(row), "expected": width})
            )


def _check_totals(
    found: DataRows,
    heading: Heading,
    profile: Profile,
    columns: dict[str, list[Value]],
    issues: list[Issue],
) -> None:
    """Compare the last totals row with the sum of each money column."""
    if found.last_totals is None:
        return
    number, row = found.last_totals
    for key, place in heading.places.items():
        rule = profile.columns[key]
        cell = row[place] if place < len(row) else None
        if rule.kind is not CellKind.MONEY or cell is None:
            continue
        value, code, refusal = _judge(cell, rule, RULES[rule.kind])
        name = heading.names.get(place, key)
        total = sum(amount for amount in columns[key] if isinstance(amount, int))
        if refusal is not None:
            issues.append(Issue(number, name, shown(cell), code, refusal))
        elif value != total:
            fields = {"sum": plain_kopecks(total)}
            issues.append(Issue(number, name, shown(cell), "TOTAL_DIFFERS", fields))


def _notes(
    raw: RawFile, sheet: RawSheet, heading: Heading, found: DataRows, unread: tuple[str, ...]
) -> list[FileNote]:
    notes = [
        FileNote("ROWS_LEFT_OUT", {"reason": reason, "rows": _rows_text(numbers)})
        for reason, numbers in sorted(found.left_out.items())
    ]
    hidden = sorted(sheet.hidden_rows.intersection(found.numbers))
    if hidden:
        notes.append(FileNote("HIDDEN_ROWS_READ", {"rows": _rows_text(hidden)}))
    hidden_columns = sheet.hidden_columns.intersection(heading.places.values())
    if hidden_columns:
        names = tuple(heading.names.get(index, "") for index in sorted(hidden_columns))
        notes.append(FileNote("HIDDEN_COLUMNS_READ", {"columns": names}))
    if heading.extra:
        notes.append(FileNote("COLUMNS_UNKNOWN", {"columns": heading.extra}))
    if unread:
        notes.append(FileNote("SHEETS_UNREAD", {"sheets": unread}))
    if raw.encoding_declared and raw.encoding_declared != raw.encoding:
        fields = {"declared": raw.encoding_declared, "found": raw.encoding}
        notes.append(FileNote("ENCODING_OVERRULED", fields))
    if raw.deleted_rows:
        notes.append(FileNote("DELETED_RECORDS", {"count": raw.deleted_rows}))
    if raw.memo_missing:
        notes.append(FileNote("MEMO_NOT_READ", {"columns": raw.memo_missing}))
    return notes


def _rows_text(numbers: list[int]) -> str:
    """Row numbers for a person: the first few, and how many more."""
    shown_numbers = ", ".join(str(number) for number in numbers[:10])
    return shown_numbers + (f" … (+{len(numbers) - 10})" if len(numbers) > 10 else "")
