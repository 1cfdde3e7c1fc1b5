"""Sign a checked run. Two different people make it approved."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from raschet.domain.access.models import User
from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.billing.errors import (
    ApproverNotAllowed,
    ErrorsNotAccepted,
    RunNotChecked,
    RunNotFound,
    SamePersonTwice,
)
from raschet.domain.billing.models import Run, RunApproval, RunFinding

SIGNATURES_NEEDED: Final = 2

SIGNING_ROLES: Final = (User.Role.BILLING_CLERK, User.Role.SHIFT_LEAD, User.Role.ADMINISTRATOR)


def approve_run(
    *, run_id: int, login: str, approved_at: datetime, accept_errors: bool = False
) -> int:
    """Add one signature; returns how many are still needed (0: the run is APPROVED).

    While errors stand among the findings (a gap in tariffs, a missing norm), each person has to
    accept them knowingly with ``accept_errors``; the signature records it.
    Raises: RunNotFound, RunNotChecked, ApproverNotAllowed, SamePersonTwice, ErrorsNotAccepted.
    """
    with transaction.atomic():
        run = Run.objects.select_for_update().filter(pk=run_id).first()
        if run is None:
            raise RunNotFound(run_id)
        if run.state != Run.State.CHECKED:
            raise RunNotChecked(run_id)
        if not User.objects.filter(login=login, is_active=True, role__in=SIGNING_ROLES).exists():
            raise ApproverNotAllowed(run_id, login)
        if run.approvals.filter(login=login).exists():
            raise SamePersonTwice(run_id, login)
        errors = run.findings.filter(severity=RunFinding.Severity.ERROR).count()
        if errors and not accept_errors:
            raise ErrorsNotAccepted(run_id, errors)
        RunApproval.objects.create(
            run=run, login=login, accepts_errors=bool(errors), approved_at=approved_at
        )
        missing = SIGNATURES_NEEDED - run.approvals.count()
        if missing <= 0:
            run.state = Run.State.APPROVED
            run.save()
        record_deed(
            actor=login,
            action="RUN_SIGNED",
            subject=f"run:{run_id}",
            detail={"errors_accepted": errors, "approved": missing <= 0},
        )
        return max(missing, 0)
