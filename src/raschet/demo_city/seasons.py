"""When the town is heated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from raschet.values.period import Period

PPM: Final = 1_000_000
WHOLE_MONTHS: Final = (11, 12, 1, 2, 3)
HALF_MONTHS: Final = (10, 4)


def heated_ppm(period: Period) -> int:
    """Which part of a month is heated: from the middle of October to the middle of April."""
    if period.month in WHOLE_MONTHS:
        return PPM
    return PPM // 2 if period.month in HALF_MONTHS else 0
