"""Record an interruption or poor quality of a service; withdraw a record that was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.registry.models import Account, House, QualityEvent, Service
from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty
from raschet.engine.law.parameters import ParameterUnknown
from raschet.engine.law.recalculation import reduction_of
from raschet.values.period import Period

REASON: Final = "QUALITY"
MEASURED_SHAPES: Final = ("TEMPERATURE", "PRESSURE")


@dataclass(frozen=True, slots=True)
class NewQualityEvent:
    """What the dispatcher's record or the act says, from its start until the restoration (R-162).

    account_id 0: the whole house. measured_micro: degrees, or percent of the pressure's deviation.
    standard_micro: lowest degrees where the law's do not hold. rate_micro_rubles: of missing work.
    """

    house_id: int
    service_code: str
    case_code: str
    started_at: datetime
    ended_at: datetime
    account_id: int = 0
    measured_micro: int | None = None
    standard_micro: int | None = None
    rate_micro_rubles: int | None = None
    act: str = ""


class QualityEventRefused(ValueError):
    """The record makes no sense. Nothing was recorded.

    reason: CASE_UNKNOWN, SERVICE_UNFIT, ENDS_BEFORE_START, NOT_MEASURED, NO_RATE or PLACE_UNKNOWN.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"the event is refused: {self.reason} {self.detail}".rstrip()


class QualityEventNotFound(LookupError):
    """There is no such event, or it was withdrawn before. Nothing was changed."""

    def __init__(self, event_id: int) -> None:
        super().__init__(event_id)
        self.event_id = event_id

    def __str__(self) -> str:
        return f"there is no event {self.event_id} that still counts"


def record_quality_event(*, event: NewQualityEvent, actor: str) -> int:
    """Record an event; returns its number. Published months it touches are recalculated.

    Raises: QualityEventRefused. Source: PP RF No. 354, section IX, App. 1; rules R-160 to R-162.
    """
    with transaction.atomic():
        _check(event)
        row = QualityEvent.objects.create(
            house_id=event.house_id,
            account_id=event.account_id,
            service=Service.objects.get(code=event.service_code),
            case_code=event.case_code,
            started_at=event.started_at,
            ended_at=event.ended_at,
            measured_micro=event.measured_micro,
            standard_micro=event.standard_micro,
            rate_micro_rubles=event.rate_micro_rubles,
            act=event.act,
            actor=actor,
        )
        mark_dirty(facts=[_late(row)])
        record_deed(
            actor=actor,
            action="QUALITY_EVENT_RECORDED",
            subject=f"house:{event.house_id}",
            detail={
                "event": row.pk,
                "case": event.case_code,
                "service": event.service_code,
                "from": event.started_at.isoformat(),
                "until": event.ended_at.isoformat(),
            },
        )
        return row.pk


def withdraw_quality_event(*, event_id: int, withdrawn_on: date, actor: str) -> None:
    """Let a wrong record count no more; what was given back because of it is charged again.

    Raises: QualityEventNotFound.
    """
    with transaction.atomic():
        row = (
            QualityEvent.objects.select_for_update()
            .filter(pk=event_id, withdrawn_on__isnull=True)
            .first()
        )
        if row is None:
            raise QualityEventNotFound(event_id)
        row.withdrawn_on = withdrawn_on
        row.save(update_fields=["withdrawn_on"])
        mark_dirty(facts=[_late(row)])
        record_deed(
            actor=actor,
            action="QUALITY_EVENT_WITHDRAWN",
            subject=f"house:{row.house_id}",
            detail={"event": row.pk},
        )


def _late(row: QualityEvent) -> LateFact:
    """The days of the event in the centre's zone; of a house, or of the one account."""
    first, last = localdate(row.started_at), localdate(row.ended_at)
    until = Period.of(last).plus(1).first_day
    if row.account_id:
        return LateFact(REASON, first, until, scope_id=row.account_id, service_id=row.service_id)
    return LateFact(
        REASON, first, until, scope="HOUSE", scope_id=row.house_id, service_id=row.service_id
    )


def _check(event: NewQualityEvent) -> None:
    """Raises: QualityEventRefused."""
    if event.ended_at <= event.started_at:
        raise QualityEventRefused("ENDS_BEFORE_START")
    try:
        law = reduction_of(event.case_code, Period.of(localdate(event.started_at)))
    except ParameterUnknown as error:
        raise QualityEventRefused("CASE_UNKNOWN", event.case_code) from error
    if event.service_code not in law.services:
        raise QualityEventRefused("SERVICE_UNFIT", ", ".join(law.services))
    if law.shape in MEASURED_SHAPES and event.measured_micro is None:
        raise QualityEventRefused("NOT_MEASURED")
    if law.shape == "WORK" and not event.rate_micro_rubles:
        raise QualityEventRefused("NO_RATE")
    if not House.objects.filter(pk=event.house_id).exists() or (
        event.account_id
        and not Account.objects.filter(pk=event.account_id, house_id=event.house_id).exists()
    ):
        raise QualityEventRefused("PLACE_UNKNOWN")
