"""The one place that multiplies, divides and rounds money and quantities.

Decision D-01: money is rounded half-up (away from zero on ties) to the kopeck, once per charge line.
Decision D-02: derived volumes are rounded half-up to six decimals before they are priced.
Decision D-03: intermediate ratios are never rounded, so callers hand in all factors and divisors at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

MICRO: Final = 1_000_000
"""Micro-units in one unit: the scale of quantities, rates, coefficients and areas."""

KOPECKS_PER_RUBLE: Final = 100

AMOUNT_DIVISOR: Final = MICRO * MICRO // KOPECKS_PER_RUBLE
"""Quantity (micro-units) x rate (micro-roubles) / this = amount in kopecks."""

INT128_LIMIT: Final = 2**127 - 1
INT64_LIMIT: Final = 2**63 - 1


class ProductOutOfBounds(ArithmeticError):
    """The operands are so large that an exact product would not fit 128 bits."""

    def __init__(self, bound: int, limit: int) -> None:
        super().__init__(bound, limit)
        self.bound = bound
        self.limit = limit

    def __str__(self) -> str:
        return f"operands may reach {self.bound}, more than the exact limit {self.limit}"


def divide_half_up(numerator: int, denominator: int) -> int:
    """Divide two integers, rounding half away from zero (D-01).

    Raises: ZeroDivisionError.
    """
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return quotient if numerator >= 0 else -quotient


def amount_kopecks(quantity_micro: int, rate_micro_rubles: int) -> int:
    """Price one quantity: the scalar twin of what the engine does to columns. Unit: kopecks."""
    return divide_half_up(quantity_micro * rate_micro_rubles, AMOUNT_DIVISOR)


def mul_div_half_up(
    factors: Sequence[pl.Series | int], divisors: Sequence[pl.Series | int]
) -> pl.Series:
    """Multiply columns exactly, divide by others and round half away from zero.

    factors: integer columns of one length, or plain integers; at least one column among both.
    divisors: the same, positive everywhere.
    Returns an Int64 column. A null operand gives a null result.
    Raises: ProductOutOfBounds when the operands could overflow 128 bits (Polars wraps silently)
    or a result does not fit 64 bits; ZeroDivisionError for a divisor that is not positive.
    """
    width = _width(_bound(factors), divisors)
    return _narrow(_half_up(_product(factors, width), _product(divisors, width)))


def sum_of_products_div_half_up(
    terms: Sequence[Sequence[pl.Series | int]], divisors: Sequence[pl.Series | int]
) -> pl.Series:
    """Like ``mul_div_half_up`` for a sum of products: (a*b + c*d + ...) / (e*f), rounded once.

    Used where a coefficient changes inside the month (decision D-14): the sum of coefficient x days
    is one exact numerator.
    """
    bounds = [_bound(term) for term in terms]
    width = _width(sum(bounds), divisors)
    numerator = _product(terms[0], width)
    for term in terms[1:]:
        numerator = numerator + _product(term, width)
    return _narrow(_half_up(numerator, _product(divisors, width)))


def _half_up(numerator: pl.Series, denominator: pl.Series) -> pl.Series:
    """The quotient rounded half away from zero; the denominator is positive."""
    two = pl.Series([2], dtype=numerator.dtype)
    return (numerator.abs() * two + denominator) // (denominator * two) * numerator.sign()


def refuse_beyond(column: pl.Series, limit: int) -> None:
    """Refuse a column whose magnitude passes the limit. Raises: ProductOutOfBounds."""
    magnitude = _magnitude(column)
    if magnitude > limit:
        raise ProductOutOfBounds(magnitude, limit)


def _narrow(quotient: pl.Series) -> pl.Series:
    """The result in 64 bits. Raises: ProductOutOfBounds."""
    magnitude = _magnitude(quotient)
    if magnitude > INT64_LIMIT:
        raise ProductOutOfBounds(magnitude, INT64_LIMIT)
    return quotient.cast(pl.Int64)


def _wide(operand: pl.Series | int, width: pl.DataType) -> pl.Series:
    """One operand as a wide column; a plain integer becomes a column of one that broadcasts."""
    if isinstance(operand, int):
        return pl.Series([operand], dtype=width)
    return operand.cast(width)


def _product(operands: Sequence[pl.Series | int], width: pl.DataType) -> pl.Series:
    result = _wide(operands[0], width)
    for operand in operands[1:]:
        result = result * _wide(operand, width)
    return result


def _magnitude(operand: pl.Series | int) -> int:
    """The largest absolute value an operand holds. Raises: TypeError for a column of no integers."""
    if isinstance(operand, int):
        return abs(operand)
    if not operand.dtype.is_integer():
        raise TypeError(f"an integer column is needed, not {operand.dtype} ({operand.name})")
    lowest, highest = operand.min(), operand.max()
    assert isinstance(lowest, int | None)
    assert isinstance(highest, int | None)
    return max(abs(lowest or 0), abs(highest or 0))


def _bound(operands: Sequence[pl.Series | int]) -> int:
    bound = 1
    for operand in operands:
        bound *= max(1, _magnitude(operand))
    return bound


def _width(numerator_bound: int, divisors: Sequence[pl.Series | int]) -> pl.DataType:
    """The narrowest integers in which no intermediate value can wrap, which Polars does silently.

    Sixty-four bits hold the products of usual quantities and rates, and divide several times faster.
    Raises: ProductOutOfBounds where 128 bits do not suffice; ZeroDivisionError.
    """
    for divisor in divisors:
        lowest = divisor if isinstance(divisor, int) else divisor.min()
        assert isinstance(lowest, int | None)
        if lowest is not None and lowest <= 0:
            raise ZeroDivisionError(f"a divisor must be positive, not {lowest}")
    intermediate = 2 * numerator_bound + 2 * _bound(divisors)
    if intermediate > INT128_LIMIT:
        raise ProductOutOfBounds(intermediate, INT128_LIMIT)
    return pl.Int64() if intermediate <= INT64_LIMIT else pl.Int128()
