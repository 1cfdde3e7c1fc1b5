"""Publish a month: bills become visible, then credits and advances pay what they can of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from raschet.domain.billing.errors import MonthAlreadyPublished, RunNotFound
from raschet.domain.billing.models import Run
from raschet.domain.billing.services.publish_run import publish_run
from raschet.domain.documents.deeds import advances_are_set_off
from raschet.domain.documents.services.finish_publication import finish_publication
from raschet.values.period import Period

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """What was published. ``set_off_accounts``: accounts whose credits or advances paid debts.

    ``resumed``: the bills were visible before, and only the set-off was finished.
    """

    period: Period
    set_off_accounts: int
    resumed: bool


def publish_month(*, run_id: int, login: str, published_at: datetime) -> PublishedMonth:
    """Publish an approved run and set off; a call cut short between the two is finished by the next.

    The run appears in one moment; the set-off goes account by account while payments go on.
    Raises: RunNotFound, RunNotApproved, MonthAlreadyPublished (with nothing left to do),
    PeriodClosed, RunInProgress, NoLiveBook.
    """
    run = Run.objects.filter(pk=run_id).first()
    if run is None:
        raise RunNotFound(run_id)
    period = Period.of(run.period)
    resumed = run.state == Run.State.PUBLISHED
    if resumed and advances_are_set_off(period):
        raise MonthAlreadyPublished(period)
    if not resumed:
        publish_run(run_id=run_id, login=login, published_at=published_at)
    accounts = finish_publication(period=period, login=login, now=published_at)
    return PublishedMonth(period, accounts, resumed=resumed)
