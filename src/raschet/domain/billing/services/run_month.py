"""Compute a month: every account's lines and postings, written aside until two people sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import polars as pl
import psycopg
from django.db import connection, transaction
from django.db.models import Q

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.billing.benefit_stage import BenefitPlan, benefit_plan
from raschet.domain.billing.chunk_work import (
    ChunkResult,
    RunPlan,
    work_on_district,
    write_other_balances,
)
from raschet.domain.billing.errors import (
    EarlierPeriodNotPublished,
    MonthAlreadyPublished,
    NothingToBill,
    RunAlreadyApproved,
)
from raschet.domain.billing.findings import Finding, findings_of, recalculation_findings
from raschet.domain.billing.house_balances import copy_balances, house_findings
from raschet.domain.billing.models import Run, RunFinding
from raschet.domain.billing.penalty_stage import penalty_plan
from raschet.domain.billing.rate_checks import calendar_findings, rate_findings, rates_of
from raschet.domain.billing.recalculations import Recalculated, recalculate
from raschet.domain.billing.run_tables import RunTables, run_tables
from raschet.domain.billing.selectors.houses import (
    District,
    districts_of,
    served_houses,
    shared_spans,
)
from raschet.domain.billing.selectors.month_inputs import Reference, month_reference
from raschet.domain.billing.services.discard_run import clear_leftovers, discard_run
from raschet.domain.ledger.aside import Aside
from raschet.domain.ledger.balances import BalanceSources
from raschet.domain.ledger.connections import ColumnReader, dedicated_connection, in_threads
from raschet.domain.ledger.digests import combined_digest
from raschet.domain.ledger.errors import PeriodClosed, PeriodNotOpened
from raschet.domain.ledger.models import Book
from raschet.domain.ledger.partitions import schema_lock
from raschet.domain.ledger.services.open_live_book import open_live_book
from raschet.domain.ledger.services.post_book import balance_sources, draft_book, reserve_entry_ids
from raschet.domain.ledger.services.seal_book import seal_live_book
from raschet.domain.registry.models import Account, AccountingPeriod
from raschet.domain.tariffs.selectors import due_law
from raschet.engine.due_dates import due_dates
from raschet.values.period import Period

CHUNK_ACCOUNTS: Final = 20_000
"""The engine's block: large enough for columns to pay, small enough for the processor's cache."""

Session = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: a stage and the accounts or tables done in it.

    Stages: RECALCULATION (only where late facts wait), CHUNKS, INDEXES, CHECKS.
    """

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class CheckedRun:
    """What a run made. Sums in kopecks; the digests repeat for equal inputs."""

    run_id: int
    period: Period
    accounts: int
    billed_accounts: int
    lines: int
    postings: int
    amount_kopecks: int
    unbilled: int
    errors: int
    lines_digest: bytes
    postings_digest: bytes


def run_month(
    *,
    period: Period,
    actor: str,
    now: datetime,
    workers: int = 2,
    progress: Callable[[Progress], None] | None = None,
) -> CheckedRun:
    """Compute a month from one snapshot and leave the run CHECKED, visible to nobody yet.

    The month's live book is sealed first (the next one opens), so that payments meanwhile are
    neither held up nor seen. A checked run of the month is replaced; what a killed run left behind
    is dropped. In an empty ledger the month is opened first.
    Raises: PeriodNotOpened, PeriodClosed, MonthAlreadyPublished, EarlierPeriodNotPublished,
    RunAlreadyApproved, NothingToBill, DueDateUnknown, RunInProgress.
    """
    report = progress or (lambda _: None)
    with schema_lock() as session:
        clear_leftovers(session)
        _check_month(period, actor)
        run, book = _begin(period, actor, now)
        session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        shared = _shared_inputs(session, run, report)
        sources = balance_sources(period)
        balances_of = None if sources is None else period.first_day
        with run_tables(run.pk, book.pk, balances_of) as tables:
            plan = _plan(run, book, tables, shared, sources)
            districts = districts_of(shared.houses, CHUNK_ACCOUNTS, workers, shared.spans)
            results = _compute(plan, districts, workers, report)
            write_other_balances(plan, results)
            session.execute("COMMIT")
            _index(tables, workers, report)
        report(Progress("CHECKS", 0, 1))
        checked = _check(run, plan, results)
        report(Progress("CHECKS", 1, 1))
        return checked


def _check_month(period: Period, actor: str) -> None:
    if not AccountingPeriod.objects.exists():
        # The first month opens the books for good: a mistyped one must not.
        if not _anyone_served(period):
            raise NothingToBill(period)
        open_live_book(period=period)
    row = AccountingPeriod.objects.filter(period=period.first_day).first()
    if row is None:
        raise PeriodNotOpened(period)
    if row.state == AccountingPeriod.State.CLOSED:
        raise PeriodClosed(period)
    if Run.objects.filter(period=period.first_day, state=Run.State.PUBLISHED).exists():
        raise MonthAlreadyPublished(period)
    earlier = (
        AccountingPeriod.objects.filter(
            period__lt=period.first_day, state=AccountingPeriod.State.OPEN
        )
        .exclude(
            period__in=Run.objects.filter(state=Run.State.PUBLISHED).values_list(
                "period", flat=True
            )
        )
        .order_by("period")
        .first()
    )
    if earlier is not None:
        raise EarlierPeriodNotPublished(period, Period.of(earlier.period))
    due_dates(period, law=due_law())
    for waiting in Run.objects.filter(
        period=period.first_day, state__in=[Run.State.CHECKED, Run.State.APPROVED]
    ):
        if waiting.state == Run.State.APPROVED:
            raise RunAlreadyApproved(waiting.pk)
        discard_run(run_id=waiting.pk, actor=actor)


