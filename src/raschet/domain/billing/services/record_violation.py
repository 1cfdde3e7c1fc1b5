"""Record an act of unauthorised connection or tampering: the open month charges it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.billing.models import Run
from raschet.domain.registry.models import Account, AccountingPeriod, Service, Violation
from raschet.values.period import Period

if TYPE_CHECKING:
    from raschet.domain.billing.violations import ViolationKind


@dataclass(frozen=True, slots=True)
class Act:
    """An inspector's act. ``began_on``: the day of the connection, or of the last inspection."""

    account_id: int
    service_code: str
    kind: ViolationKind
    number: str
    found_on: date
    began_on: date


class ViolationRefused(ValueError):
    """An act that was not recorded; nothing was changed. number: the act's."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def __str__(self) -> str:
        return f"the act {self.number} was not recorded: {self.__class__.__name__}"


class ViolationDaysImpossible(ViolationRefused):
    """It was found in the future, before it began, or while the account was not served."""


class ActRecordedBefore(ViolationRefused):
    """The account has an act of this number for the service."""


class ServiceWithoutNorm(ViolationRefused):
    """The service is no utility of the catalogue that a norm measures."""


class ViolationChargedAlready(ViolationRefused):
    """A published month charged it; a correction in an open month gives it back."""


class ActUnknown(ViolationRefused):
    """No act of this number stands for the account."""


def record_violation(*, act: Act, today: date, actor: str) -> Period:
    """Record an act and return the month that charges it: of its day, or the next not published.

    Raises: ViolationDaysImpossible, ActRecordedBefore, ServiceWithoutNorm.
    Source: PP 354 cl. 62, 81(11) to 81(13) (rule R-130).
    """
    account = Account.objects.get(pk=act.account_id)
    service = Service.objects.filter(code=act.service_code, kind=Service.Kind.UTILITY).first()
    if service is None or not act.number.strip():
        raise ServiceWithoutNorm(act.number)
    served = account.opened_on <= act.found_on and (
        account.closed_on is None or act.found_on < account.closed_on
    )
    if not (act.began_on <= act.found_on <= today and served):
        raise ViolationDaysImpossible(act.number)
    charged_in = _month_to_charge(act.found_on)
    try:
        with transaction.atomic():
            violation = Violation.objects.create(
                account_id=account.pk,
                service=service,
                kind=act.kind.value,
                act_number=act.number.strip(),
                found_on=act.found_on,
                began_on=act.began_on,
                charged_in=charged_in.first_day,
                actor=actor,
            )
            record_deed(
                actor=actor,
                action="VIOLATION_RECORDED",
                subject=f"account:{account.pk}",
                detail={"violation": violation.pk, "charged_in": str(charged_in)},
            )
    except IntegrityError as error:
        raise ActRecordedBefore(act.number) from error
    return charged_in


def withdraw_violation(*, account_id: int, number: str, today: date, actor: str) -> None:
    """Take an act back before its month is published; the record of it stays.

    Raises: ActUnknown, ViolationChargedAlready.
    """
    with transaction.atomic():
        violation = (
            Violation.objects.select_for_update()
            .filter(account_id=account_id, act_number=number, withdrawn_on__isnull=True)
            .first()
        )
        if violation is None:
            raise ActUnknown(number)
        if violation.charged_in in _published():
            raise ViolationChargedAlready(number)
        violation.withdrawn_on = today
        violation.save(update_fields=["withdrawn_on"])
        record_deed(
            actor=actor,
            action="VIOLATION_WITHDRAWN",
            subject=f"account:{account_id}",
            detail={"violation": violation.pk},
        )


def _month_to_charge(found_on: date) -> Period:
    """The month of the act, or the first one after it whose books are open and not published."""
    period = Period.of(found_on)
    closed = set(
        AccountingPeriod.objects.filter(state=AccountingPeriod.State.CLOSED).values_list(
            "period", flat=True
        )
    )
    taken = closed | _published()
    first = AccountingPeriod.objects.order_by("period").values_list("period", flat=True).first()
    if first is not None:
        period = max(period, Period.of(first))
    while period.first_day in taken:
        period = period.plus(1)
    return period


def _published() -> set[date]:
    rows = Run.objects.filter(state=Run.State.PUBLISHED)
    return set(rows.values_list("period", flat=True))
