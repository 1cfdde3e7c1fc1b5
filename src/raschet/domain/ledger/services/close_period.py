"""Close a month for ever: write the turnover of every account and service."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import psycopg
from django.db import connection, transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.ledger.connections import id_ranges, in_sessions, integer_list
from raschet.domain.ledger.errors import (
    BookNotPublished,
    EarlierPeriodOpen,
    PeriodClosed,
    PeriodNotOpened,
)
from raschet.domain.ledger.models import OWED, Book, PostingKind
from raschet.domain.ledger.partitions import (
    Partition,
    attach,
    balances_of_period,
    create_table,
    drop_leftovers,
    index_table,
    schema_lock,
)
from raschet.domain.ledger.services.seal_book import seal_live_book
from raschet.domain.registry.models import AccountingPeriod
from raschet.values.period import Period

RANGE_WIDTH: Final = 20_000
"""Account ids summed by one statement: some 200 000 groups, which fit into a session's memory."""

COLUMNS: Final[dict[PostingKind, tuple[str, int]]] = {
    PostingKind.OPENING: ("opening_kopecks", 1),
    PostingKind.CHARGE: ("charged_kopecks", 1),
    PostingKind.RECALCULATION: ("recalculated_kopecks", 1),
    PostingKind.BENEFIT: ("benefit_kopecks", -1),
    PostingKind.PENALTY: ("penalty_kopecks", 1),
    PostingKind.PAYMENT: ("paid_kopecks", -1),
    PostingKind.REFUND: ("refunded_kopecks", 1),
    PostingKind.SET_OFF: ("set_off_kopecks", -1),
    PostingKind.WRITE_OFF: ("written_off_kopecks", -1),
}
"""Each kind of posting has one column; -1: the column counts what lowers the debt."""


def close_period(*, period: Period, actor: str, closed_at: datetime, workers: int = 2) -> int:
    """Close a month; returns the number of balances written.

    Seals the live book, sums the month's books onto the previous balances and marks the month
    closed in one short transaction. Killed before it, the month is open as it was.
    Raises: PeriodNotOpened, PeriodClosed, EarlierPeriodOpen, BookNotPublished, RunInProgress.
    """
    with schema_lock() as session:
        check_period_can_close(period)
        seal_live_book(period=period, sealed_at=closed_at)
        partition = balances_of_period(period.first_day)
        drop_leftovers(session, partition.parent)
        create_table(session, partition)
        written = _write_balances(session, period, partition, workers)
        index_table(session, partition)
        with transaction.atomic():
            row = AccountingPeriod.objects.select_for_update().get(period=period.first_day)
            if row.state == AccountingPeriod.State.CLOSED:
                raise PeriodClosed(period)
            with connection.cursor() as cursor:
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


def _write_balances(
    session: psycopg.Connection[Any], period: Period, partition: Partition, workers: int
) -> int:
    books = Book.objects.filter(period=period.first_day, state=Book.State.SEALED)
    book_ids = list(books.order_by("id").values_list("id", flat=True))
    previous = period.plus(-1).first_day
    bounds = _account_bounds(session, book_ids, previous)
    if bounds is None:
        return 0
    statement = _statement(partition, book_ids, previous)

    def write(worker: psycopg.Connection[Any], ids: tuple[int, int]) -> int:
        # Rows come nearly sorted by account: sorting them beats hashing (0.6 s against 0.9 s).
        worker.execute("SET enable_hashagg = off")
        return worker.execute(statement.encode(), {"first": ids[0], "until": ids[1]}).rowcount

    return sum(in_sessions(write, id_ranges(*bounds, RANGE_WIDTH), workers))


def _account_bounds(
    session: psycopg.Connection[Any], book_ids: list[int], previous: date
) -> tuple[int, int] | None:
    """The lowest and highest account that has a balance or a posting."""
    row = session.execute(
        (
            "SELECT min(low), max(high) FROM ("  # noqa: S608
            "SELECT min(account_id) AS low, max(account_id) AS high FROM ledger_posting "
            f"WHERE book_id IN ({integer_list(book_ids)}) UNION ALL "
            "SELECT min(account_id), max(account_id) FROM ledger_balance "
            f"WHERE period = '{previous}') AS bounds"
        ).encode()
    ).fetchone()
    return None if row is None or row[0] is None else (int(row[0]), int(row[1]))


def _statement(partition: Partition, book_ids: list[int], previous: date) -> str:
    """The turnover of a range of accounts added to their previous balances, as one INSERT."""
    owed = ", ".join(str(int(code)) for code in OWED)
    turnover = ", ".join(
        f"coalesce(sum({'-' if sign < 0 else ''}effect) FILTER (WHERE kind = {int(kind)}), 0)"
        f"::bigint AS {column}"
        for kind, (column, sign) in COLUMNS.items()
    )
    later = [column for column, _ in COLUMNS.values() if column != "opening_kopecks"]
    columns = ", ".join(["account_id", "service_id", "opening_kopecks", *later, "closing_kopecks"])
    sums = ", ".join(f"coalesce(turnover.{column}, 0)" for column in later)
    return f"""
        INSERT INTO {partition.name} ({columns})
        SELECT account_id, service_id,
            coalesce(previous.closing_kopecks, 0) + coalesce(turnover.opening_kopecks, 0),
            {sums},
            coalesce(previous.closing_kopecks, 0) + coalesce(turnover.effect, 0)
        FROM (
            SELECT account_id, service_id, {turnover}, sum(effect)::bigint AS effect
            FROM (
                SELECT account_id, service_id, kind,
                    CASE WHEN debit IN ({owed}) THEN amount_kopecks ELSE 0 END
                    - CASE WHEN credit IN ({owed}) THEN amount_kopecks ELSE 0 END AS effect
                FROM ledger_posting
                WHERE book_id IN ({integer_list(book_ids)})
                    AND account_id >= %(first)s AND account_id < %(until)s AND account_id > 0
                    AND (debit IN ({owed}) OR credit IN ({owed}))
            ) AS moved
            GROUP BY account_id, service_id
        ) AS turnover
        FULL JOIN (
            SELECT account_id, service_id, closing_kopecks FROM ledger_balance
            WHERE period = '{previous}' AND closing_kopecks <> 0
                AND account_id >= %(first)s AND account_id < %(until)s
        ) AS previous USING (account_id, service_id)
        ORDER BY account_id, service_id
    """  # noqa: S608
