"""Proofs that sealed books are what they were when they were sealed."""

from __future__ import annotations

from collections.abc import Iterator

from raschet.domain.ledger.connections import ColumnReader
from raschet.domain.ledger.digests import POSTING_COLUMNS, postings_digest
from raschet.domain.ledger.models import Book
from raschet.domain.ledger.services.seal_book import BookFigures, chain_hash


def broken_links() -> tuple[int, int]:
    """Walk the chain: (books, books whose number or hash does not follow from the one before)."""
    books = list(Book.objects.filter(state=Book.State.SEALED).order_by("chain_number"))
    broken = 0
    previous = b""
    for number, book in enumerate(books, start=1):
        stored = bytes(book.chain_hash or b"")
        if book.chain_number != number or stored != chain_hash(book, previous):
            broken += 1
        previous = stored
    return len(books), broken


def sealed_books() -> Iterator[tuple[int, BookFigures]]:
    """Sealed books with the figures they promise."""
    for book in Book.objects.filter(state=Book.State.SEALED).order_by("id"):
        yield (
            book.pk,
            BookFigures(
                posting_count=book.posting_count or 0,
                total_kopecks=int(book.total_kopecks or 0),
                digest=bytes(book.digest or b""),
            ),
        )


def figures_now(reader: ColumnReader, book_id: int) -> BookFigures:
    """Count, sum and digest of a book's rows as they are in the tables now."""
    columns = ", ".join(f'"{column}"' for column in ("entry_id", *POSTING_COLUMNS))
    rows = reader.read(f"SELECT {columns} FROM ledger_posting WHERE book_id = {int(book_id)}")  # noqa: S608
    return BookFigures(
        posting_count=rows.height,
        total_kopecks=int(rows["amount_kopecks"].sum()),
        digest=postings_digest(rows),
    )
