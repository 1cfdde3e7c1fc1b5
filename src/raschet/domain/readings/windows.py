"""On which days of a month readings are taken for it, and in which month a reading counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from raschet.domain.readings.models import Channel, ReadingWindow
from raschet.values.period import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

RESIDENTS_DOORS: Final = frozenset(
    {
        Channel.CABINET.value,
        Channel.SITE.value,
        Channel.MOBILE.value,
        Channel.TELEPHONE.value,
        Channel.SLIP.value,
        Channel.BANK.value,
    }
)
"""Doors that the window governs. Acts, devices and files count in the month they were taken in."""
QUEUED_DOORS: Final = frozenset({Channel.CABINET.value, Channel.MOBILE.value})
QUEUE_DAYS: Final = 3
"""A signed-in reading may wait so long for a connection and still counts by the day it was taken."""


class WindowUnknown(LookupError):
    """No window is decided for a day."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day

    def __str__(self) -> str:
        return f"no window of readings is decided for {self.day}"


@dataclass(frozen=True, slots=True)
class Window:
    """The decision in force from a day until another (excluded; None: still)."""

    valid_from: date
    valid_until: date | None
    first_day: int
    last_day: int

    def opens_on(self, period: Period) -> date:
        """The day from which readings of the month are asked for."""
        return period.first_day.replace(day=min(self.first_day, period.days))

    def closes_on(self, period: Period) -> date:
        """The last day on which a reading counts in the month."""
        return period.first_day.replace(day=min(self.last_day, period.days))


@dataclass(frozen=True, slots=True)
class ReadingMonth:
    """The month for which a reading given on a day counts."""

    period: Period
    opens_on: date
    closes_on: date
    today: date
    ended_on: date
    """When the window of the day's own calendar month closes, or has closed."""

    @property
    def ended(self) -> Period:
        """The calendar month of the day."""
        return Period.of(self.today)

    @property
    def late(self) -> bool:
        """Given after the window of its own calendar month had closed."""
        return Period.of(self.today) < self.period

    @property
    def opened(self) -> bool:
        """Inside the window: readings are asked for."""
        return self.opens_on <= self.today <= self.closes_on

    @property
    def days_left(self) -> int:
        return (self.closes_on - self.today).days


def decided_windows() -> list[Window]:
    """All decisions, in the order of time."""
    rows = ReadingWindow.objects.order_by("valid_from")
    return [Window(row.valid_from, row.valid_until, row.first_day, row.last_day) for row in rows]


def window_on(windows: Sequence[Window], day: date) -> Window:
    """The decision in force on a day. Raises: WindowUnknown."""
    for window in windows:
        if window.valid_from <= day and (window.valid_until is None or day < window.valid_until):
            return window
    raise WindowUnknown(day)


def month_of_day(windows: Sequence[Window], day: date) -> ReadingMonth:
    """The month a reading given on a day counts in (R-100). Raises: WindowUnknown."""
    period = Period.of(day)
    window = window_on(windows, period.first_day)
    ended_on = window.closes_on(period)
    if day > ended_on:
        period = period.plus(1)
        window = window_on(windows, period.first_day)
    return ReadingMonth(period, window.opens_on(period), window.closes_on(period), day, ended_on)


def judged_day(channel: str, taken_on: date, received_on: date) -> date:
    """The day that decides about the month: of arrival, or of reading for a queue without network."""
    queued = channel in QUEUED_DOORS and taken_on <= received_on
    if queued and received_on - taken_on <= timedelta(days=QUEUE_DAYS):
        return taken_on
    return received_on
