"""Set credits and advances off against a published month, exactly once, whatever was cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.billing.models import Run
from raschet.domain.documents.deeds import ADVANCES_SET_OFF, advances_are_set_off, month_subject
from raschet.domain.payments.services.set_off_advances import set_off_advances

if TYPE_CHECKING:
    from datetime import datetime

    from raschet.values.period import Period


def finish_publication(*, period: Period, login: str, now: datetime) -> int:
    """Set off what a published month lacks and record that it is done; returns the accounts set off.

    Nothing is done for a month that is not published or whose set-off is recorded. Killed in its
    midst, it is repeated: an account is set off under its own lock, once a month.
    Raises: NoLiveBook.
    """
    published = Run.objects.filter(period=period.first_day, state=Run.State.PUBLISHED).exists()
    if not published or advances_are_set_off(period):
        return 0
    accounts = set_off_advances(period=period, value_date=localdate(now), actor=login)
    with transaction.atomic():
        record_deed(
            actor=login,
            action=ADVANCES_SET_OFF,
            subject=month_subject(period),
            detail={"accounts": accounts},
        )
    return accounts
