"""Until when a month's bill is presented and paid (R-180, ZhK 155; GK 193)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from raschet.engine.law.tables import law_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from raschet.values.period import Period

SATURDAY: Final = 5


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


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days on which a term does not end, besides Saturdays and Sundays (GK 193).

    yearly: public holidays as ``(month, day)``; moved: days off, and working: working Saturdays and
    Sundays, by the decrees of the ``years`` that have one.
    """

    yearly: frozenset[tuple[int, int]]
    moved: frozenset[date]
    working: frozenset[date]
    years: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Whether a term may end on the day: no holiday, no day off, no Saturday or Sunday."""
        if day in self.working:
            return True
        off = (day.month, day.day) in self.yearly or day in self.moved
        return not (off or day.weekday() >= SATURDAY)


@dataclass(frozen=True, slots=True)
class DueLaw:
    """Days of the next month for the bill and for its payment, from a first period on; the calendar."""

    days: tuple[tuple[date, int, int], ...]
    """(first period, bill by the day, pay by the day), in order of periods."""
    calendar: Calendar


def due_dates(
    period: Period, *, shift_non_working: bool = True, law: DueLaw | None = None
) -> DueDates:
    """Both dates for the charges of a month; the day of payment moves to the next working day.

    law: the shipped one by default. Raises: DueDateUnknown.
    """
    law = law or shipped_due_law()
    rows = [row for row in law.days if row[0] <= period.first_day]
    if not rows:
        raise DueDateUnknown(period)
    _, bill_day, pay_day = max(rows)
    month = period.plus(1)
    pay_by = date(month.year, month.month, pay_day)
    while shift_non_working and not law.calendar.is_working(pay_by):
        pay_by += timedelta(days=1)
    return DueDates(date(month.year, month.month, bill_day), pay_by)


@cache
def shipped_due_law() -> DueLaw:
    """The law of the package's own tables."""
    calendar = law_table("non_working_days")
    return due_law_of(law_table("due_dates")["due"], calendar["yearly"], calendar["year"])


def due_law_of(
    days: Sequence[Mapping[str, Any]], yearly: Iterable[str], years: Sequence[Mapping[str, Any]]
) -> DueLaw:
    """The law from rows shaped as those of ``due_dates.toml`` and ``non_working_days.toml``."""
    return DueLaw(
        days=tuple(sorted((row["from"], row["bill_day"], row["pay_day"]) for row in days)),
        calendar=Calendar(
            yearly=frozenset((int(text[:2]), int(text[3:])) for text in yearly),
            moved=frozenset(day for row in years for day in row["moved"]),
            working=frozenset(day for row in years for day in row["working"]),
            years=frozenset(row["year"] for row in years),
        ),
    )
