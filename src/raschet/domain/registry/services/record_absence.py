"""Take in an application for temporary absence; withdraw one that was not confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, Sum

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.registry.models import Absence, Account, Household
from raschet.domain.registry.services.correct_account import AccountNotFound
from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty
from raschet.engine.law.recalculation import absence_law
from raschet.values.period import Period

REASON: Final = "ABSENCE"


@dataclass(frozen=True, slots=True)
class NewAbsence:
    """An application. left_on and returned_on are days at home; documents: what proves it."""

    account_id: int
    persons: int
    left_on: date
    returned_on: date
    applied_on: date
    documents: str = ""
    meter_excused: bool = False


class AbsenceRefused(ValueError):
    """The application does not give a right to recalculation. Nothing was recorded.

    reason: TOO_SHORT, TOO_LATE, NO_DOCUMENTS, TOO_FAR_AHEAD, TOO_MANY_PERSONS or NOBODY; limit: days,
    months or persons that the rule allows.
    """

    def __init__(self, reason: str, limit: int) -> None:
        super().__init__(reason, limit)
        self.reason = reason
        self.limit = limit

    def __str__(self) -> str:
        return f"the absence is refused: {self.reason} ({self.limit})"


class AbsenceNotFound(LookupError):
    """There is no such absence, or it was withdrawn before. Nothing was changed."""

    def __init__(self, absence_id: int) -> None:
        super().__init__(absence_id)
        self.absence_id = absence_id

    def __str__(self) -> str:
        return f"there is no absence {self.absence_id} that still counts"


def record_absence(*, absence: NewAbsence, actor: str) -> int:
    """Record an absence; returns its number. Published months it touches are recalculated.

    More than five full days, applied for before the departure or within 30 days of the return, with
    documents; without them only ahead of the return and for six months at most, to be withdrawn when
    nothing confirms it.
    Raises: AbsenceRefused, AccountNotFound. Source: PP RF No. 354, cl. 86, 91 to 95; R-150, R-153.
    """
    with transaction.atomic():
        if not Account.objects.select_for_update().filter(pk=absence.account_id).exists():
            raise AccountNotFound(absence.account_id)
        _check_days(absence)
        _check_persons(absence)
        row = Absence.objects.create(
            account_id=absence.account_id,
            persons=absence.persons,
            left_on=absence.left_on,
            returned_on=absence.returned_on,
            applied_on=absence.applied_on,
            documents=absence.documents,
            meter_excused=absence.meter_excused,
            actor=actor,
        )
        mark_dirty(facts=[_late(row)])
        record_deed(
            actor=actor,
            action="ABSENCE_RECORDED",
            subject=f"account:{absence.account_id}",
            detail={
                "absence": row.pk,
                "persons": absence.persons,
                "left_on": absence.left_on.isoformat(),
                "returned_on": absence.returned_on.isoformat(),
            },
        )
        return row.pk


def withdraw_absence(*, absence_id: int, withdrawn_on: date, actor: str) -> None:
    """Let an absence that nothing confirmed count no more; what was given back is charged again.

    Raises: AbsenceNotFound.
    """
    with transaction.atomic():
        row = (
            Absence.objects.select_for_update()
            .filter(pk=absence_id, withdrawn_on__isnull=True)
            .first()
        )
        if row is None:
            raise AbsenceNotFound(absence_id)
        row.withdrawn_on = withdrawn_on
        row.save(update_fields=["withdrawn_on"])
        mark_dirty(facts=[_late(row)])
        record_deed(
            actor=actor,
            action="ABSENCE_WITHDRAWN",
            subject=f"account:{row.account_id}",
            detail={"absence": row.pk},
        )


def _late(row: Absence) -> LateFact:
    return LateFact(REASON, row.left_on, row.returned_on, scope_id=row.account_id)


def _check_days(absence: NewAbsence) -> None:
    law = absence_law(Period.of(absence.left_on))
    full_days = (absence.returned_on - absence.left_on).days - 1
    if full_days <= law.full_days_more_than:
        raise AbsenceRefused("TOO_SHORT", law.full_days_more_than)
    if absence.applied_on > absence.returned_on + timedelta(days=law.application_days):
        raise AbsenceRefused("TOO_LATE", law.application_days)
    if absence.documents:
        return
    if absence.applied_on >= absence.returned_on:
        raise AbsenceRefused("NO_DOCUMENTS", law.application_days)
    ahead = Period.of(absence.left_on).months_until(Period.of(absence.returned_on))
    if ahead > law.announced_months:
        raise AbsenceRefused("TOO_FAR_AHEAD", law.announced_months)


def _check_persons(absence: NewAbsence) -> None:
    """No more people can be away than live there, together with those of other applications."""
    if absence.persons < 1:
        raise AbsenceRefused("NOBODY", 1)
    here = (
        Household.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=absence.left_on),
            account_id=absence.account_id,
            valid_from__lte=absence.left_on,
        )
        .order_by("-valid_from")
        .first()
    )
    residents = 0 if here is None else here.registered + here.temporary
    others = Absence.objects.filter(
        account_id=absence.account_id,
        withdrawn_on__isnull=True,
        left_on__lt=absence.returned_on,
        returned_on__gt=absence.left_on,
    ).aggregate(persons=Sum("persons"))["persons"]
    if absence.persons + (others or 0) > residents:
        raise AbsenceRefused("TOO_MANY_PERSONS", residents)
