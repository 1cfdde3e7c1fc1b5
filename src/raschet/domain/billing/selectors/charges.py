"""What an account was charged, by months and services, and when its last bill is due."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from raschet.domain.billing.models import ChargeLine, Run
from raschet.domain.registry.selectors import service_names
from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class ServiceCharge:
    """What a month charged for a service, all kinds of lines together (kopecks)."""

    service_code: str
    amount_kopecks: int


@dataclass(frozen=True, slots=True)
class MonthCharges:
    """A published month of an account; services in the order of the bill."""

    period: Period
    amount_kopecks: int
    services: tuple[ServiceCharge, ...]


@dataclass(frozen=True, slots=True)
class BillDate:
    """A published month, the day until which its bill is to be paid, and when people saw it."""

    period: Period
    due_date: date
    published_at: datetime


def charges_by_month(account_id: int) -> list[MonthCharges]:
    """Every published month that charged the account, oldest first. Three queries."""
    months = dict(Run.objects.filter(state=Run.State.PUBLISHED).values_list("id", "period"))
    rows = (
        ChargeLine.objects.filter(account_id=account_id, run_id__in=list(months))
        .values("run_id", "service_id")
        .annotate(charged=Sum("amount_kopecks"))
        .order_by()
    )
    names = service_names()
    found: dict[date, list[tuple[int, ServiceCharge]]] = defaultdict(list)
    for row in rows:
        name = names[row["service_id"]]
        charge = ServiceCharge(name.code, int(row["charged"]))
        found[months[row["run_id"]]].append((name.position, charge))
    return [
        MonthCharges(
            period=Period.of(first_day),
            amount_kopecks=sum(charge.amount_kopecks for _, charge in charges),
            services=tuple(charge for _, charge in sorted(charges, key=lambda pair: pair[0])),
        )
        for first_day, charges in sorted(found.items())
    ]


def published_bills(limit: int) -> list[BillDate]:
    """The months whose bills were published last, the newest first. One query."""
    runs = Run.objects.filter(state=Run.State.PUBLISHED, published_at__isnull=False)
    return [
        BillDate(Period.of(run.period), run.due_date, run.published_at)
        for run in runs.order_by("-period")[:limit]
        if run.published_at is not None
    ]


def last_bill_date() -> BillDate | None:
    """The month whose bills were published last; None before the first. One query."""
    return next(iter(published_bills(1)), None)
