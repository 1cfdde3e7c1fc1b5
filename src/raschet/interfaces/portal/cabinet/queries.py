"""What the address of a page asks for, read with care: whatever cannot be, is as if not asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from raschet.values.period import Period

if TYPE_CHECKING:
    from django.http import HttpRequest

YEARS: Final = range(1990, 2200)
CODE_LENGTH_MAX: Final = 32


def asked_year(request: HttpRequest) -> int | None:
    """``?year=2026``."""
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if year in YEARS else None


def asked_month(request: HttpRequest) -> Period | None:
    """``?month=2026-10``."""
    try:
        return Period.parse(request.GET.get("month", ""))
    except ValueError:
        return None


def asked_service(request: HttpRequest) -> str:
    """``?service=cold_water``: a code of the catalogue, or empty for all services."""
    return request.GET.get("service", "")[:CODE_LENGTH_MAX]
