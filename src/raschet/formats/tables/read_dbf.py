"""DBF to raw cells, from bytes, trusting the header only where the file bears it out."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from raschet.formats.tables.encoding import CYRILLIC_ENCODINGS, guess_cyrillic
from raschet.formats.tables.errors import DbfDamaged, TooManyColumns, TooManyRows
from raschet.formats.tables.raw import Cell, RawFile, RawSheet

if TYPE_CHECKING:
    from raschet.formats.tables.limits import Limits

HEADER_BYTES: Final = 32
FIELD_BYTES: Final = 32
HEADER_END: Final = 0x0D
FILE_END: Final = 0x1A
DELETED: Final = ord("*")
LANGUAGES: Final = {
    0x26: "cp866",
    0x65: "cp866",
    0x57: "cp1251",
    0xC9: "cp1251",
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
}
"""The language driver byte at offset 29; 0 says nothing."""
MEMO_TYPES: Final = frozenset("MGPBW")
JULIAN_EPOCH: Final = 1721425
"""The Julian day of 0001-01-01, whose ordinal is 1."""


@dataclass(frozen=True, slots=True)
class DbfField:
    """A column: name, type letter, place in the record (bytes)."""

    name: str
    type: str
    start: int
    length: int
    decimals: int


def read_dbf(data: bytes, limits: Limits) -> RawFile:
    """The one table of a DBF; a lying language byte is overruled by the text itself.

    Raises: DbfDamaged, TooManyRows, TooManyColumns.
    """
    count, header_size, record_size = struct.unpack_from("<IHH", data, 4)
    fields = _fields(data, header_size, limits)
    if fields[-1].start + fields[-1].length > record_size or header_size > len(data):
        raise DbfDamaged(part="HEADER")
    whole = (len(data) - header_size) // record_size
    if count > whole:
        raise DbfDamaged(part="RECORDS")
    if count > limits.rows_max:
        raise TooManyRows(found=count, limit=limits.rows_max)
    starts = [header_size + index * record_size for index in range(count)]
    alive = [start for start in starts if data[start] != DELETED]
    declared = LANGUAGES.get(data[29], "")
    encoding = _encoding(data, fields, alive, declared)
    memo = tuple(field.name for field in fields if field.type in MEMO_TYPES)
    rows: list[list[Cell]] = [[field.name for field in fields]]
    numbers = [0]
    for start in alive:
        rows.append([_cell(data, start, field, encoding) for field in fields])
        numbers.append((start - header_size) // record_size + 1)
    return RawFile(
        carrier="DBF",
        sheets=[RawSheet(name="", rows=rows, row_numbers=numbers)],
        encoding=encoding,
        encoding_declared=declared,
        deleted_rows=len(starts) - len(alive),
        memo_missing=memo,
    )


def _fields(data: bytes, header_size: int, limits: Limits) -> list[DbfField]:
    fields: list[DbfField] = []
    place = 1
    position = HEADER_BYTES
    while position + FIELD_BYTES <= min(header_size, len(data)) and data[position] != HEADER_END:
        raw_name = data[position : position + 11].split(b"\x00")[0]
        length, decimals = data[position + 16], data[position + 17]
        letter = chr(data[position + 11])
        if letter == "C":
            length += 256 * decimals
            decimals = 0
        if not raw_name.strip() or length == 0:
            raise DbfDamaged(part="FIELD")
        name = raw_name.decode("cp866", errors="replace").strip()
        fields.append(DbfField(name, letter, place, length, decimals))
        place += length
        position += FIELD_BYTES
        if len(fields) > limits.columns_max:
            raise TooManyColumns(found=len(fields), limit=limits.columns_max, row=0)
    if not fields:
        raise DbfDamaged(part="FIELD")
    return fields


def _encoding(data: bytes, fields: list[DbfField], starts: list[int], declared: str) -> str:
    """The declared encoding unless the letters say otherwise."""
    texts = [field for field in fields if field.type == "C"]
    words = []
    size = 0
    for start in starts:
        for field in texts:
            text = data[start + field.start : start + field.start + field.length].strip()
            if not text.isascii():
                words.append(text)
                size += len(text)
        if size > 100_000:
            break
    if not words:
        return declared or "cp866"
    sample = b" ".join(words)
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError:
        guessed = guess_cyrillic(sample)
    else:
        return "utf-8"
    assert guessed in CYRILLIC_ENCODINGS
    return guessed


def _cell(data: bytes, record: int, field: DbfField, encoding: str) -> Cell:  # noqa: PLR0911 - one answer per type
    raw = data[record + field.start : record + field.start + field.length]
    match field.type:
        case "D":
            return _date(raw)
        case "L":
            return {b"T": True, b"Y": True, b"F": False, b"N": False}.get(raw.strip().upper())
        case "I" | "+" if field.length == 4:
            return int(struct.unpack("<i", raw)[0])
        case "Y" if field.length == 8:
            return _currency(int(struct.unpack("<q", raw)[0]))
        case "O" | "B" if field.length == 8:
            return float(struct.unpack("<d", raw)[0])
        case "T" | "@" if field.length == 8:
            return _moment(raw)
        case "N" | "F":
            return raw.decode("ascii", errors="replace").strip(" \x00") or None
        case letter if letter in MEMO_TYPES or letter == "0":
            return None
        case _:
            return raw.decode(encoding, errors="replace").strip(" \x00\r\n\t") or None


def _date(raw: bytes) -> Cell:
    text = raw.decode("ascii", errors="replace").strip(" \x00")
    if not text.strip("0"):
        return None
    try:
        return date(int(text[0:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return text


def _currency(value: int) -> str:
    sign = "-" if value < 0 else ""
    whole, fraction = divmod(abs(value), 10_000)
    return f"{sign}{whole}.{fraction:04d}"


def _moment(raw: bytes) -> Cell:
    days, milliseconds = struct.unpack("<ii", raw)
    ordinal = days - JULIAN_EPOCH
    if days == 0:
        return None
    if not 1 <= ordinal <= date.max.toordinal() or not 0 <= milliseconds < 86_400_000:
        return f"{days}/{milliseconds}"
    midnight = datetime.combine(date.fromordinal(ordinal), datetime.min.time())
    return midnight + timedelta(milliseconds=milliseconds)
