"""The month that readings are taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raschet.domain.readings.windows import ReadingMonth, decided_windows, month_of_day

if TYPE_CHECKING:
    from datetime import date


def reading_month(today: date) -> ReadingMonth:
    """The month for which a reading given today counts, and its window. Raises: WindowUnknown."""
    return month_of_day(decided_windows(), today)
