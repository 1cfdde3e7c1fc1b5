"""Half-open ranges of days: how every dated fact is valid, ``[first, until)``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class DateRangeInvalid(ValueError):
    """A range must end after it begins."""

    def __init__(self, first: date, until: date) -> None:
        super().__init__(first, until)
        self.first = first
        self.until = until

    def __str__(self) -> str:
        return f"the range from {self.first} until {self.until} holds no day"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from ``first`` up to but without ``until``; ``until=None`` means without end."""

    first: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.first:
            raise DateRangeInvalid(self.first, self.until)

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.until is None or day < self.until)

    def __lt__(self, other: DateRange) -> bool:
        """Ranges sort by their first day, then by their end; without end sorts last."""
        return (self.first, self.until or date.max) < (other.first, other.until or date.max)

    def overlaps(self, other: DateRange) -> bool:
        return self.intersection(other) is not None

    def intersection(self, other: DateRange) -> DateRange | None:
        """The days both ranges share, or None."""
        first = max(self.first, other.first)
        until = min(self.until or date.max, other.until or date.max)
        if until <= first:
            return None
        return DateRange(first, None if until == date.max else until)

    @property
    def days(self) -> int:
        """Calendar days in the range. Raises: ValueError for a range without end."""
        if self.until is None:
            raise ValueError("a range without end has no number of days")
        return (self.until - self.first).days

    def gaps(self, covered: Iterable[DateRange]) -> list[DateRange]:
        """The parts of this range that none of the others covers, in order."""
        missing: list[DateRange] = []
        position = self.first
        end = self.until or date.max
        for part in sorted(covered):
            if part.first > position and position < end:
                missing.append(DateRange(position, min(part.first, end)))
            position = max(position, part.until or date.max)
        if position < end:
            missing.append(DateRange(position, self.until))
        return missing

    def __str__(self) -> str:
        return f"{self.first}..{self.until or ''}"