def _anyone_served(period: Period) -> bool:
    until = period.plus(1).first_day
    still = Q(closed_on__isnull=True) | Q(closed_on__gt=period.first_day)
    return Account.objects.filter(still, opened_on__lt=until).exists()


def _begin(period: Period, actor: str, now: datetime) -> tuple[Run, Book]:
    """Seal the month's live postings and write down that a run has begun."""
    seal_live_book(period=period, sealed_at=now)
    with transaction.atomic():
        # Facts being written now are either in the snapshot that follows or marked as late.
        list(AccountingPeriod.objects.select_for_update().filter(period=period.first_day))
        book = draft_book(period=period)
        run = Run.objects.create(
            period=period.first_day,
            state=Run.State.DRAFT,
            book=book,
            as_of=now,
            due_date=due_dates(period, law=due_law()).pay_by,
            actor=actor,
            started_at=now,
        )
    return run, book


@dataclass(frozen=True, slots=True)
class SharedInputs:
    """What all districts share. spans: houses that stay in one chunk, as first and last.

    houses: those served, and those of accounts that get nothing but a recalculation.
    """

    snapshot: str
    houses: pl.DataFrame
    reference: Reference
    benefits: BenefitPlan | None
    spans: list[tuple[int, int]]
    recalculated: Recalculated | None


def _shared_inputs(session: Session, run: Run, report: Callable[[Progress], None]) -> SharedInputs:
    """Export the snapshot, read what all districts share, recompute earlier months.

    Raises: NothingToBill.
    """
    period = Period.of(run.period)
    exported = session.execute("SELECT pg_export_snapshot()").fetchone()
    assert exported is not None
    snapshot = str(exported[0])
    with ColumnReader(snapshot) as reader:
        houses = served_houses(reader, period)
        reference = month_reference(reader, period)
        benefits = benefit_plan(reader, period)
        spans = shared_spans(reader, period)
    if houses.is_empty():
        discard_run(run_id=run.pk, actor=run.actor)
        raise NothingToBill(period)
    recalculated = _recalculated(snapshot, run, report)
    if recalculated is not None:
        others = recalculated.houses().join(houses, on="house_id", how="anti")
        houses = pl.concat([houses, others.cast(houses.schema)]).sort("house_id")
    return SharedInputs(snapshot, houses, reference, benefits, spans, recalculated)


def _recalculated(
    snapshot: str, run: Run, report: Callable[[Progress], None]
) -> Recalculated | None:
    """What late facts change in earlier months; None where nothing waits."""
    with ColumnReader(snapshot) as reader, closing(dedicated_connection()) as session:
        return recalculate(
            reader,
            session,
            run.pk,
            Period.of(run.period),
            lambda done, total: report(Progress("RECALCULATION", done, total)),
        )


def _plan(
    run: Run,
    book: Book,
    tables: RunTables,
    shared: SharedInputs,
    sources: BalanceSources | None,
) -> RunPlan:
    period = Period.of(run.period)
    previous = _previous_run(period)
    return RunPlan(
        period=period,
        run_id=run.pk,
        book_id=book.pk,
        actor=run.actor,
        snapshot=shared.snapshot,
        tables=tables,
        reference=shared.reference,
        entries=shared.houses.select(
            "house_id", entry_id=pl.Series(reserve_entry_ids(shared.houses.height), dtype=pl.Int64)
        ),
        previous_run_id=None if previous is None else previous.pk,
        previous_book_id=None if previous is None else previous.book_id,
        balance_sources=sources,
        recalculated=shared.recalculated,
        penalties=penalty_plan(period),
        benefits=shared.benefits,
    )


def _previous_run(period: Period) -> Run | None:
    """The last published run before the month: its consumption is where registers stand."""
    return (
        Run.objects.filter(period__lt=period.first_day, state=Run.State.PUBLISHED)
        .order_by("-period")
        .first()
    )


def _compute(
    plan: RunPlan,
    districts: list[District],
    workers: int,
    report: Callable[[Progress], None],
) -> list[ChunkResult]:
    total = sum(district.whole.accounts for district in districts)
    done: list[int] = []
    report(Progress("CHUNKS", 0, total))

    def work(district: District) -> list[ChunkResult]:
        results = []
        for result in work_on_district(plan, district):
            results.append(result)
            done.append(result.accounts)
            report(Progress("CHUNKS", sum(done), total))
        return results

    return [result for part in in_threads(work, districts, workers) for result in part]


