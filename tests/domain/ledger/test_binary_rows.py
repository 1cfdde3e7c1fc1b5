"""Rows in the binary format arrive as they were sent: every shape, every extreme, in order."""

import random
from datetime import date, timedelta

import polars as pl
import psycopg
import pytest
from polars.exceptions import InvalidOperationError

from raschet.domain.ledger import binary_rows as module
from raschet.domain.ledger.binary_rows import HEADER, TRAILER, binary_rows
from raschet.domain.ledger.connections import dedicated_connection

pytestmark = pytest.mark.django_db(transaction=True)

TYPES = {
    "big": "int8",
    "whole": "int4",
    "small": "int2",
    "day": "date",
    "flag": "bool",
    "code": "varchar",
}
BITS = {"big": 63, "whole": 31, "small": 15}
CODES = (None, "", "METERED", "Норматив", "a" * 16)
FIRST_DAY = date(1, 1, 1)
DAYS = (date(9999, 12, 31) - FIRST_DAY).days


@pytest.fixture
def session():
    made = dedicated_connection()
    made.execute(
        "CREATE TEMP TABLE sent (big int8, whole int4, small int2, day date, flag bool, code varchar)"
    )
    yield made
    made.close()


def sent(session, frame):
    names = ", ".join(frame.columns)
    with session.cursor().copy(f"COPY sent ({names}) FROM STDIN (FORMAT binary)") as copy:
        copy.write(HEADER)
        for part in binary_rows(frame, TYPES):
            copy.write(part)
        copy.write(TRAILER)
    return session.execute(f"SELECT {names} FROM sent ORDER BY ctid").fetchall()


def number(chance, name):
    limit = 2 ** BITS[name]
    return chance.choice([None, 0, -1, -limit, limit - 1, chance.randrange(-limit, limit)])


@pytest.mark.parametrize("height", [0, 1, 7, 500])
def test_random_rows_arrive_in_order(session, monkeypatch, height):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    monkeypatch.setattr(module, "SLICE_ROWS", 100)
    frame = pl.DataFrame(
        {
            **{name: [number(chance, name) for _ in range(height)] for name in BITS},
            "day": [
                chance.choice([None, FIRST_DAY + timedelta(chance.randrange(DAYS))])
                for _ in range(height)
            ],
            "flag": [chance.choice([None, True, False]) for _ in range(height)],
            "code": [chance.choice(CODES) for _ in range(height)],
        },
        schema={
            **dict.fromkeys(BITS, pl.Int64),
            "day": pl.Date,
            "flag": pl.Boolean,
            "code": pl.String,
        },
    )

    assert sent(session, frame) == frame.rows()


def test_columns_may_be_left_out_and_come_in_another_order(session):
    frame = pl.DataFrame({"small": [1, None], "big": [2, 3]})

    assert sent(session, frame) == [(1, 2), (None, 3)]


def test_number_that_does_not_fit_is_refused_before_anything_is_sent():
    with pytest.raises(InvalidOperationError):
        list(binary_rows(pl.DataFrame({"small": [2**15]}), TYPES))


def test_type_that_is_not_known_is_refused():
    with pytest.raises(KeyError):
        list(binary_rows(pl.DataFrame({"share": [1]}), {"share": "numeric"}))


def test_damaged_row_is_refused_by_the_server(session):
    with (
        pytest.raises(psycopg.errors.BadCopyFileFormat),
        session.cursor().copy("COPY sent (big) FROM STDIN (FORMAT binary)") as copy,
    ):
        copy.write(HEADER)
        copy.write(b"\x00\x02")
