"""Publish an approved run: everything it wrote becomes visible in one moment."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.billing.errors import MonthAlreadyPublished, RunNotApproved, RunNotFound
from raschet.domain.billing.models import Run, RunMark
from raschet.domain.billing.partitions import tables_of_run
from raschet.domain.ledger.errors import PeriodClosed
from raschet.domain.ledger.partitions import attach, schema_lock
from raschet.domain.ledger.services.post_book import publish_book
from raschet.domain.ledger.services.seal_book import BookFigures
from raschet.domain.registry.models import AccountingPeriod
from raschet.domain.registry.services.settle_dirty import settle_dirty
from raschet.values.period import Period


def publish_run(*, run_id: int, login: str, published_at: datetime) -> None:
    """Attach the run's lines, consumption and postings, seal its book, flip its state.

    One short transaction: killed before its end, nothing is published; payments go on meanwhile.
    Raises: RunNotFound, RunNotApproved, MonthAlreadyPublished, PeriodClosed, RunInProgress.
    """
    with schema_lock(), transaction.atomic():
        run = Run.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
        if run is None:
            raise RunNotFound(run_id)
        period = Period.of(run.period)
        if run.state == Run.State.PUBLISHED:
            raise MonthAlreadyPublished(period)
        if run.state != Run.State.APPROVED:
            raise RunNotApproved(run_id)
        if not AccountingPeriod.objects.filter(
            period=run.period, state=AccountingPeriod.State.OPEN
        ).exists():
            raise PeriodClosed(period)
        with connection.cursor() as cursor:
            for table in tables_of_run(run_id):
                attach(cursor, table)
        assert run.book is not None
        assert run.postings_digest is not None
        figures = BookFigures(
            posting_count=run.totals["postings"],
            total_kopecks=run.totals["posted_kopecks"],
            digest=bytes(run.postings_digest),
        )
        publish_book(book=run.book, figures=figures, sealed_at=published_at)
        settle_dirty(
            mark_ids=list(RunMark.objects.filter(run=run).values_list("mark_id", flat=True)),
            run_id=run_id,
        )
        run.state = Run.State.PUBLISHED
        run.published_at = published_at
        run.published_by = login
        run.save()
        record_deed(
            actor=login,
            action="RUN_PUBLISHED",
            subject=f"run:{run_id}",
            detail={"period": str(period), "postings_digest": figures.digest.hex()},
        )
