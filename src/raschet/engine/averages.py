"""The monthly average that stands in for a missing reading (R-120, PP 354 cl. 59)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raschet.values.rounding import divide_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence


def monthly_average_micro(volumes_micro: Sequence[int], window_months: int) -> int | None:
    """Mean of the latest actual months, half-up to six decimals (D-02); None without history.

    volumes_micro: one volume a month between actual readings, oldest first. Months that were
    themselves averaged or billed by the norm must not be among them (R-123).
    """
    latest = volumes_micro[-window_months:]
    return divide_half_up(sum(latest), len(latest)) if latest else None
