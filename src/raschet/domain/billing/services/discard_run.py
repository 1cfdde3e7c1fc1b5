"""Throw away a run that is not published; and what killed runs left behind."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection, transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.billing.errors import RunAlreadyPublished, RunNotFound
from raschet.domain.billing.models import (
    Recalculation,
    RecomputedConsumption,
    RecomputedLine,
    RecomputedMonth,
    Run,
    RunMark,
)
from raschet.domain.billing.partitions import PARENTS, tables_of_run
from raschet.domain.ledger.models import Book
from raschet.domain.ledger.partitions import drop_leftovers, drop_table
from raschet.domain.ledger.services.post_book import clear_leftover_books, discard_book

WAITING = (Run.State.CHECKED, Run.State.APPROVED)


SYSTEM = "system"
"""Who discards what a killed run left."""


def discard_run(*, run_id: int, actor: str) -> None:
    """Drop a run's tables and its book; the run's row stays as DISCARDED with its findings.

    Raises: RunNotFound, RunAlreadyPublished.
    """
    with transaction.atomic():
        run = Run.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
        if run is None:
            raise RunNotFound(run_id)
        if run.state == Run.State.PUBLISHED:
            raise RunAlreadyPublished(run_id)
        if run.state == Run.State.DISCARDED:
            return
        with connection.cursor() as cursor:
            for table in tables_of_run(run_id):
                drop_table(cursor, table)
        for written in (
            *(RecomputedMonth, RecomputedLine, RecomputedConsumption),
            *(Recalculation, RunMark),
        ):
            # The late facts it had seen wait for the next run.
            written.objects.filter(run_id=run_id).delete()
        book = run.book
        run.state = Run.State.DISCARDED
        run.book = None
        run.save()
        if book is not None:
            discard_book(book=book)
        record_deed(
            actor=actor,
            action="RUN_DISCARDED",
            subject=f"run:{run_id}",
            detail={"period": f"{run.period:%Y-%m}"},
        )


def clear_leftovers(session: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Discard runs that were killed while they computed; call under the schema lock.

    The lock proves that no run is at work, so every DRAFT is a dead one.
    """
    for run_id in Run.objects.filter(state=Run.State.DRAFT).values_list("id", flat=True):
        discard_run(run_id=run_id, actor=SYSTEM)
    kept = Run.objects.filter(state__in=WAITING)
    books = kept.values_list("book_id", flat=True)
    for orphan in Book.objects.filter(kind=Book.Kind.RUN, state=Book.State.DRAFT).exclude(
        pk__in=list(books)
    ):
        discard_book(book=orphan)
    waiting = list(kept.values_list("id", flat=True))
    kept_tables = [table for run_id in waiting for table in tables_of_run(run_id)]
    for parent in PARENTS:
        drop_leftovers(session, parent, kept_tables)
    clear_leftover_books(session)
