"""XLSX, XLS and ODS to raw cells, through calamine, behind the guards."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import python_calamine

from raschet.formats.tables.archive_guard import check_archive
from raschet.formats.tables.errors import (
    FileRefused,
    FormatUnknown,
    WorkbookDamaged,
    WorkbookProtected,
)
from raschet.formats.tables.raw import Cell, MergedRange, RawFile, RawSheet
from raschet.formats.tables.sniff import Kind
from raschet.formats.tables.workbook_survey import (
    SheetFacts,
    check_extent,
    survey_ods,
    survey_xlsx,
)

if TYPE_CHECKING:
    from raschet.formats.tables.limits import Limits

ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
NO_FACTS: Final = SheetFacts()


def read_workbook(data: bytes, kind: Kind, limits: Limits) -> RawFile:
    """All sheets of a workbook.

    Raises: ArchiveUnsafe, FormatUnknown, WorkbookDamaged, WorkbookProtected, TooManyRows,
    TooManyColumns, TooManyCells.
    """
    facts: dict[str, SheetFacts] = {}
    if kind is Kind.ZIP_WORKBOOK:
        names = check_archive(data, limits)
        if "content.xml" in names:
            carrier = "ODS"
            survey_ods(data, limits)
        elif any(name.lower() == "xl/workbook.bin" for name in names):
            raise FormatUnknown(looks_like="XLSB")
        elif any(name.lower() == "xl/workbook.xml" for name in names):
            carrier = "XLSX"
            facts = survey_xlsx(data, names, limits)
        else:
            raise FormatUnknown(looks_like="DOCUMENT")
    else:
        carrier = "XLS"
        if ENCRYPTED_STREAM in data:
            raise WorkbookProtected
    return RawFile(carrier=carrier, sheets=_load(data, facts, limits))


def _load(data: bytes, facts: dict[str, SheetFacts], limits: Limits) -> list[RawSheet]:
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            return [
                _sheet(book, meta, facts.get(meta.name, NO_FACTS), limits)
                for meta in book.sheets_metadata
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
    except python_calamine.PasswordError as error:
        raise WorkbookProtected from error
    except FileRefused:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        # The Rust side reports its own broken assumptions as an exception outside Exception.
        raise WorkbookDamaged(part=type(error).__name__) from error


def _sheet(
    book: python_calamine.CalamineWorkbook,
    meta: python_calamine.SheetMetadata,
    facts: SheetFacts,
    limits: Limits,
) -> RawSheet:
    sheet = book.get_sheet_by_name(meta.name)
    check_extent(sheet.total_height, sheet.total_width, limits)
    rows: list[list[Cell]] = [
        [None if value == "" else value for value in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    for (row, column), name in facts.failed.items():
        if row <= len(rows) and column <= len(rows[row - 1]) and rows[row - 1][column - 1] is None:
            rows[row - 1][column - 1] = name
    merged: tuple[MergedRange, ...] = tuple(sheet.merged_cell_ranges or ())
    return RawSheet(
        name=meta.name,
        rows=rows,
        row_numbers=list(range(1, len(rows) + 1)),
        merged=merged,
        hidden_rows=frozenset(facts.hidden_rows),
        hidden_columns=frozenset(column - 1 for column in facts.hidden_columns),
        visible=meta.visible == python_calamine.SheetVisibleEnum.Visible,
    )
