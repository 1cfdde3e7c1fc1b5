"""Penalties in a run: which books they are computed from, and a chunk's lines and portions.

A penalty is a charge line of kind PENALTY for a service and the month the debt arose in (R-181 to
R-185, D-21). It counts the days up to the last day of the run's month; what is paid later is known to
the next run, which brings the line's sum to what the law awards then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.billing.findings import Finding, Severity
from raschet.domain.billing.models import Run
from raschet.domain.billing.selectors.late_debts import PenaltyBooks, late_debts
from raschet.domain.ledger.models import Book
from raschet.domain.registry.models import AccountingPeriod, Service
from raschet.domain.tariffs.selectors import due_law, penalty_law, penalty_schemes
from raschet.engine.due_dates import DueDateUnknown, DueLaw, due_dates
from raschet.engine.lines import LINE_SCHEMA, as_lines
from raschet.engine.penalties import (
    DEBT,
    KeyRateUnknown,
    PenaltyKindUnknown,
    penalties_with_portions,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from raschet.domain.billing.selectors.houses import HouseChunk
    from raschet.domain.ledger.connections import ColumnReader
    from raschet.engine.law.penalty import PenaltyLaw
    from raschet.values.period import Period

METHOD: Final = "PENALTY"
MONTHS_BACK: Final = 600
"""No debt is older than fifty years; the law tables end earlier."""

PORTION_SCHEMA: Final = {
    "account_id": pl.Int64,
    "service_id": pl.Int16,
    "origin_period": pl.Date,
    "portion_no": pl.Int16,
    "part_kopecks": pl.Int64,
    "percent_micro": pl.Int64,
    "due_on": pl.Date,
    "until": pl.Date,
    "days_1": pl.Int32,
    "days_2": pl.Int32,
    "divisor_1": pl.Int32,
    "divisor_2": pl.Int32,
    "settled": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class PenaltyPlan:
    """What all chunks of a run share. schemes: by service the kind and the first day that may bear."""

    on: date
    law: PenaltyLaw
    schemes: Mapping[int, tuple[str, date]]
    due_on: Mapping[date, date]
    books: PenaltyBooks


@dataclass(frozen=True, slots=True)
class ChunkPenalties:
    """Lines without numbers, their portions, the houses of their accounts, what went wrong."""

    lines: pl.DataFrame
    portions: pl.DataFrame
    houses: pl.DataFrame
    findings: tuple[Finding, ...] = ()


def no_penalties(*findings: Finding) -> ChunkPenalties:
    """A chunk without penalties."""
    return ChunkPenalties(
        lines=pl.DataFrame(schema=LINE_SCHEMA),
        portions=pl.DataFrame(schema=PORTION_SCHEMA),
        houses=pl.DataFrame(schema={"account_id": pl.Int64, "house_id": pl.Int64}),
        findings=findings,
    )


def penalty_plan(period: Period) -> PenaltyPlan | None:
    """The plan of a month's penalties; None while no service's debts bear one."""
    on = period.last_day
    ids = dict(Service.objects.values_list("code", "id"))
    schemes = {
        ids[scheme.service_code]: (scheme.kind, scheme.since)
        for scheme in penalty_schemes(on)
        if scheme.service_code in ids
    }
    if not schemes:
        return None
    law, due = penalty_law(on), due_law()
    kinds = {kind for kind, _ in schemes.values()}
    first_day = min((law.steps[kind][0].first_day for kind in kinds & law.steps.keys()), default=1)
    due_on = _due_days(period, due, on - timedelta(days=first_day))
    if not due_on:
        return None
    return PenaltyPlan(on, law, schemes, due_on, _books(period, max(due_on)))


def _due_days(period: Period, law: DueLaw, latest: date) -> dict[date, date]:
    """Day of payment by origin month, of the months that were due on a day or before it."""
    found = {}
    for back in range(1, MONTHS_BACK):
        origin = period.plus(-back)
        try:
            pay_by = due_dates(origin, law=law).pay_by
        except DueDateUnknown:
            break
        if pay_by <= latest:
            found[origin.first_day] = pay_by
    return found


def _books(period: Period, horizon: date) -> PenaltyBooks:
    visible = list(
        Book.objects.exclude(state=Book.State.DRAFT)
        .filter(period__lte=period.first_day)
        .order_by("id")
        .values_list("id", "period", "kind")
    )
    base = (
        AccountingPeriod.objects.filter(state=AccountingPeriod.State.CLOSED, period__lte=horizon)
        .order_by("-period")
        .values_list("period", flat=True)
        .first()
    )
    before = (
        Run.objects.filter(period__lt=period.first_day, state=Run.State.PUBLISHED)
        .order_by("-period")
        .values_list("period", flat=True)
        .first()
    )
    return PenaltyBooks(
        horizon=horizon,
        base=base,
        after=[book for book, month, _ in visible if base is None or month > base],
        fresh=[
            book
            for book, month, kind in visible
            if before is None or (month > before if kind == Book.Kind.LIVE else month >= before)
        ],
        every=[book for book, _, _ in visible],
    )


def penalties_of_chunk(
    reader: ColumnReader, plan: PenaltyPlan, chunk: HouseChunk
) -> ChunkPenalties:
    """The penalties of a chunk's accounts; a missing key rate is a finding, and no line is made."""
    found = late_debts(reader, plan.books, chunk, plan.schemes, plan.due_on)
    if found is None:
        return no_penalties()
    try:
        assessed, portions = penalties_with_portions(
            found.debts, found.payments, plan.on, plan.law, found.pauses
        )
    except KeyRateUnknown as unknown:
        return no_penalties(
            Finding("KEY_RATE_MISSING", Severity.ERROR, {"day": unknown.day.isoformat()})
        )
    except PenaltyKindUnknown as unknown:
        return no_penalties(
            Finding("PENALTY_KIND_UNKNOWN", Severity.ERROR, {"kinds": list(unknown.kinds)})
        )
    changed = assessed.filter(pl.col("accrual_kopecks") != 0)
    lines = changed.select(
        "account_id",
        "service_id",
        "supplier_id",
        "origin_period",
        amount_kopecks="accrual_kopecks",
        segment_from=pl.col("due_on").dt.offset_by("1d"),
        segment_until=pl.lit(plan.on + timedelta(days=1)),
        days=(pl.lit(plan.on) - pl.col("due_on")).dt.total_days().clip(upper_bound=32_767),
    )
    named = changed.select(*DEBT, "due_on")
    return ChunkPenalties(
        lines=as_lines(lines, kind="PENALTY", method=METHOD),
        portions=portions.join(named, on=list(DEBT)).select(PORTION_SCHEMA.keys()),
        houses=found.houses.join(lines, on="account_id", how="semi"),
    )


def numbered_after(lines: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    """The lines and, after those of their account and service, more lines in order of origin."""
    if more.is_empty():
        return lines
    key = ["account_id", "service_id"]
    last = lines.group_by(key).agg(last=pl.col("line_no").max())
    ordered = more.sort(*key, "origin_period", "segment_from", "kind").join(
        last, on=key, how="left", maintain_order="left"
    )
    number = pl.int_range(1, pl.len() + 1).over(key) + pl.col("last").fill_null(0)
    return pl.concat([lines, ordered.with_columns(line_no=number.cast(pl.Int16)).drop("last")])
