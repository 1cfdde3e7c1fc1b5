"""Bytes of the files that managing companies send: workbook, delimited text, dBase table."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

ZIP_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""One moment for every entry: the same rows give the same bytes."""
DBF_VERSION: Final = 0x03
DBF_RUSSIAN_866: Final = 0x65
DBF_FIELD_END: Final = b"\x0d"
DBF_FILE_END: Final = b"\x1a"

SHEET_START: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
SHEET_END: Final = "</sheetData></worksheet>"
PARTS: Final = {
    "[Content_Types].xml": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """An XLSX file with one sheet whose cells are all text, as many exports write them."""
    lines = [
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row)
        + "</row>"
        for row in rows
    ]
    parts = PARTS | {"xl/worksheets/sheet1.xml": SHEET_START + "".join(lines) + SHEET_END}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, ZIP_MOMENT), text.encode())
    return data.getvalue()


def delimited(rows: Sequence[Sequence[str]], encoding: str) -> bytes:
    """Semicolon-separated text in a single-byte or Unicode encoding, with Windows line ends."""
    return "".join(";".join(row) + "\r\n" for row in rows).encode(encoding)


def dbase(
    fields: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]], written_on: date
) -> bytes:
    """A dBase III table of text fields in code page 866. fields: name and width in bytes."""
    width = 1 + sum(length for _, length in fields)
    header_size = 32 + 32 * len(fields) + 1
    header = struct.pack(
        "<4BIHH17xB2x",
        DBF_VERSION,
        written_on.year - 1900,
        written_on.month,
        written_on.day,
        len(rows),
        header_size,
        width,
        DBF_RUSSIAN_866,
    )
    described = b"".join(
        struct.pack("<11sc4xB15x", name.encode("ascii"), b"C", length) for name, length in fields
    )
    records = b"".join(
        b" "
        + b"".join(
            cell.encode("cp866").ljust(length)[:length]
            for cell, (_, length) in zip(row, fields, strict=True)
        )
        for row in rows
    )
    return header + described + DBF_FIELD_END + records + DBF_FILE_END
