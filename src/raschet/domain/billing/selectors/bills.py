"""The bill of a month as an account sees it: balances per service, lines with their explanations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Sum, Value
from django.db.models.functions import Coalesce

from raschet.domain.billing.explanations import ExplainedLine, explain_line, service_name
from raschet.domain.billing.models import ChargeLine, Run, Unbilled
from raschet.domain.billing.selectors.month_facts import month_facts
from raschet.domain.billing.selectors.turnovers import ServiceTurnover, turnovers
from raschet.domain.registry.selectors import ServiceName, service_names
from raschet.engine.house.balance import PRICED_APART
from raschet.values.period import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from raschet.domain.billing.explanations.facts import MonthFacts


@dataclass(frozen=True, slots=True)
class BillService:
    """One service on a bill. Kopecks; closing = opening + amount - paid.

    ``quantity_micro``: the charged volume in ``unit``, None where nothing was charged.
    """

    service_id: int
    service_code: str
    name: str
    unit: str
    amount_kopecks: int
    quantity_micro: int | None
    opening_kopecks: int
    paid_kopecks: int
    closing_kopecks: int
    lines: tuple[ExplainedLine, ...]


@dataclass(frozen=True, slots=True)
class Bill:
    """A published month of one account. Kopecks; to pay = opening + charged - paid.

    ``charged`` is everything the month charged, of it ``recalculated`` and ``penalty``. A negative
    sum to pay is an overpayment.
    """

    period: Period
    due_date: date
    opening_kopecks: int
    charged_kopecks: int
    recalculated_kopecks: int
    penalty_kopecks: int
    paid_kopecks: int
    to_pay_kopecks: int
    services: tuple[BillService, ...]


@dataclass(frozen=True, slots=True)
class UnbilledDays:
    """Days of a month for which an account or one of its services was not charged."""

    service_code: str
    reason: str
    first: date
    until: date


def bill_of_month(account_id: int, period: Period) -> Bill | None:
    """The account's bill of a published month; None where it has none."""
    run = _published(period)
    if run is None:
        return None
    facts = month_facts(account_id=account_id, run_id=run.pk, period=period)
    moved = turnovers(account_id=account_id, period=period)
    if not facts.lines and not moved:
        return None
    services = _services(facts, moved)
    return Bill(
        period=period,
        due_date=run.due_date,
        opening_kopecks=sum(one.opening_kopecks for one in moved.values()),
        charged_kopecks=sum(one.amount_kopecks for one in moved.values()),
        recalculated_kopecks=sum(one.recalculated_kopecks for one in moved.values()),
        penalty_kopecks=sum(one.penalty_kopecks for one in moved.values()),
        paid_kopecks=sum(one.paid_kopecks for one in moved.values()),
        to_pay_kopecks=sum(one.closing_kopecks for one in moved.values()),
        services=services,
    )


def billed_months(account_id: int) -> list[tuple[Period, int]]:
    """Published months that charged the account, oldest first, with what was charged (kopecks)."""
    published = Run.objects.filter(state=Run.State.PUBLISHED)
    months = dict(published.values_list("id", "period"))
    rows = (
        ChargeLine.objects.filter(account_id=account_id, run_id__in=list(months))
        .values("run_id")
        .annotate(charged=Coalesce(Sum(F("amount_kopecks")), Value(0)))
        .order_by()
    )
    return sorted((Period.of(months[row["run_id"]]), int(row["charged"])) for row in rows)


def month_is_published(period: Period) -> bool:
    """Whether residents can see the month's bills."""
    return _published(period) is not None


def unbilled_days(account_id: int, period: Period) -> list[UnbilledDays]:
    """What a published month did not charge an account, and why."""
    run = _published(period)
    if run is None:
        return []
    names = service_names()
    rows = Unbilled.objects.filter(run=run, account_id=account_id)
    return [
        UnbilledDays(
            service_code=names[row.service_id].code if row.service_id in names else "",
            reason=row.reason,
            first=row.valid_from,
            until=row.valid_until,
        )
        for row in rows.order_by("service_id", "valid_from", "id")
    ]


def _published(period: Period) -> Run | None:
    return Run.objects.filter(period=period.first_day, state=Run.State.PUBLISHED).first()


def _services(facts: MonthFacts, moved: Mapping[int, ServiceTurnover]) -> tuple[BillService, ...]:
    names = service_names()
    ids = {line.service_id for line in facts.lines} | set(moved)
    ordered = sorted(ids, key=lambda id_: (names[id_].position if id_ in names else 0, id_))
    return tuple(
        _service(id_, names.get(id_), facts, moved.get(id_) or ServiceTurnover(id_))
        for id_ in ordered
    )


def _service(
    service_id: int, name: ServiceName | None, facts: MonthFacts, moved: ServiceTurnover
) -> BillService:
    lines = [line for line in facts.lines if line.service_id == service_id]
    volumes = [
        line.quantity_micro
        for line in lines
        if line.kind == "CHARGE"
        and line.quantity_micro is not None
        and line.component not in PRICED_APART
    ]
    # Areas and pieces are not added up over the days of a month: a part of it has the same area.
    by_area = any(line.method in {"AREA_RATE", "FIXED"} for line in lines)
    quantity = (max(volumes) if by_area else sum(volumes)) if volumes else None
    code = name.code if name else str(service_id)
    return BillService(
        service_id=service_id,
        service_code=code,
        name=service_name(code),
        unit=name.unit if name else "",
        amount_kopecks=moved.amount_kopecks,
        quantity_micro=quantity,
        opening_kopecks=moved.opening_kopecks,
        paid_kopecks=moved.paid_kopecks,
        closing_kopecks=moved.closing_kopecks,
        lines=tuple(explain_line(line, facts) for line in lines),
    )
