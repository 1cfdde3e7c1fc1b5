"""The run of a month as the people who sign it see it: totals, findings, who was not billed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from raschet.domain.billing.models import Run, RunApproval, RunFinding, Unbilled
from raschet.domain.registry.selectors import service_names
from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class ServiceTotal:
    """What a run charges for a service, and what the last published run did (kopecks)."""

    service_code: str
    lines: int
    accounts: int
    amount_kopecks: int
    before_kopecks: int


@dataclass(frozen=True, slots=True)
class UnbilledCount:
    """How many accounts were not billed, or not for a service (empty: not at all), and why."""

    reason: str
    service_code: str
    accounts: int


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding of the checks. severity: INFO, WARNING or ERROR; detail: codes, ids and figures."""

    code: str
    severity: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunReport:
    """A month's run. ``signed_by``: logins in the order of signing."""

    run_id: int
    period: Period
    state: str
    due_date: date
    accounts: int
    billed_accounts: int
    lines: int
    postings: int
    amount_kopecks: int
    services: tuple[ServiceTotal, ...]
    unbilled: tuple[UnbilledCount, ...]
    findings: tuple[ReportedFinding, ...]
    signed_by: tuple[str, ...]


def run_of_month(period: Period) -> RunReport | None:
    """The month's published run, else the one that waits for signatures; None where there is none."""
    runs = Run.objects.filter(period=period.first_day).exclude(
        state__in=[Run.State.DISCARDED, Run.State.DRAFT]
    )
    run = runs.order_by("-id").first()
    return None if run is None else _report(run)


def _report(run: Run) -> RunReport:
    totals = run.totals
    return RunReport(
        run_id=run.pk,
        period=Period.of(run.period),
        state=run.state,
        due_date=run.due_date,
        accounts=totals.get("accounts", 0),
        billed_accounts=totals.get("billed_accounts", 0),
        lines=totals.get("lines", 0),
        postings=totals.get("postings", 0),
        amount_kopecks=totals.get("amount_kopecks", 0),
        services=_services(run),
        unbilled=_unbilled(run),
        findings=tuple(
            ReportedFinding(row.code, row.severity, row.detail)
            for row in RunFinding.objects.filter(run=run).order_by("id")
        ),
        signed_by=tuple(
            RunApproval.objects.filter(run=run)
            .order_by("approved_at", "id")
            .values_list("login", flat=True)
        ),
    )


def _services(run: Run) -> tuple[ServiceTotal, ...]:
    """Services of this run and of the last published one before, in the order of the bill."""
    previous = (
        Run.objects.filter(period__lt=run.period, state=Run.State.PUBLISHED)
        .order_by("-period")
        .first()
    )
    now = run.totals.get("services", {})
    before = previous.totals.get("services", {}) if previous else {}
    names = service_names()
    ids = [id_ for id_ in names if str(id_) in now or str(id_) in before]
    return tuple(
        ServiceTotal(
            service_code=names[id_].code,
            lines=now.get(str(id_), {}).get("lines", 0),
            accounts=now.get(str(id_), {}).get("accounts", 0),
            amount_kopecks=now.get(str(id_), {}).get("amount_kopecks", 0),
            before_kopecks=before.get(str(id_), {}).get("amount_kopecks", 0),
        )
        for id_ in ids
    )


def _unbilled(run: Run) -> tuple[UnbilledCount, ...]:
    names = service_names()
    rows = (
        Unbilled.objects.filter(run=run)
        .values("reason", "service_id")
        .annotate(accounts=Count("account_id", distinct=True))
        .order_by("reason", "service_id")
    )
    return tuple(
        UnbilledCount(
            row["reason"],
            names[row["service_id"]].code if row["service_id"] in names else "",
            row["accounts"],
        )
        for row in rows
    )
