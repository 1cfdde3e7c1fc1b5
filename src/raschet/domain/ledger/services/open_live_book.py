"""Open a month: its accounting period and the book that takes live postings."""

from __future__ import annotations

from django.db import connection, transaction

from raschet.domain.ledger.errors import PeriodOutOfOrder
from raschet.domain.ledger.models import Book
from raschet.domain.ledger.partitions import create_attached, postings_of_book
from raschet.domain.registry.models import AccountingPeriod
from raschet.values.period import Period


def open_live_book(*, period: Period) -> Book:
    """Open a month for live postings; a repeat returns the book that is there.

    The first month may be any; after it a month opens when the one before is sealed, which
    ``seal_live_book`` does by itself. Raises: PeriodOutOfOrder.
    """
    with transaction.atomic():
        _serialise()
        existing = Book.objects.filter(kind=Book.Kind.LIVE, period=period.first_day).first()
        if existing is not None:
            return existing
        last = Book.objects.filter(kind=Book.Kind.LIVE).order_by("-period").first()
        if last is not None:
            expected = Period.of(last.period).plus(1)
            if expected != period or last.state != Book.State.SEALED:
                raise PeriodOutOfOrder(period, expected)
        return _opened(period)


def _opened(period: Period) -> Book:
    AccountingPeriod.objects.get_or_create(period=period.first_day)
    book = Book.objects.create(period=period.first_day, kind=Book.Kind.LIVE, state=Book.State.OPEN)
    with connection.cursor() as cursor:
        create_attached(cursor, postings_of_book(book.pk))
    return book


def _serialise() -> None:
    """Months open one at a time: the lock lasts until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('ledger.open_live_book', 0))")