def _index(tables: RunTables, workers: int, report: Callable[[Progress], None]) -> None:
    """Build the primary keys of the tables written aside; from now on they are there."""
    done: list[str] = []

    def finish(table: Aside) -> None:
        table.finish()
        done.append(table.keyed.name)
        report(Progress("INDEXES", len(done), len(tables.all())))

    report(Progress("INDEXES", 0, len(tables.all())))
    in_threads(finish, tables.all(), workers)


def _check(run: Run, plan: RunPlan, results: list[ChunkResult]) -> CheckedRun:
    """Add the chunks up, write findings and control totals, and mark the run checked."""
    unbilled = pl.concat([result.unbilled for result in results])
    services = (
        pl.concat([result.services for result in results])
        .group_by("service_id")
        .sum()
        .sort("service_id")
    )
    outliers = pl.concat([result.outliers for result in results]).sort(
        ["change_kopecks", "account_id"], descending=[True, False]
    )
    balances = pl.concat([result.balances for result in results])
    findings = [
        *findings_of(unbilled, services, _service_totals_before(plan), outliers),
        *_rate_findings(plan),
        *house_findings(balances, plan.reference.services),
        *_once(finding for result in results for finding in result.findings),
    ]
    if plan.recalculated is not None:
        findings += recalculation_findings(plan.recalculated.lines, plan.recalculated.beyond_limit)
    checked = CheckedRun(
        run_id=run.pk,
        period=plan.period,
        accounts=sum(result.accounts for result in results),
        billed_accounts=sum(result.billed_accounts for result in results),
        lines=sum(result.lines for result in results),
        postings=sum(result.postings for result in results),
        amount_kopecks=int(services["amount_kopecks"].sum()),
        unbilled=unbilled["account_id"].n_unique(),
        errors=sum(finding.severity == RunFinding.Severity.ERROR for finding in findings),
        lines_digest=combined_digest(d for result in results for d in result.line_digests),
        postings_digest=combined_digest(d for result in results for d in result.posting_digests),
    )
    with transaction.atomic():
        _copy_unbilled(run.pk, unbilled)
        copy_balances(run.pk, balances)
        RunFinding.objects.bulk_create(
            RunFinding(run=run, **asdict(finding)) for finding in findings
        )
        run.lines_digest = checked.lines_digest
        run.postings_digest = checked.postings_digest
        posted = sum(result.posted_kopecks for result in results)
        run.totals = {
            **_totals(checked, services, posted),
            "rates": rates_of(plan.reference, plan.period),
        }
        run.totals["balances"] = plan.tables.balances and plan.tables.balances.rows
        run.state = Run.State.CHECKED
        run.save()
        record_deed(
            actor=run.actor,
            action="RUN_CHECKED",
            subject=f"run:{run.pk}",
            detail={
                "period": str(plan.period),
                "lines_digest": checked.lines_digest.hex(),
                "postings_digest": checked.postings_digest.hex(),
                "amount_kopecks": checked.amount_kopecks,
            },
        )
    return checked


def _rate_findings(plan: RunPlan) -> Iterator[Finding]:
    """What the decisions of the month look like beside those of the run before."""
    services = dict(plan.reference.services.select("service_id", "code").iter_rows())
    before = _totals_before(plan).get("rates", {})
    yield from rate_findings(rates_of(plan.reference, plan.period), before, services)
    yield from calendar_findings(plan.period)


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """What several chunks found alike is told once."""
    return list({(finding.code, str(finding.detail)): finding for finding in findings}.values())


def _totals(checked: CheckedRun, services: pl.DataFrame, posted_kopecks: int) -> dict[str, Any]:
    """The control totals kept with the run."""
    return {
        "accounts": checked.accounts,
        "billed_accounts": checked.billed_accounts,
        "unbilled_accounts": checked.unbilled,
        "lines": checked.lines,
        "postings": checked.postings,
        "posted_kopecks": posted_kopecks,
        "amount_kopecks": checked.amount_kopecks,
        "services": {
            str(row["service_id"]): {
                "lines": row["lines"],
                "accounts": row["accounts"],
                "amount_kopecks": row["amount_kopecks"],
            }
            for row in services.iter_rows(named=True)
        },
    }


def _totals_before(plan: RunPlan) -> dict[str, Any]:
    """The control totals of the previous published run; empty where there is none."""
    if plan.previous_run_id is None:
        return {}
    totals: dict[str, Any] = Run.objects.get(pk=plan.previous_run_id).totals
    return totals


def _service_totals_before(plan: RunPlan) -> dict[int, int]:
    """Kopecks by service of the previous published run."""
    services = _totals_before(plan).get("services", {})
    return {int(service): totals["amount_kopecks"] for service, totals in services.items()}


def _copy_unbilled(run_id: int, unbilled: pl.DataFrame) -> None:
    statement = (
        "COPY billing_unbilled (run_id, account_id, service_id, reason, valid_from, valid_until) "
        "FROM STDIN (FORMAT csv)"
    )
    rows = unbilled.select(
        pl.lit(run_id), "account_id", "service_id", "reason", "valid_from", "valid_until"
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(rows.write_csv(include_header=False))
