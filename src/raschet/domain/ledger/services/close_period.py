"""Close a month for ever: write the turnover of every account and service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg
from django.db import connection, transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.ledger.aside import Aside, copy_where_free
from raschet.domain.ledger.balances import BalanceSources, balances_of
from raschet.domain.ledger.connections import ColumnReader, id_ranges, in_threads, integer_list
from raschet.domain.ledger.errors import (
    BookNotPublished,
    EarlierPeriodOpen,
    PeriodClosed,
    PeriodNotOpened,
)
from raschet.domain.ledger.models import Book
from raschet.domain.ledger.partitions import (
    Partition,
    attach,
    balances_of_book,
    balances_of_period,
    drop_leftovers,
    is_aside,
    rename,
    schema_lock,
)
from raschet.domain.ledger.services.post_book import waiting_balances
from raschet.domain.ledger.services.seal_book import seal_live_book
from raschet.domain.registry.models import AccountingPeriod
from raschet.values.period import Period

RANGE_WIDTH: Final = 250_000
"""Account ids summed at once: wide enough for columns to pay, narrow enough for memory."""


@dataclass(frozen=True, slots=True)
class PreparedBalances:
    """Balances that the month's run has written aside: of which book, how many."""

    book_id: int
    rows: int


def close_period(
    *,
    period: Period,
    actor: str,
    closed_at: datetime,
    workers: int = 2,
    prepared: PreparedBalances | None = None,
) -> int:
    """Close a month; returns the number of balances written.

    Seals the live book, adds the month's books to the previous balances (or takes what the month's
    run has added up, where it has seen every book) and marks the month closed in one short
    transaction. Killed before it, the month is open as it was.
    Raises: PeriodNotOpened, PeriodClosed, EarlierPeriodOpen, BookNotPublished, RunInProgress.
    """
    with schema_lock() as session:
        check_period_can_close(period)
        seal_live_book(period=period, sealed_at=closed_at)
        partition = balances_of_period(period.first_day)
        drop_leftovers(session, partition.parent, waiting_balances())
        table = partition
        if prepared is not None and _holds(session, period, prepared):
            table, written = balances_of_book(period.first_day, prepared.book_id), prepared.rows
        else:
            written = _write_balances(session, period, partition, workers)
        with transaction.atomic():
            row = AccountingPeriod.objects.select_for_update().get(period=period.first_day)
            if row.state == AccountingPeriod.State.CLOSED:
                raise PeriodClosed(period)
            with connection.cursor() as cursor:
                rename(cursor, table, partition)
                attach(cursor, partition)
            row.state = AccountingPeriod.State.CLOSED
            row.closed_by = actor
            row.closed_at = closed_at
            row.save()
            record_deed(
                actor=actor,
                action="PERIOD_CLOSED",
                subject=f"period:{period}",
                detail={"balances": written},
            )
    return written


def check_period_can_close(period: Period) -> None:
    """Raises: PeriodNotOpened, PeriodClosed, EarlierPeriodOpen, BookNotPublished."""
    row = AccountingPeriod.objects.filter(period=period.first_day).first()
    if row is None:
        raise PeriodNotOpened(period)
    if row.state == AccountingPeriod.State.CLOSED:
        raise PeriodClosed(period)
    earlier = (
        AccountingPeriod.objects.filter(
            period__lt=period.first_day, state=AccountingPeriod.State.OPEN
        )
        .order_by("period")
        .first()
    )
    if earlier is not None:
        raise EarlierPeriodOpen(period, Period.of(earlier.period))
    draft = Book.objects.filter(period=period.first_day, state=Book.State.DRAFT).first()
    if draft is not None:
        raise BookNotPublished(period, draft.pk)


def _holds(session: psycopg.Connection[Any], period: Period, prepared: PreparedBalances) -> bool:
    """Whether what a run prepared is there and holds every book of the month."""
    books = Book.objects.filter(period=period.first_day).exclude(kind=Book.Kind.LIVE)
    return list(books.values_list("id", flat=True)) == [prepared.book_id] and is_aside(
        session, balances_of_book(period.first_day, prepared.book_id)
    )


def _write_balances(
    session: psycopg.Connection[Any], period: Period, partition: Partition, workers: int
) -> int:
    books = Book.objects.filter(period=period.first_day, state=Book.State.SEALED)
    sources = BalanceSources(
        before=period.plus(-1).first_day,
        book_ids=list(books.order_by("id").values_list("id", flat=True)),
    )
    with Aside(partition) as table:

        def write(ids: tuple[int, int]) -> None:
            accounts = f"account_id >= {ids[0]} AND account_id < {ids[1]}"
            with ColumnReader() as reader:
                closings = sources.closings(reader, accounts)
                movements = sources.movements(reader, accounts)
            copy_where_free([(table, balances_of(closings, [movements]))])

        bounds = _account_bounds(session, sources)
        in_threads(write, id_ranges(*bounds, RANGE_WIDTH) if bounds else [], workers)
        table.finish()
        return table.rows


def _account_bounds(
    session: psycopg.Connection[Any], sources: BalanceSources
) -> tuple[int, int] | None:
    """The lowest and highest account that has a balance or a posting."""
    row = session.execute(
        (
            "SELECT min(low), max(high) FROM ("  # noqa: S608
            "SELECT min(account_id) AS low, max(account_id) AS high FROM ledger_posting "
            f"WHERE book_id IN ({integer_list(sources.book_ids)}) UNION ALL "
            "SELECT min(account_id), max(account_id) FROM ledger_balance "
            f"WHERE period = '{sources.before}') AS bounds"
        ).encode()
    ).fetchone()
    return None if row is None or row[0] is None else (int(row[0]), int(row[1]))
