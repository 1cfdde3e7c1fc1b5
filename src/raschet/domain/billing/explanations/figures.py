"""Numbers, days and units inside explanations, in the active language.

Numbers do not break across lines: the spaces inside and behind them are no-break spaces.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

from raschet.values.period import Period
from raschet.values.rounding import AMOUNT_DIVISOR, MICRO, divide_half_up
from raschet.values.scaled import NO_BREAK_SPACE, localised, plain_kopecks, plain_micro

ROUBLE: Final = "\N{RUBLE SIGN}"
TIMES: Final = "×"
ARROW: Final = "→"
UNROUNDED_DECIMALS: Final = 6


def language() -> str:
    """The code of the active language."""
    return get_language() or "ru"


def roubles(kopecks: int) -> str:
    """``254,43 ₽``."""
    return localised(plain_kopecks(kopecks), language()) + NO_BREAK_SPACE + ROUBLE


def rate(rate_micro_rubles: int) -> str:
    """A price with at least two decimals and no more than it has: ``38,75 ₽``."""
    whole, _, fraction = plain_micro(rate_micro_rubles).partition(".")
    return localised(f"{whole}.{fraction.ljust(2, '0')}", language()) + NO_BREAK_SPACE + ROUBLE


def number(value_micro: int) -> str:
    """A scaled value without trailing zeros: ``6,566``."""
    return localised(plain_micro(value_micro), language())


def quantity(value_micro: int, unit: str) -> str:
    """A value with the short name of its unit: ``6,566 м³``."""
    return number(value_micro) + NO_BREAK_SPACE + unit_name(unit)


def unit_name(code: str) -> str:
    """The short name of a unit of volume; an unknown code is shown as it is."""
    names = {
        "M3": pgettext("unit", "m³"),
        "M2": pgettext("unit", "m²"),
        "KWH": pgettext("unit", "kWh"),
        "GCAL": pgettext("unit", "Gcal"),
        "PIECE": pgettext("unit", "pcs"),
    }
    return names.get(code, code)


def persons(persons_micro: int) -> str:
    """``3 человека``; a fraction, from residents who came or left inside the month, as ``2,5 чел.``."""
    whole, rest = divmod(persons_micro, MICRO)
    if rest:
        return number(persons_micro) + NO_BREAK_SPACE + pgettext("unit", "persons")
    text = ngettext("%(count)s person", "%(count)s persons", whole) % {"count": whole}
    return text.replace(" ", NO_BREAK_SPACE)


def days(count: int) -> str:
    """``15 дней``."""
    text = ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
    return text.replace(" ", NO_BREAK_SPACE)


def months(count: int) -> str:
    """``3 месяца``."""
    text = ngettext("%(count)s month", "%(count)s months", count) % {"count": count}
    return text.replace(" ", NO_BREAK_SPACE)


def day(when: date) -> str:
    """``21 октября``."""
    return date_format(when, gettext("j E")).replace(" ", NO_BREAK_SPACE)


def full_day(when: date) -> str:
    """``21 октября 2026``."""
    return date_format(when, gettext("j E Y")).replace(" ", NO_BREAK_SPACE)


def month_and_year(period: Period) -> str:
    """``октябрь 2026``, ``October 2026``."""
    text = date_format(period.first_day, "F Y").replace(" ", NO_BREAK_SPACE)
    return text.lower() if language().startswith("ru") else text


def exact_roubles(numerator: int, denominator: int) -> str:
    """A sum of money before rounding: exact where it ends, else with six decimals after ``≈``.

    numerator / denominator: kopecks.
    """
    scaled = numerator * 10**UNROUNDED_DECIMALS
    per_rouble = denominator * 100
    if scaled % per_rouble == 0 or _ends(denominator):
        return localised(_plain_fraction(numerator, per_rouble), language())
    micro = divide_half_up(scaled, per_rouble)
    return "≈" + NO_BREAK_SPACE + localised(plain_micro(micro), language())


def product_of(quantity_micro: int, rate_micro_rubles: int) -> tuple[int, int]:
    """Quantity x rate as an exact fraction of kopecks."""
    return quantity_micro * rate_micro_rubles, AMOUNT_DIVISOR


def _ends(denominator: int) -> bool:
    """Whether a fraction with this denominator is a finite decimal, whatever its numerator."""
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1


def _plain_fraction(numerator: int, denominator: int) -> str:
    """A finite decimal in full, without trailing zeros but with two decimals at least."""
    sign = "-" if numerator < 0 else ""
    whole, rest = divmod(abs(numerator), denominator)
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, denominator)
        digits += str(digit)
    return f"{sign}{whole}.{digits.ljust(2, '0')}"
