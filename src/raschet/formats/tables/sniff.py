"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

import struct
from enum import StrEnum
from typing import Final

from raschet.formats.tables.errors import FileEmpty, FormatUnknown


class Kind(StrEnum):
    """The carriers we read."""

    ZIP_WORKBOOK = "ZIP_WORKBOOK"
    """XLSX, XLSM, XLSB or ODS: told apart once the archive has been checked."""
    OLE_WORKBOOK = "OLE_WORKBOOK"
    """XLS, or an encrypted XLSX, which hides in the same container."""
    DBF = "DBF"
    TEXT = "TEXT"


ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIFF_MAGIC: Final = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
FOREIGN_MAGIC: Final = {
    b"%PDF-": "PDF",
    b"Rar!": "ARCHIVE",
    b"7z\xbc\xaf": "ARCHIVE",
    b"\x1f\x8b": "ARCHIVE",
    b"BZh": "ARCHIVE",
    b"\xfd7zXZ": "ARCHIVE",
    b"(\xb5/\xfd": "ARCHIVE",
    b"\x89PNG": "IMAGE",
    b"\xff\xd8\xff": "IMAGE",
    b"GIF8": "IMAGE",
    b"{\\rtf": "DOCUMENT",
    b"MZ": "PROGRAM",
    b"\x7fELF": "PROGRAM",
}
DBF_VERSIONS: Final = frozenset(
    (0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8C, 0xCB, 0xF5, 0xFB)
)
DBF_HEADER_BYTES: Final = 32
DBF_FIELD_BYTES: Final = 32
DBF_FIELD_TYPES: Final = frozenset(b"CNFDLMIBTYGPOV+@0W")


def sniff(data: bytes) -> Kind:
    """The carrier of these bytes. Raises: FileEmpty, FormatUnknown."""
    if not data.strip(b" \t\r\n\x00\x1a"):
        raise FileEmpty
    if data.startswith(ZIP_MAGIC):
        return Kind.ZIP_WORKBOOK
    if data.startswith(OLE_MAGIC):
        return Kind.OLE_WORKBOOK
    if looks_like_dbf(data):
        return Kind.DBF
    for magic, name in FOREIGN_MAGIC.items():
        if data.startswith(magic):
            raise FormatUnknown(looks_like=name)
    if data.startswith(BIFF_MAGIC) and b"\x00" in data[:16]:
        raise FormatUnknown(looks_like="OLD_XLS")
    _refuse_markup(data)
    return Kind.TEXT


def looks_like_dbf(data: bytes) -> bool:
    """Whether the header's own figures agree with one another, not only its first byte."""
    if len(data) < DBF_HEADER_BYTES + DBF_FIELD_BYTES + 1 or data[0] not in DBF_VERSIONS:
        return False
    header_size, record_size = struct.unpack_from("<HH", data, 8)
    return bool(
        1 <= data[2] <= 12
        and header_size >= DBF_HEADER_BYTES + DBF_FIELD_BYTES + 1
        and record_size >= 2
        and data[DBF_HEADER_BYTES + 11] in DBF_FIELD_TYPES
    )


def _refuse_markup(data: bytes) -> None:
    """HTML and XML saved under the name of a workbook: common, and nothing we read."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style")):
        raise FormatUnknown(looks_like="HTML")
    if start.startswith((b"<?xml", b"<")):
        spreadsheet = b"urn:schemas-microsoft-com:office:spreadsheet" in start
        html = b"<html" in start
        looks_like = "XML_SPREADSHEET" if spreadsheet else "HTML" if html else "XML"
        raise FormatUnknown(looks_like=looks_like)
