"""Digests of rows: equal contents give equal digests, in whatever order the rows were written.

Rows are sorted by their key and cut into groups (the postings of an entry, the lines of a house).
The digest of a group is the SHA-256 of its columns, one after another, each value as a 64-bit
little-endian integer: dates as days since 1970, texts as the first eight bytes of their SHA-256,
NULL as the lowest integer. The digest of the whole is the SHA-256 of the digests of its groups, in
order. So it does not depend on ids, on the time of recording or on how the work was divided.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NULL_CODE: Final = -(2**63)
WIDTH: Final = 8

POSTING_COLUMNS: Final = (
    "account_id",
    "row",
    "service_id",
    "debit",
    "credit",
    "kind",
    "amount_kopecks",
    "supplier_id",
    "origin_period",
    "value_date",
)
"""What of a posting is hashed: everything but the ids of its book and entry."""


def group_digests(frame: pl.DataFrame, group: str, columns: Sequence[str]) -> list[bytes]:
    """One digest a group of rows. The frame is sorted; the rows of a group stand together."""
    buffers = [_bytes_of(frame.get_column(column)) for column in columns]
    lengths = frame.get_column(group).rle().struct.field("len").to_list()
    digests = []
    start = 0
    for length in lengths:
        end = start + length * WIDTH
        digest = hashlib.sha256()
        for buffer in buffers:
            digest.update(buffer[start:end])
        digests.append(digest.digest())
        start = end
    return digests


def combined_digest(digests: Iterable[bytes]) -> bytes:
    """The digest of a whole from the digests of its groups, in their order."""
    return hashlib.sha256(b"".join(digests)).digest()


def postings_digest(frame: pl.DataFrame) -> bytes:
    """The digest of a book's postings: columns ``entry_id`` and ``POSTING_COLUMNS``."""
    ordered = frame.sort("entry_id", "account_id", "row")
    return combined_digest(group_digests(ordered, "entry_id", POSTING_COLUMNS))


def _bytes_of(column: pl.Series) -> memoryview:
    integers = _text_codes(column) if column.dtype == pl.String else column.to_physical()
    whole = integers.cast(pl.Int64).fill_null(NULL_CODE).rechunk()
    array = whole.to_arrow()
    buffer = memoryview(array.buffers()[1]) if len(array) else memoryview(b"")
    return buffer[array.offset * WIDTH : (array.offset + len(array)) * WIDTH]


def _text_codes(column: pl.Series) -> pl.Series:
    texts = column.drop_nulls().unique().to_list()
    if not texts:
        return pl.Series(values=[None] * len(column), dtype=pl.Int64)
    codes = {
        text: int.from_bytes(hashlib.sha256(text.encode()).digest()[:WIDTH], "little", signed=True)
        for text in texts
    }
    return column.replace_strict(codes, default=None, return_dtype=pl.Int64)
