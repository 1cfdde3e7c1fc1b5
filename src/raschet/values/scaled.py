"""Parsing and printing of scaled integers: the only place where decimals meet the integers.

A quantity, coefficient or area is an integer of micro-units, a rate one of micro-roubles, money one
of kopecks.
"""

from __future__ import annotations

import re
from typing import Final

from raschet.values.rounding import KOPECKS_PER_RUBLE, MICRO

NUMBER_PATTERN: Final = re.compile(r"([+-]?)(\d+)(?:[.,](\d+))?", re.ASCII)
NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
MICRO_DECIMALS: Final = 6
KOPECK_DECIMALS: Final = 2


class NumberInvalid(ValueError):
    """The text is not a decimal number, or has more decimals than the scale keeps."""

    def __init__(self, text: str, decimals: int) -> None:
        super().__init__(text, decimals)
        self.text = text
        self.decimals = decimals

    def __str__(self) -> str:
        return f"{self.text!r} is not a number with at most {self.decimals} decimals"


def parse_scaled(text: str, decimals: int) -> int:
    """Read a decimal (point or comma, no grouping) as an integer with so many decimals in it.

    Trailing zeros beyond the scale are accepted, other digits are refused: nothing is rounded.
    Raises: NumberInvalid.
    """
    match = NUMBER_PATTERN.fullmatch(text.strip())
    if match is None:
        raise NumberInvalid(text, decimals)
    sign, whole, fraction = match[1], match[2], match[3] or ""
    kept, dropped = fraction[:decimals], fraction[decimals:]
    if dropped.strip("0"):
        raise NumberInvalid(text, decimals)
    value = int(whole + kept.ljust(decimals, "0"))
    return -value if sign == "-" else value


def parse_micro(text: str) -> int:
    """Read a quantity, rate or coefficient as micro-units. Raises: NumberInvalid."""
    return parse_scaled(text, MICRO_DECIMALS)


def parse_kopecks(text: str) -> int:
    """Read roubles with at most two decimals as kopecks. Raises: NumberInvalid."""
    return parse_scaled(text, KOPECK_DECIMALS)


def plain_micro(value_micro: int) -> str:
    """Micro-units as the shortest decimal with a point: ``1.5``, ``0``, ``-6.2``."""
    sign = "-" if value_micro < 0 else ""
    whole, fraction = divmod(abs(value_micro), MICRO)
    digits = f"{fraction:06d}".rstrip("0")
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"


def plain_kopecks(kopecks: int) -> str:
    """Kopecks as roubles with two decimals and a point: ``7123.72``."""
    sign = "-" if kopecks < 0 else ""
    whole, fraction = divmod(abs(kopecks), KOPECKS_PER_RUBLE)
    return f"{sign}{whole}.{fraction:02d}"


def localised(plain: str, language: str) -> str:
    """A plain decimal as people of a language write it.

    Russian: no-break spaces between thousands, decimal comma. English: commas and a point.
    Both have a true minus sign.
    """
    sign = "\N{MINUS SIGN}" if plain.startswith("-") else ""
    whole, _, fraction = plain.lstrip("-").partition(".")
    groups: list[str] = []
    while len(whole) > 3:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    groups.insert(0, whole)
    russian = language.startswith("ru")
    text = sign + (NO_BREAK_SPACE if russian else ",").join(groups)
    if fraction:
        text += ("," if russian else ".") + fraction
    return text
