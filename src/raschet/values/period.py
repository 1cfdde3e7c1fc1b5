"""A billing period: one calendar month (rule R-001, PP 354 cl. 37)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Self

from raschet.values.date_range import DateRange

if TYPE_CHECKING:
    from collections.abc import Iterator

PERIOD_PATTERN: Final = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


class PeriodInvalid(ValueError):
    """The text does not name a calendar month."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"{self.text!r} is not a month; write it as 2026-10"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar month. Ordered, hashable; stored as the date of its first day."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1900 <= self.year <= 9998):
            raise PeriodInvalid(f"{self.year:04d}-{self.month:02d}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2026-10``. Raises: PeriodInvalid."""
        match = PERIOD_PATTERN.fullmatch(text.strip())
        if match is None:
            raise PeriodInvalid(text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that contains a day."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """The day that stands for the month in tables."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        """Calendar days in the month."""
        return calendar.monthrange(self.year, self.month)[1]

    @property
    def dates(self) -> DateRange:
        """The month as a half-open range of days."""
        return DateRange(self.first_day, self.last_day + timedelta(days=1))

    def plus(self, months: int) -> Self:
        """The month that lies so many months later (earlier when negative)."""
        index = self.year * 12 + self.month - 1 + months
        return type(self)(index // 12, index % 12 + 1)

    def months_until(self, other: Period) -> int:
        """How many months later the other period is; negative when earlier."""
        return (other.year - self.year) * 12 + other.month - self.month

    def through(self, last: Period) -> Iterator[Self]:
        """Every month from this one to the last one, both included."""
        current = self
        while current <= last:
            yield current
            current = current.plus(1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
