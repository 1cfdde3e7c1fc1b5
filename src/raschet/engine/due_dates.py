"""Until when a month's bill is presented and paid (R-180, ZhK 155; GK 193)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from raschet.engine.law.tables import law_table

if TYPE_CHECKING:
    from raschet.values.period import Period


class DueDateUnknown(LookupError):
    """The law tables have no due date for so early a period."""

    def __init__(self, period: Period) -> None:
        super().__init__(period)
        self.period = period

    def __str__(self) -> str:
        return f"no due date is known for {self.period}"


@dataclass(frozen=True, slots=True)
class DueDates:
    """The last days to present and to pay the bill of a month."""

    bill_by: date
    pay_by: date


def due_dates(period: Period, *, shift_non_working: bool = True) -> DueDates:
    """Both dates for the charges of a month; the day of payment moves to the next working day.

    Raises: DueDateUnknown.
    """
    rows = [row for row in law_table("due_dates")["due"] if row["from"] <= period.first_day]
    if not rows:
        raise DueDateUnknown(period)
    row = max(rows, key=lambda row: row["from"])
    month = period.plus(1)
    pay_by = date(month.year, month.month, row["pay_day"])
    while shift_non_working and not is_working(pay_by):
        pay_by += timedelta(days=1)
    return DueDates(date(month.year, month.month, row["bill_day"]), pay_by)


@cache
def _decreed(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Days off and working days by the decrees of a year; none for a year without a decree yet."""
    for row in law_table("non_working_days")["year"]:
        if row["year"] == year:
            return frozenset(row["moved"]), frozenset(row["working"])
    return frozenset(), frozenset()


def is_working(day: date) -> bool:
    """Whether a term may end on the day: no holiday, no day off, no Saturday or Sunday."""
    moved, working = _decreed(day.year)
    if day in working:
        return True
    holiday = f"{day:%m-%d}" in law_table("non_working_days")["yearly"]
    return not (holiday or day in moved or day.weekday() >= 5)
