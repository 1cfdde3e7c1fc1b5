"""Hostile and broken bytes: refused by name, in bounded time, before memory is spent."""

import io
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raschet.formats.tables.errors import (
    ArchiveUnsafe,
    CellTooLong,
    EncodingUnknown,
    FileRefused,
    FileTooLarge,
    FormatUnknown,
    NulBytesFound,
    TooManyCells,
    TooManyColumns,
    TooManyRows,
    WorkbookDamaged,
    WorkbookProtected,
)
from raschet.formats.tables.limits import MIB, Limits
from raschet.formats.tables.profile import shipped_profile
from raschet.formats.tables.read_table import read_table

HEAD = "ЛС;Сумма\n"


def archive(entries, method=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return stream.getvalue()


def with_part(workbook, name, data):
    """The same workbook with one part replaced."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as source:
        entries = {entry: source.read(entry) for entry in source.namelist()}
    return archive({**entries, name: data})


SHEET = "xl/worksheets/sheet1.xml"
SHEET_TEXT = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    "%s</sheetData></worksheet>"
)


@pytest.fixture
def workbook(xlsx):
    return xlsx([["ЛС", "Сумма"], ["104582", 1]])


def test_large_file_is_refused_by_its_size(profile):
    with pytest.raises(FileTooLarge):
        read_table(b"x" * 1001, profile, Limits(file_bytes_max=1000))


def test_zip_bomb_by_ratio_is_refused(profile):
    bomb = archive({"[Content_Types].xml": "x", SHEET: b"\0" * (64 * MIB)})

    with pytest.raises(ArchiveUnsafe) as refusal:
        read_table(bomb, profile)

    assert refusal.value.fields["reason"] == "RATIO"


def test_zip_bomb_by_size_is_refused(profile):
    bomb = archive({"[Content_Types].xml": "x", SHEET: b"\0" * (2 * MIB)})

    with pytest.raises(ArchiveUnsafe) as refusal:
        read_table(bomb, profile, Limits(unpacked_bytes_max=MIB))

    assert refusal.value.fields["reason"] == "UNPACKED"


def test_zip_whose_header_lies_about_its_size_is_refused(profile, workbook):
    data = bytearray(workbook)
    with zipfile.ZipFile(io.BytesIO(workbook)) as file:
        real = file.getinfo(SHEET).file_size
    lie = data.replace(real.to_bytes(4, "little"), (1).to_bytes(4, "little"))

    with pytest.raises(WorkbookDamaged):
        read_table(bytes(lie), profile)


def test_zip_in_zip_and_zip_without_a_workbook_are_refused(profile, workbook):
    with pytest.raises(ArchiveUnsafe) as refusal:
        read_table(archive({"[Content_Types].xml": "x", "a.bin": workbook}), profile)
    assert refusal.value.fields["reason"] == "NESTED"
    with pytest.raises(FormatUnknown):
        read_table(archive({"accounts.csv": "ЛС;Сумма"}), profile)


def test_too_many_entries_are_refused(profile):
    many = archive({f"{index}.xml": "x" for index in range(30)})

    with pytest.raises(ArchiveUnsafe) as refusal:
        read_table(many, profile, Limits(archive_entries_max=20))

    assert refusal.value.fields == {"reason": "ENTRIES", "found": 30, "limit": 20}


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_truncated_workbook_is_named_damaged(profile, workbook, kept):
    with pytest.raises(WorkbookDamaged):
        read_table(workbook[: int(len(workbook) * kept)], profile)


def test_encrypted_workbook_is_named(profile):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    data = ole + "EncryptedPackage".encode("utf-16-le") + bytes(2000)

    with pytest.raises(WorkbookProtected):
        read_table(data, profile)


def test_cell_in_the_far_corner_is_refused_before_it_is_laid_out(profile, workbook):
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    data = with_part(workbook, SHEET, SHEET_TEXT % corner)
    tracemalloc.start()

    with pytest.raises((TooManyColumns, TooManyCells)):
        read_table(data, profile)

    assert tracemalloc.get_traced_memory()[1] < 50 * MIB
    tracemalloc.stop()


def test_long_shared_text_used_many_times_is_refused(profile, workbook):
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 3000))
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<si><t>{'Ж' * 30000}</t></si></sst>"
    )
    data = with_part(workbook, SHEET, SHEET_TEXT % cells)
    data = with_part(data, "xl/sharedStrings.xml", strings)

    with pytest.raises(TooManyCells):
        read_table(data, profile, Limits(text_characters_max=MIB))


def test_document_type_in_a_sheet_is_refused(profile, workbook):
    laughs = (
        '<!DOCTYPE a [<!ENTITY b "bbbb">]>'
        + SHEET_TEXT % '<row r="1"><c r="A1"><v>&b;</v></c></row>'
    )

    with pytest.raises(WorkbookDamaged):
        read_table(with_part(workbook, SHEET, laughs), profile)


def test_million_columns_are_refused_quickly(profile):
    started = time.monotonic()

    with pytest.raises(TooManyColumns):
        read_table((HEAD + ";" * 1_000_000).encode(), profile)

    assert time.monotonic() - started < 2


def test_rows_and_cells_beyond_the_limits_are_refused(profile):
    rows = HEAD + "104582;1\n" * 20
    with pytest.raises(TooManyRows):
        read_table(rows.encode(), profile, Limits(rows_max=10))
    with pytest.raises(CellTooLong):
        read_table((HEAD + "1" * 200_000 + ";1").encode(), profile)


def test_zero_bytes_and_control_bytes_are_named(profile):
    with pytest.raises(NulBytesFound) as refusal:
        read_table((HEAD + "104582;1\x00").encode(), profile)
    assert refusal.value.fields["position"] > 0
    with pytest.raises(EncodingUnknown):
        read_table(b"\x01\x02\xff\xfe\x03", profile)


PROFILES = [shipped_profile(name) for name in ("accounts", "balances", "condo-debts-csv")]
STARTS = [
    *(b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(b"\x03\x7e\x0b\x16", "ЛС;Сумма\n".encode("cp1251"), b"\x09\x08"),
]


@settings(max_examples=300, deadline=None)
@given(
    start=st.sampled_from(STARTS), body=st.binary(max_size=2000), profile=st.sampled_from(PROFILES)
)
def test_any_bytes_are_read_or_refused_and_nothing_else(start, body, profile):
    try:
        table = read_table(start + body, profile)
    except FileRefused as refusal:
        assert refusal.code != FileRefused.code
    else:
        assert len(table.row_numbers) == len(table.column("number"))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_workbook_with_any_damage_is_read_or_refused(profile, workbook, data):
    spoiled = bytearray(workbook)
    for _ in range(data.draw(st.integers(1, 8))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))

    try:
        table = read_table(bytes(spoiled), profile)
    except FileRefused as refusal:
        assert refusal.code != FileRefused.code
    else:
        assert len(table.row_numbers) == len(table.columns["number"])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_dbf_with_any_damage_is_read_or_refused(dbf, data):
    fields = [("LS", "C", 6), ("SUMMA", "N", 8), ("D", "D", 8), ("T", "T", 8), ("I", "I", 4)]
    records = [(False, ["104582", "1.5", "20261101", "", "1"])] * 3
    spoiled = bytearray(dbf(fields, records))
    for _ in range(data.draw(st.integers(1, 6))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))

    try:
        table = read_table(bytes(spoiled), shipped_profile("condo-debts"))
    except FileRefused as refusal:
        assert refusal.code != FileRefused.code
    else:
        assert table.row_numbers
