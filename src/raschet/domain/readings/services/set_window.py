"""Decide on which days of a month readings are taken."""

from __future__ import annotations

from django.db import transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.readings.models import ReadingWindow
from raschet.values.period import Period


class WindowImpossible(ValueError):
    """The days do not lie inside a month in their order."""

    def __init__(self, first_day: int, last_day: int) -> None:
        super().__init__(first_day, last_day)
        self.first_day = first_day
        self.last_day = last_day


class WindowTooEarly(ValueError):
    """A later decision stands already: decisions follow one another in time."""

    def __init__(self, period: Period, last: Period) -> None:
        super().__init__(period, last)
        self.period = period
        self.last = last


def set_window(*, since: Period, first_day: int, last_day: int, actor: str) -> None:
    """From a month on, readings are taken from one day to another, both included.

    Repeating the month of the last decision corrects it. Raises: WindowImpossible, WindowTooEarly.
    Source: PP RF No. 354, cl. 33 (k(1)): a contract may set other days than to the 25th.
    """
    if not 1 <= first_day <= last_day <= 31:
        raise WindowImpossible(first_day, last_day)
    with transaction.atomic():
        last = ReadingWindow.objects.select_for_update().filter(valid_until=None).first()
        if last is not None and since.first_day < last.valid_from:
            raise WindowTooEarly(since, Period.of(last.valid_from))
        if last is not None and since.first_day == last.valid_from:
            last.delete()
        elif last is not None:
            last.valid_until = since.first_day
            last.save(update_fields=["valid_until"])
        ReadingWindow.objects.create(
            valid_from=since.first_day, first_day=first_day, last_day=last_day
        )
        record_deed(
            actor=actor,
            action="READING_WINDOW_SET",
            subject=f"period:{since}",
            detail={"first_day": first_day, "last_day": last_day},
        )
