"""Seal a book: count it, add it up, hash it and hang it on the chain."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from raschet.domain.ledger.digests import POSTING_COLUMNS, postings_digest
from raschet.domain.ledger.errors import PeriodNotOpened
from raschet.domain.ledger.models import Book
from raschet.domain.ledger.partitions import CHAIN_LOCK
from raschet.domain.ledger.services.open_live_book import open_live_book
from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class BookFigures:
    """What a sealed book promises about its rows."""

    posting_count: int
    total_kopecks: int
    digest: bytes


def seal_live_book(*, period: Period, sealed_at: datetime) -> Book:
    """Seal a month's live book and open the next one; a repeat returns the sealed book.

    Waits for the postings under way (they hold the book's row in share mode); those that come
    meanwhile wait for the new book and go there.
    Raises: PeriodNotOpened.
    """
    with transaction.atomic():
        book = (
            Book.objects.select_for_update()
            .filter(kind=Book.Kind.LIVE, period=period.first_day)
            .first()
        )
        if book is None:
            raise PeriodNotOpened(period)
        if book.state == Book.State.SEALED:
            return book
        seal_book(book=book, figures=figures_of_rows(book.pk), sealed_at=sealed_at)
        open_live_book(period=period.plus(1))
        return book


def seal_book(*, book: Book, figures: BookFigures, sealed_at: datetime) -> None:
    """Write a book's figures and join it to the chain; call inside a transaction.

    The caller has made sure that no row is added any more: it holds the row of a live book for
    itself, or the rows of a run's book become visible in this very transaction.
    """
    assert book.state != Book.State.SEALED
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = Book.objects.filter(chain_number__isnull=False).order_by("-chain_number").first()
    book.state = Book.State.SEALED
    book.posting_count = figures.posting_count
    book.total_kopecks = figures.total_kopecks
    book.digest = figures.digest
    book.chain_number = 1 if last is None else (last.chain_number or 0) + 1
    book.chain_hash = chain_hash(book, b"" if last is None else bytes(last.chain_hash or b""))
    book.sealed_at = sealed_at
    book.save()


def chain_hash(book: Book, previous_hash: bytes) -> bytes:
    """The hash that binds a book's figures to the book sealed before it."""
    text = "|".join(
        str(part)
        for part in (
            book.pk,
            book.kind,
            f"{book.period:%Y-%m}",
            book.chain_number,
            book.posting_count,
            int(book.total_kopecks or 0),
        )
    )
    digest = hashlib.sha256(previous_hash)
    digest.update(text.encode())
    digest.update(bytes(book.digest or b""))
    return digest.digest()


def figures_of_rows(book_id: int) -> BookFigures:
    """Count, sum and digest of a book's rows as this transaction sees them."""
    frame = _rows(book_id)
    return BookFigures(
        posting_count=frame.height,
        total_kopecks=int(frame.get_column("amount_kopecks").sum()),
        digest=postings_digest(frame),
    )


def _rows(book_id: int) -> pl.DataFrame:
    """A book's rows as columns, read by COPY inside the current transaction."""
    columns = ("entry_id", *POSTING_COLUMNS)
    listed = ", ".join(f'"{column}"' for column in columns)
    statement = (
        f"COPY (SELECT {listed} FROM ledger_posting WHERE book_id = {int(book_id)}) "  # noqa: S608
        "TO STDOUT (FORMAT csv)"
    )
    buffer = io.BytesIO()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for chunk in copy:
            buffer.write(chunk)
    dates = {"origin_period": pl.Date, "value_date": pl.Date}
    schema = {column: dates.get(column, pl.Int64) for column in columns}
    if not buffer.tell():
        return pl.DataFrame(schema=schema)
    buffer.seek(0)
    return pl.read_csv(buffer, has_header=False, schema=schema)
