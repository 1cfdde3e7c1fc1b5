"""Rows in PostgreSQL's binary COPY format, made from columns.

The server reads a binary row for half of what a row of text costs it, and we write it for less. Rows
of one shape (the same columns NULL, the same codes in columns of text) have the same length and
differ only in the bytes of their numbers: a shape is written once, its numbers are laid over it
column by column, and the rows are put back into their order.

The format: https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-BINARY-FORMAT
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Array = np.ndarray[Any, Any]

HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER: Final = b"\xff\xff"
NULL: Final = b"\xff\xff\xff\xff"

NUMBERS: Final[Mapping[str, tuple[str, pl.DataType]]] = {
    "int8": (">i8", pl.Int64()),
    "int4": (">i4", pl.Int32()),
    "int2": (">i2", pl.Int16()),
    "date": (">i4", pl.Int32()),
    "bool": ("u1", pl.UInt8()),
}
"""Types of the server whose values have one width: as bytes, and in the columns they come from."""

TEXTS: Final = frozenset({"text", "varchar"})

DAYS_BEFORE_2000: Final = 10_957
"""PostgreSQL counts days from 2000, Polars from 1970."""

SLICE_ROWS: Final = 131_072
"""Rows made at a time: few enough for the bytes of most shapes to stay in the processor's cache."""


def binary_rows(frame: pl.DataFrame, types: Mapping[str, str]) -> Iterator[memoryview]:
    """The rows of a frame, without header and trailer, in order.

    types: the type of each column in the table, as ``pg_type`` names it. Columns of
    text hold codes: few different values, or each row is a shape of its own.
    Raises: KeyError for a type that is not known here; InvalidOperationError for a number that does
    not fit its column.
    """
    types = {name: types[name] for name in frame.columns}
    texts = [name for name, type_name in types.items() if type_name in TEXTS]
    ready = frame.select(
        pl.col(name) if name in texts else _as_sent(name, type_name)
        for name, type_name in types.items()
    )
    nullable = [name for name in frame.columns if ready[name].null_count() and name not in texts]
    slices = -(-ready.height // SLICE_ROWS)
    for part in ready.iter_slices(-(-ready.height // max(slices, 1)) or 1):
        yield _rows_of_slice(part, types, texts, nullable)


def _as_sent(name: str, type_name: str) -> pl.Expr:
    if type_name == "date":
        return pl.col(name).cast(pl.Int32) - DAYS_BEFORE_2000
    return pl.col(name).cast(NUMBERS[type_name][1])


def _rows_of_slice(
    part: pl.DataFrame, types: Mapping[str, str], texts: list[str], nullable: list[str]
) -> memoryview:
    if not texts and not nullable:
        return _rows_of_shape(types, {}, _arrays(part), range(part.height)).view(np.uint8).data
    gaps = [pl.col(name).is_null().cast(pl.Int64) * (1 << bit) for bit, name in enumerate(nullable)]
    shapes = (
        part.select(*texts, gaps=pl.sum_horizontal(gaps) if gaps else pl.lit(0))
        .with_row_index("row")
        .group_by("gaps", *texts)
        .agg("row")
    )
    order = shapes["row"].explode()
    arrays = _arrays(part.drop(texts)[order])
    made = []
    start = 0
    counts = shapes["row"].list.len()
    for count, shape in zip(counts, shapes.drop("row").iter_rows(named=True), strict=True):
        fixed = {name: shape[name] for name in texts}
        fixed |= {name: None for bit, name in enumerate(nullable) if shape["gaps"] >> bit & 1}
        rows = _rows_of_shape(types, fixed, arrays, range(start, start + count))
        made.append(_as_arrow(rows))
        start += count
    places = np.empty(part.height, dtype=np.int64)
    places[order.to_numpy()] = np.arange(part.height)
    return memoryview(pa.concat_arrays(made).take(pa.array(places)).buffers()[2])


def _arrays(rows: pl.DataFrame) -> dict[str, Array]:
    """The columns as arrays of numbers; what is NULL has any value, its shape leaves it out."""
    return {name: column.to_numpy() for name, column in rows.fill_null(0).to_dict().items()}


def _rows_of_shape(
    types: Mapping[str, str],
    fixed: Mapping[str, str | None],
    arrays: Mapping[str, Array],
    part: range,
) -> Array:
    """Rows of one length. fixed: the codes, and the columns that are NULL; part: which rows."""
    template = bytearray(len(types).to_bytes(2, "big"))
    places: dict[str, tuple[str, int]] = {}
    for name, type_name in types.items():
        if name in fixed:
            code = fixed[name]
            template += NULL if code is None else _with_length(code.encode())
        else:
            form, _ = NUMBERS[type_name]
            places[name] = (form, len(template) + len(NULL))
            template += _with_length(bytes(np.dtype(form).itemsize))
    layout = np.dtype(
        {
            "names": list(places),
            "formats": [form for form, _ in places.values()],
            "offsets": [offset for _, offset in places.values()],
            "itemsize": len(template),
        }
    )
    made = np.empty(len(part), dtype=layout)
    made.view(f"V{len(template)}")[:] = np.void(bytes(template))
    for name in places:
        made[name] = arrays[name][part.start : part.stop]
    return made


def _with_length(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def _as_arrow(rows: Array) -> pa.Array:
    """The rows as an array of byte strings, without a copy."""
    width = rows.dtype.itemsize
    offsets = np.arange(len(rows) + 1, dtype=np.int64) * width
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(rows)]
    return pa.Array.from_buffers(pa.large_binary(), len(rows), buffers)
