"""The meters a household reads, and the month its readings count for now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from raschet.domain.readings.selectors import meters_to_read, reading_month
from raschet.domain.readings.windows import ReadingMonth, WindowUnknown
from raschet.values.period import Period

if TYPE_CHECKING:
    from raschet.domain.readings.selectors import MeterToRead
    from raschet.interfaces.portal.cabinet.opened_account import Asker


@dataclass(frozen=True, slots=True)
class MonthOfReadings:
    """``month`` is None where the centre decided no days for readings."""

    month: ReadingMonth | None
    meters: list[MeterToRead]


def month_of_readings(asker: Asker) -> MonthOfReadings:
    """What there is to read today. Three queries."""
    try:
        month = reading_month(asker.today)
    except WindowUnknown:
        month = None
    period = month.period if month else Period.of(asker.today)
    meters = meters_to_read(asker.account.account_id, period=period, today=asker.today)
    return MonthOfReadings(month, meters)
