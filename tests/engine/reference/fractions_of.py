"""What the slow twins share: exact fractions, rounded as the law tables say."""

from fractions import Fraction


def half_up(value):
    """Round to a whole number, ties away from zero."""
    size = int(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size


def units(micro):
    return Fraction(micro, 10**6)


def micro(value):
    return half_up(Fraction(value) * 10**6)


def kopecks(roubles):
    return half_up(Fraction(roubles) * 100)
