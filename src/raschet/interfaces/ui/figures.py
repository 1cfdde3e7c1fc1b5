"""Money, quantities and months as people read them: integers in, text of the page's language out.

Numbers never break across lines: the spaces inside them and before their unit are no-break spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.dates import MONTHS, MONTHS_AP
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

# Explanations print the same figures on bills and in the terminal.
from raschet.domain.billing.explanations.figures import quantity, rate
from raschet.domain.billing.explanations.figures import roubles as money
from raschet.values.rounding import KOPECKS_PER_RUBLE
from raschet.values.scaled import localised

if TYPE_CHECKING:
    from datetime import date

    from raschet.values.period import Period

NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"

__all__ = [
    "account_number",
    "day_and_month",
    "full_date",
    "money",
    "month_and_year",
    "month_name",
    "month_of",
    "month_short",
    "quantity",
    "rate",
    "short_money",
    "signed_money",
    "spoken_money",
]


def language() -> str:
    """The language of the page that is being made."""
    return get_language() or "ru"


def signed_money(kopecks: int) -> str:
    """A change: ``+2 187,95 ₽``, ``−148,20 ₽``; nothing is ``0,00 ₽``."""
    return ("+" if kopecks > 0 else "") + money(kopecks)


def spoken_money(kopecks: int) -> str:
    """The amount in words of the language, for people who hear the page: ``7123 рубля 72 копейки``."""
    roubles, rest = divmod(abs(kopecks), KOPECKS_PER_RUBLE)
    text = ngettext("%(count)d rouble", "%(count)d roubles", roubles) % {"count": roubles}
    if rest:
        text += " " + ngettext("%(count)d kopeck", "%(count)d kopecks", rest) % {"count": rest}
    return gettext("minus %(amount)s") % {"amount": text} if kopecks < 0 else text


def short_money(kopecks: int) -> str:
    """Thousands of roubles with one decimal, rounded half up, for the labels of bars: ``6,7``."""
    tenths = (abs(kopecks) + 5_000) // 10_000
    sign = "-" if kopecks < 0 and tenths else ""
    return localised(f"{sign}{tenths // 10}.{tenths % 10}", language())


def account_number(number: str) -> str:
    """Six digits in two groups, ``104 582``, as on the bill; other numbers stay as they are."""
    if len(number) == 6 and number.isdecimal():
        return f"{number[:3]}{NO_BREAK_SPACE}{number[3:]}"
    return number


def day_and_month(day: date) -> str:
    """``15 ноября``, ``15 November``; the case is the language's own."""
    return date_format(day, "j E").replace(" ", NO_BREAK_SPACE)


def full_date(day: date) -> str:
    """``15 ноября 2026``, ``15 November 2026``."""
    return date_format(day, "j E Y").replace(" ", NO_BREAK_SPACE)


def month_name(period: Period) -> str:
    """The month on its own, nominative: ``октябрь``, ``October``."""
    return _lower_in_russian(str(MONTHS[period.month]))


def month_and_year(period: Period) -> str:
    """``октябрь 2026``, ``October 2026``."""
    return f"{month_name(period)}{NO_BREAK_SPACE}{period.year}"


def month_of(period: Period) -> str:
    """The month as part of a date, genitive in Russian: ``октября``."""
    return date_format(period.first_day, "E")


def month_short(period: Period) -> str:
    """A label under a bar: ``окт.``."""
    return _lower_in_russian(str(MONTHS_AP[period.month]))


def _lower_in_russian(name: str) -> str:
    return name.lower() if language().startswith("ru") else name
