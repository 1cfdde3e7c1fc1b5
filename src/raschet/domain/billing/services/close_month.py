"""Close a published month for ever."""

from __future__ import annotations

from datetime import datetime

from raschet.domain.billing.errors import MonthNotPublished
from raschet.domain.billing.models import Run
from raschet.domain.ledger.services.close_period import (
    PreparedBalances,
    check_period_can_close,
    close_period,
)
from raschet.values.period import Period


def close_month(*, period: Period, login: str, closed_at: datetime, workers: int = 2) -> int:
    """Write the month's balances and close it; returns how many balances were written.

    Raises: MonthNotPublished, PeriodNotOpened, PeriodClosed, EarlierPeriodOpen, BookNotPublished,
    RunInProgress.
    """
    check_period_can_close(period)
    run = Run.objects.filter(period=period.first_day, state=Run.State.PUBLISHED).first()
    if run is None:
        raise MonthNotPublished(period)
    rows = run.totals.get("balances")
    return close_period(
        period=period,
        actor=login,
        closed_at=closed_at,
        workers=workers,
        prepared=PreparedBalances(run.book_id, rows) if run.book_id and rows is not None else None,
    )
