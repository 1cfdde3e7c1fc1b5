"""What the recalculation lines of a bill stand on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils.timezone import localtime

from raschet.domain.billing.explanations.facts import (
    EventFacts,
    LineFacts,
    RecalculationFacts,
)
from raschet.domain.billing.models import Line, Recalculation, RecomputedLine
from raschet.domain.registry.models import Account, QualityEvent
from raschet.engine.recalculation.difference import OWN_SUBJECTS
from raschet.values.period import Period


def line_facts(row: Line) -> LineFacts:
    """A stored line as explanations know it."""
    return LineFacts(
        service_id=row.service_id,
        line_no=row.line_no,
        kind=row.kind,
        method=row.method,
        amount_kopecks=row.amount_kopecks,
        origin_period=Period.of(row.origin_period),
        segment_from=row.segment_from,
        segment_until=row.segment_until,
        supplier_id=row.supplier_id,
        reason=row.reason or "",
        zone=row.zone or "",
        band=row.band or 0,
        component=row.component or "",
        quantity_micro=row.quantity_micro,
        rate_micro_rubles=row.rate_micro_rubles,
        tariff_id=row.tariff_id,
        persons_micro=row.persons_micro,
        norm_micro=row.norm_micro,
        coefficient_micro=row.coefficient_micro,
        area_micro=row.area_micro,
        house_volume_micro=row.house_volume_micro,
        house_area_micro=row.house_area_micro,
        days=row.days,
    )


def event_facts(*, account_id: int, lines: Sequence[LineFacts]) -> list[EventFacts]:
    """The interruptions that reductions among the lines are made for; no question where none are."""
    months = [line.origin_period for line in lines if line.method == "QUALITY"]
    if not months:
        return []
    house = Account.objects.values_list("house_id", flat=True).get(pk=account_id)
    rows = QualityEvent.objects.filter(
        house_id=house,
        account_id__in=[0, account_id],
        withdrawn_on__isnull=True,
        ended_at__date__gte=min(months).first_day,
        started_at__date__lte=max(months).last_day,
    )
    return [
        EventFacts(
            row.service_id, row.case_code, localtime(row.started_at), localtime(row.ended_at)
        )
        for row in rows.order_by("started_at", "id")
    ]


def recalculation_facts(
    *, account_id: int, run_id: int
) -> dict[tuple[int, int], RecalculationFacts]:
    """By service and number of the line: the sums before and after, with the recomputed lines."""
    anew: dict[tuple[int, int, Period, bool], list[LineFacts]] = defaultdict(list)
    for row in RecomputedLine.objects.filter(account_id=account_id, run_id=run_id).order_by(
        "origin_period", "service_id", "line_no"
    ):
        line = line_facts(row)
        own = line.method in OWN_SUBJECTS
        anew[line.service_id, line.supplier_id, line.origin_period, own].append(line)
    return {
        (row.service_id, row.line_no): RecalculationFacts(
            was_kopecks=row.was_kopecks,
            should_kopecks=row.should_kopecks,
            was_micro=row.was_micro,
            should_micro=row.should_micro,
            reasons=tuple(row.reasons.split(",")),
            anew=tuple(
                anew[
                    row.service_id,
                    row.supplier_id,
                    Period.of(row.origin_period),
                    row.method in OWN_SUBJECTS,
                ]
            ),
        )
        for row in Recalculation.objects.filter(account_id=account_id, run_id=run_id)
    }
