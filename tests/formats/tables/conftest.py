"""Builders of the files that suppliers send."""

import io
import os
import struct
from pathlib import Path

import openpyxl
import pytest

from raschet.formats.tables.profile import parse_profile

PROFILE = """
title = "проба"
subject = "balances"
[columns.number]
headers = ["Лицевой счет", "ЛС"]
kind = "account"
digits = 6
required = true
filled = true
[columns.amount]
headers = ["Сумма", "Сальдо / Дебет"]
kind = "money"
required = true
[columns.holder]
headers = ["ФИО"]
kind = "name"
[columns.period]
headers = ["Период"]
kind = "period"
"""


@pytest.fixture
def profile():
    return parse_profile(PROFILE, "probe")


@pytest.fixture
def profile_with():
    def build(extra):
        return parse_profile(PROFILE + extra, "probe")

    return build


@pytest.fixture
def xlsx():
    def build(rows, *, change=None):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in rows:
            sheet.append(row)
        if change is not None:
            change(book, sheet)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    return build


@pytest.fixture
def dbf():
    """A DBF written byte by byte, so that its header can lie."""

    def build(fields, records, *, language=0x65, encoding="cp866", version=0x03):
        header_size = 32 + 32 * len(fields) + 1
        record_size = 1 + sum(length for _, _, length in fields)
        head = struct.pack(
            "<BBBBIHH16xBBxx",
            *(version, 126, 11, 22, len(records), header_size, record_size, 0, language),
        )
        descriptions = b"".join(
            struct.pack("<11sc4xBB14x", name.encode(), kind.encode(), length, 0)
            for name, kind, length in fields
        )
        body = b""
        for deleted, values in records:
            body += b"*" if deleted else b" "
            for (_, _, length), value in zip(fields, values, strict=True):
                body += value.encode(encoding).ljust(length)[:length]
        return head + descriptions + b"\r" + body + b"\x1a"

    return build


def shared_samples():
    """The folder of files of independent origin, when it lies beside the project."""
    beside = Path(__file__).parents[4] / "shared"
    folder = Path(os.environ.get("RASCHET_SHARED", beside)) / "formats" / "samples" / "import"
    return folder if folder.is_dir() else None
