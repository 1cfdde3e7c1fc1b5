from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from raschet.values.rounding import (
    AMOUNT_DIVISOR,
    ProductOutOfBounds,
    amount_kopecks,
    divide_half_up,
    mul_div_half_up,
    sum_of_products_div_half_up,
)

NUMBERS = st.integers(-(10**12), 10**12)
POSITIVE = st.integers(1, 10**9)


def half_up(value):
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) + Fraction(1, 2))


@given(NUMBERS, st.integers(-(10**9), 10**9).filter(bool))
def test_divide_rounds_half_away_from_zero(numerator, denominator):
    assert divide_half_up(numerator, denominator) == half_up(Fraction(numerator, denominator))


def test_divide_by_zero_is_refused():
    with pytest.raises(ZeroDivisionError):
        divide_half_up(1, 0)


def test_amount_rounds_a_tie_up():
    assert amount_kopecks(1_500_000, 38_750_000) == 5813


@given(st.lists(st.tuples(NUMBERS, st.integers(0, 10**10), POSITIVE), min_size=1, max_size=5))
def test_columns_agree_with_fractions(rows):
    quantity, rate, days = (pl.Series(column, dtype=pl.Int64) for column in zip(*rows, strict=True))

    result = mul_div_half_up([quantity, rate], [AMOUNT_DIVISOR, days])

    assert result.to_list() == [half_up(Fraction(q * r, AMOUNT_DIVISOR * d)) for q, r, d in rows]


@given(
    st.integers(2**61 - 4, 2**61 + 4) | st.integers(2**62 - 4, 2**62 + 4),
    st.integers(1, 5),
    st.booleans(),
)
def test_narrow_and_wide_columns_agree_where_one_takes_over(large, divisor, negative):
    number = -large if negative else large

    result = mul_div_half_up([pl.Series([number]), pl.Series([1])], [divisor])

    assert result.to_list() == [half_up(Fraction(number, divisor))]


@given(st.lists(st.tuples(NUMBERS, NUMBERS, POSITIVE), min_size=1, max_size=5))
def test_sum_of_products_is_rounded_once(rows):
    a, b, d = (pl.Series(column, dtype=pl.Int64) for column in zip(*rows, strict=True))

    result = sum_of_products_div_half_up([[a, 3], [b, 2]], [d])

    assert result.to_list() == [half_up(Fraction(3 * x + 2 * y, z)) for x, y, z in rows]


def test_null_operand_gives_null():
    assert mul_div_half_up([pl.Series([None, 3], dtype=pl.Int64)], [2]).to_list() == [None, 2]


def test_column_without_rows_stays_empty():
    empty = pl.Series([], dtype=pl.Int64)

    assert mul_div_half_up([empty, 5], [empty]).to_list() == []


def test_large_rows_beside_small_divisors_are_no_overflow():
    quantity = pl.Series([10**15, 1])
    divisor = pl.Series([10**15, 1])

    assert mul_div_half_up([quantity, 10**9], [divisor]).to_list() == [10**9, 10**9]


@pytest.mark.parametrize("divisor", [0, -1])
def test_divisor_must_be_positive(divisor):
    with pytest.raises(ZeroDivisionError):
        mul_div_half_up([pl.Series([1])], [divisor])
    with pytest.raises(ZeroDivisionError):
        mul_div_half_up([pl.Series([1, 1])], [pl.Series([1, divisor])])


def test_product_beyond_128_bits_is_refused():
    with pytest.raises(ProductOutOfBounds, match="more than the exact limit"):
        mul_div_half_up([pl.Series([2**62]), 2**62, 2**10], [2**60])


def test_result_beyond_64_bits_is_refused():
    with pytest.raises(ProductOutOfBounds) as caught:
        mul_div_half_up([pl.Series([2**62]), 2], [1])
    assert caught.value.limit == 2**63 - 1


def test_a_float_column_is_refused():
    with pytest.raises(TypeError, match="an integer column is needed"):
        mul_div_half_up([pl.Series("area", [1.5])], [1])
