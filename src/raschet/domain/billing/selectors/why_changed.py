"""Why an account's bill differs from that of an earlier month, split to the kopeck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from raschet.domain.billing.explanations.change import ExplainedChange, explain_change
from raschet.domain.billing.explanations.facts import ServiceFacts
from raschet.domain.billing.models import ChargeLine, Run
from raschet.domain.billing.selectors.bills import billed_months
from raschet.domain.billing.selectors.turnovers import ServiceTurnover, turnovers
from raschet.domain.registry.selectors import service_names
from raschet.engine.bill_change import ComparedLine, bill_change
from raschet.values.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BY_HAND: Final = "BY_HAND"
"""The method of a correction that stands in the books without a charge line."""


@dataclass(frozen=True, slots=True)
class BillChange:
    """What a month charged against another one. Kopecks; the parts add up to the change.

    ``parts``: the largest effect first, equal ones in the order of the bill.
    """

    before: Period
    now: Period
    before_kopecks: int
    now_kopecks: int
    parts: tuple[ExplainedChange, ...]

    @property
    def change_kopecks(self) -> int:
        return self.now_kopecks - self.before_kopecks


def why_changed(
    account_id: int, period: Period, against: Period | None = None
) -> BillChange | None:
    """Why the account's bill of a published month differs from an earlier one.

    against: the month to compare with; by default the last one before that charged the account.
    None where one of the two months did not charge it. A fixed number of queries; words in the
    active language.
    """
    billed = [month for month, _ in billed_months(account_id)]
    if against is None:
        against = max((month for month in billed if month < period), default=None)
    if against is None or against == period or not {against, period} <= set(billed):
        return None
    before, now = _lines_of(account_id, against), _lines_of(account_id, period)
    names = service_names()
    services = {id_: ServiceFacts(name.code, name.unit) for id_, name in names.items()}
    parts = [explain_change(part, services) for part in bill_change(before, now)]
    return BillChange(
        before=against,
        now=period,
        before_kopecks=sum(line.amount_kopecks for line in before),
        now_kopecks=sum(line.amount_kopecks for line in now),
        parts=tuple(
            sorted(
                parts,
                key=lambda part: (-abs(part.amount_kopecks), names[part.service_id].position),
            )
        ),
    )


def _lines_of(account_id: int, period: Period) -> list[ComparedLine]:
    """Everything a published month charged an account: its lines and corrections without one."""
    run_ids = Run.objects.filter(period=period.first_day, state=Run.State.PUBLISHED)
    rows = ChargeLine.objects.filter(
        account_id=account_id, run_id__in=list(run_ids.values_list("id", flat=True))
    )
    lines = [_line(row, period) for row in rows.order_by("service_id", "line_no")]
    moved = turnovers(account_id=account_id, period=period)
    by_hand = [line for turnover in moved.values() for line in _by_hand(turnover, lines)]
    return [*lines, *by_hand]


def _line(row: ChargeLine, period: Period) -> ComparedLine:
    return ComparedLine(
        service_id=row.service_id,
        kind=row.kind,
        method=row.method,
        amount_kopecks=row.amount_kopecks,
        of_month=Period.of(row.origin_period) == period,
        zone=row.zone or "",
        component=row.component or "",
        band=row.band,
        quantity_micro=row.quantity_micro,
        rate_micro_rubles=row.rate_micro_rubles,
        persons_micro=row.persons_micro,
        norm_micro=row.norm_micro,
        coefficient_micro=row.coefficient_micro,
        area_micro=row.area_micro,
        days=row.days or 0,
        month_days=period.days,
    )


def _by_hand(turnover: ServiceTurnover, lines: Sequence[ComparedLine]) -> Iterator[ComparedLine]:
    """What the books charged a service beyond its lines, such as a correction of live postings."""
    other_kopecks = turnover.amount_kopecks
    for kind, posted in (
        ("RECALCULATION", turnover.recalculated_kopecks),
        ("PENALTY", turnover.penalty_kopecks),
    ):
        beyond = posted - _charged(lines, turnover.service_id, {kind})
        other_kopecks -= posted
        if beyond:
            yield ComparedLine(turnover.service_id, kind, BY_HAND, beyond)
    other_kopecks -= _charged(
        lines, turnover.service_id, {"CHARGE", "RAISING", "VIOLATION", "BENEFIT"}
    )
    if other_kopecks:
        yield ComparedLine(turnover.service_id, "RECALCULATION", BY_HAND, other_kopecks)


def _charged(lines: Sequence[ComparedLine], service_id: int, kinds: set[str]) -> int:
    return sum(
        line.amount_kopecks
        for line in lines
        if line.service_id == service_id and line.kind in kinds
    )
