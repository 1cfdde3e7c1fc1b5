"""Post a whole book at once: a run writes its postings aside and publishes them in one moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
import psycopg
from django.db import connection

from raschet.domain.ledger.connections import copy_frame
from raschet.domain.ledger.models import Book
from raschet.domain.ledger.partitions import (
    Partition,
    attach,
    create_table,
    drop_leftovers,
    drop_table,
    postings_of_book,
)
from raschet.domain.ledger.services.seal_book import BookFigures, seal_book
from raschet.values.period import Period

Session = psycopg.Connection[tuple[Any, ...]]


def draft_book(*, period: Period) -> Book:
    """A run's book: its number, but nothing of it visible."""
    return Book.objects.create(period=period.first_day, kind=Book.Kind.RUN, state=Book.State.DRAFT)


def create_book_tables(session: Session, book_id: int) -> None:
    """Make the tables the book is written to: postings and the headers of its entries."""
    create_table(session, postings_of_book(book_id))
    create_table(session, _entries_of_book(book_id))


def reserve_entry_ids(session: Session, count: int) -> list[int]:
    """Numbers for so many entries, ascending."""
    rows = session.execute(
        "SELECT nextval(pg_get_serial_sequence('ledger_entry', 'id')) FROM generate_series(1, %s)",
        [count],
    ).fetchall()
    return sorted(int(row[0]) for row in rows)


def copy_entries(session: Session, book_id: int, entries: pl.DataFrame) -> None:
    """Write entry headers aside.

    Columns: id, kind, source_type, source_id, idempotency_key, actor, reason.
    """
    copy_frame(session, _entries_of_book(book_id).name, entries)


def copy_postings(session: Session, book_id: int, postings: pl.DataFrame) -> None:
    """Write postings aside. Columns: as ``ledger_posting`` without ``book_id``."""
    copy_frame(session, postings_of_book(book_id).name, postings)


def publish_book(*, book: Book, figures: BookFigures, sealed_at: datetime) -> None:
    """Make the book's rows visible and seal it; call inside a short transaction."""
    entries = _entries_of_book(book.pk).name
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
        drop_table(cursor, _entries_of_book(book.pk))
    book.delete()


def clear_leftover_books(session: Session) -> None:
    """Drop the tables of books that are no drafts any more; call under the schema lock."""
    drafts = list(
        Book.objects.filter(kind=Book.Kind.RUN, state=Book.State.DRAFT).values_list("id", flat=True)
    )
    drop_leftovers(session, "ledger_posting", map(postings_of_book, drafts))
    drop_leftovers(session, "ledger_entry", map(_entries_of_book, drafts))


def _entries_of_book(book_id: int) -> Partition:
    return Partition("ledger_entry", "book_id", book_id)
