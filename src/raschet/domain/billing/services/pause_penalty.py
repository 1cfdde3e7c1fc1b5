"""Let an account's debts bear no penalty on some days (R-185)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.billing.models import PenaltyPause
from raschet.values.period import Period


class PauseEmpty(ValueError):
    """The pause ends before it begins."""

    def __init__(self, valid_from: date, valid_until: date) -> None:
        super().__init__(valid_from, valid_until)
        self.valid_from = valid_from
        self.valid_until = valid_until

    def __str__(self) -> str:
        return f"a pause from {self.valid_from} until {self.valid_until} has no days"


def pause_penalty(
    *,
    account_id: int,
    valid_from: date,
    valid_until: date | None,
    reason: str,
    actor: str,
    origin_period: Period | None = None,
) -> int:
    """The bill was not delivered, or a recalculation is disputed: those days bear nothing.

    valid_until: the first day that bears again, None while it is open. origin_period: only the debt of
    that month. What was accrued for these days is taken back by the next run. Returns the pause's id.
    Raises: PauseEmpty.
    """
    if valid_until is not None and valid_until <= valid_from:
        raise PauseEmpty(valid_from, valid_until)
    with transaction.atomic():
        pause = PenaltyPause.objects.create(
            account_id=account_id,
            origin_period=None if origin_period is None else origin_period.first_day,
            valid_from=valid_from,
            valid_until=valid_until,
            reason=reason,
            actor=actor,
        )
        record_deed(
            actor=actor, action="PENALTY_PAUSED", subject=f"account:{account_id}",
            detail={"pause": pause.pk, "from": str(valid_from), "until": str(valid_until)},
        )  # fmt: skip
    return pause.pk
