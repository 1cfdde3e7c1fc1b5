"""Random rows for formulas over columns, and the comparison with a slow twin."""

import polars as pl
from hypothesis import strategies as st

AREA = st.integers(1_000_000, 300_000_000)
HOUSE_AREA = st.integers(1_000_000_000, 60_000_000_000)
VOLUME = st.integers(0, 5_000_000_000)
RATE = st.integers(0, 9_000_000_000)
NORM = st.integers(0, 100_000_000)
KOPECKS = st.integers(0, 10**9)


def rows_of(**columns):
    """Lists of rows with a value of every column."""
    return st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=8)


def frame_of(rows):
    return pl.DataFrame(rows, infer_schema_length=None)


def columns_of(frame, names):
    return frame.select(list(names)).to_dicts()
