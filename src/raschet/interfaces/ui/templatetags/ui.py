"""``{% load ui %}``: money, quantities, dates, icons and bars in templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from raschet.interfaces.ui import figures
from raschet.interfaces.ui.icons import ICONS
from raschet.interfaces.ui.services import badge_of

if TYPE_CHECKING:
    from collections.abc import Sequence

register = template.Library()

register.filter("money", figures.money)
register.filter("signed_money", figures.signed_money)
register.filter("quantity", figures.quantity)
register.filter("rate", figures.rate)
register.filter("account_number", figures.account_number)
register.filter("day_and_month", figures.day_and_month)
register.filter("full_date", figures.full_date)
register.filter("month_name", figures.month_name)
register.filter("month_and_year", figures.month_and_year)
register.filter("month_of", figures.month_of)


@register.simple_tag
def amount(kopecks: int, *, signed: bool = False) -> SafeString:
    """A sum for eyes and, in words, for ears: digits with spaces are read aloud as many numbers."""
    shown = figures.signed_money(kopecks) if signed else figures.money(kopecks)
    return format_html(
        '<span class="num" aria-hidden="true">{}</span><span class="govuk-visually-hidden">{}</span>',
        shown,
        figures.spoken_money(kopecks),
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite. It is decoration: the words beside it carry the meaning."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"{name!r} is not in raschet.interfaces.ui.icons")
    return format_html(
        '<svg class="i" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("vendor/icons.svg"),
        name,
    )


@register.inclusion_tag("ui/parts/badge.html")
def service_badge(service_code: str) -> dict[str, Any]:
    """The coloured square that marks a service."""
    badge = badge_of(service_code)
    return {"tone": badge.tone, "icon_name": badge.icon}


@register.filter
def tel(phone: str) -> str:
    """A printed Russian phone number as an address: ``8 (000) 000-00-00`` is ``+70000000000``."""
    digits = "".join(symbol for symbol in phone if symbol.isdecimal())
    if len(digits) == 11 and digits.startswith("8"):
        return "+7" + digits[1:]
    return "+" + digits if phone.strip().startswith("+") else digits


@register.filter
def part_of(value: int, values: Sequence[int]) -> int:
    """A bar's length in hundredths of the longest; whatever is not nothing stays visible."""
    longest = max((abs(each) for each in values), default=0)
    if not longest or not value:
        return 0
    return max(2, abs(value) * 100 // longest)
