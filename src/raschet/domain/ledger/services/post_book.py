"""Post a whole book at once: a run writes its postings aside and publishes them in one moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from django.db import connection

from raschet.domain.ledger.aside import Aside
from raschet.domain.ledger.balances import BalanceSources
from raschet.domain.ledger.models import Book
from raschet.domain.ledger.partitions import (
    Partition,
    attach,
    balances_of_book,
    drop_leftovers,
    drop_table,
    postings_of_book,
)
from raschet.domain.ledger.services.seal_book import BookFigures, seal_book
from raschet.domain.registry.models import AccountingPeriod
from raschet.values.period import Period

Session = psycopg.Connection[tuple[Any, ...]]


def draft_book(*, period: Period) -> Book:
    """A run's book: its number, but nothing of it visible."""
    return Book.objects.create(period=period.first_day, kind=Book.Kind.RUN, state=Book.State.DRAFT)


def book_tables(book_id: int) -> Aside:
    """The tables the book is written to aside: postings, and the headers of its entries."""
    return Aside(postings_of_book(book_id), entries_of_book(book_id))


def reserve_entry_ids(count: int) -> list[int]:
    """Numbers for so many entries, ascending."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('ledger_entry', 'id')) "
            "FROM generate_series(1, %s)",
            [count],
        )
        return sorted(int(row[0]) for row in cursor.fetchall())


def publish_book(*, book: Book, figures: BookFigures, sealed_at: datetime) -> None:
    """Make the book's rows visible and seal it; call inside a short transaction."""
    entries = entries_of_book(book.pk).name
    columns = "id, book_id, kind, source_type, source_id, idempotency_key, actor, reason"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO ledger_entry ({columns}) SELECT {columns} FROM {entries}"  # noqa: S608
        )
        cursor.execute(f"DROP TABLE {entries}")
        attach(cursor, postings_of_book(book.pk))
    seal_book(book=book, figures=figures, sealed_at=sealed_at)


def discard_book(*, book: Book) -> None:
    """Drop what was written aside and forget the draft; call inside a transaction."""
    assert book.state == Book.State.DRAFT
    with connection.cursor() as cursor:
        drop_table(cursor, postings_of_book(book.pk))
        drop_table(cursor, entries_of_book(book.pk))
        drop_table(cursor, balances_of_book(book.period, book.pk))
    book.delete()


def clear_leftover_books(session: Session) -> None:
    """Drop the tables of books that are no drafts any more; call under the schema lock."""
    drafts = list(
        Book.objects.filter(kind=Book.Kind.RUN, state=Book.State.DRAFT).values_list("id", flat=True)
    )
    drop_leftovers(session, "ledger_posting", map(postings_of_book, drafts))
    drop_leftovers(session, "ledger_entry", map(entries_of_book, drafts))
    drop_leftovers(session, "ledger_balance", waiting_balances())


def waiting_balances() -> list[Partition]:
    """Balances that runs may have written aside for months that are not closed."""
    books = Book.objects.filter(
        kind=Book.Kind.RUN,
        period__in=AccountingPeriod.objects.filter(state=AccountingPeriod.State.OPEN).values(
            "period"
        ),
    )
    return [balances_of_book(*row) for row in books.values_list("period", "id")]


def balance_sources(period: Period) -> BalanceSources | None:
    """What a run can add its postings to; None while the month before is not closed.

    The month's live book is sealed.
    """
    earlier = AccountingPeriod.objects.filter(period__lt=period.first_day)
    if earlier.exclude(state=AccountingPeriod.State.CLOSED).exists():
        return None
    live = Book.objects.get(kind=Book.Kind.LIVE, period=period.first_day, state=Book.State.SEALED)
    return BalanceSources(before=period.plus(-1).first_day, book_ids=[live.pk])


def entries_of_book(book_id: int) -> Partition:
    """Where the headers of a book's entries wait for its publication.

    Columns that a run writes: id, kind, source_type, source_id, idempotency_key, actor, reason.
    """
    return Partition("ledger_entry", "book_id", book_id)
