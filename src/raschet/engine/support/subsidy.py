"""The subsidy for housing costs of one family (R-173; ZhK 159, PP 761 cl. 23).

``standard x persons - income x largest share``; where the income per head is below the subsistence
minimum, the share is multiplied by (income per head / minimum). Not negative, and not above the
actual costs.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from raschet.values.rounding import MICRO, divide_half_up

PERCENT: Final = 100 * MICRO


class FamilyEmpty(ValueError):
    """A family without persons has no subsidy."""

    def __init__(self, persons: int) -> None:
        super().__init__(persons)
        self.persons = persons

    def __str__(self) -> str:
        return f"a family has at least one person, not {self.persons}"


def subsidy_kopecks(
    *,
    standard_kopecks: int,
    persons: int,
    income_kopecks: int,
    share_micro_percent: int,
    minimum_kopecks: int,
    actual_kopecks: int | None = None,
) -> int:
    """The month's subsidy of a family, rounded once.

    standard_kopecks: the regional standard of costs for a person. income_kopecks: of the whole family
    a month. share_micro_percent: the largest share of the income that housing may cost.
    minimum_kopecks: subsistence minimum of a person, positive. actual_kopecks: the family's costs,
    None where they are not a limit.
    Raises: FamilyEmpty, ZeroDivisionError.
    """
    if persons < 1:
        raise FamilyEmpty(persons)
    own_share = Fraction(income_kopecks * share_micro_percent, PERCENT)
    per_head = Fraction(income_kopecks, persons)
    if per_head < minimum_kopecks:
        own_share *= Fraction(income_kopecks, persons * minimum_kopecks)
    exact = max(standard_kopecks * persons - own_share, Fraction(0))
    rounded = divide_half_up(exact.numerator, exact.denominator)
    return rounded if actual_kopecks is None else min(rounded, max(actual_kopecks, 0))
