"""Close a published month, after finishing its set-off where the publication was cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raschet.domain.billing.services.close_month import close_month
from raschet.domain.documents.services.finish_publication import finish_publication

if TYPE_CHECKING:
    from datetime import datetime

    from raschet.values.period import Period


def finish_month(*, period: Period, login: str, closed_at: datetime, workers: int = 2) -> int:
    """Close a month for ever; returns how many balances were written.

    Raises: MonthNotPublished, PeriodNotOpened, PeriodClosed, EarlierPeriodOpen, BookNotPublished,
    RunInProgress, NoLiveBook.
    """
    finish_publication(period=period, login=login, now=closed_at)
    return close_month(period=period, login=login, closed_at=closed_at, workers=workers)
