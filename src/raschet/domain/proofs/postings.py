"""Proofs about single postings and entries."""

from __future__ import annotations

from collections.abc import Iterator

from raschet.domain.ledger.connections import integer_list
from raschet.domain.ledger.models import LedgerAccount, PostingKind
from raschet.domain.proofs.checks import Check, Scope


def posting_checks(scope: Scope) -> Iterator[Check]:
    """Debits equal credits, entries and postings belong together, nothing stays in transit."""
    accounts = integer_list([int(code) for code in LedgerAccount])
    kinds = integer_list([int(code) for code in PostingKind])
    for book_id, _, _ in scope.books:
        yield Check(
            "DEBITS_EQUAL_CREDITS",
            # One row is one transfer: a positive amount between two different known accounts.
            "SELECT count(*), count(*) FILTER (WHERE amount_kopecks <= 0 OR debit = credit "  # noqa: S608
            f"OR debit NOT IN ({accounts}) OR credit NOT IN ({accounts}) "
            f"OR kind NOT IN ({kinds}) OR account_id < 0) "
            f"FROM ledger_posting WHERE book_id = {book_id}",
        )
        yield Check(
            "ENTRIES_HAVE_POSTINGS",
            "SELECT count(*), count(*) FILTER (WHERE e.id IS NULL OR p.entry_id IS NULL) "  # noqa: S608
            f"FROM (SELECT id FROM ledger_entry WHERE book_id = {book_id}) AS e FULL JOIN "
            f"(SELECT DISTINCT entry_id FROM ledger_posting WHERE book_id = {book_id}) AS p "
            "ON p.entry_id = e.id",
        )
    transit = int(LedgerAccount.TRANSIT)
    live = integer_list([book_id for book_id, _, kind in scope.books if kind == "LIVE"])
    yield Check(
        "TRANSIT_IS_EMPTY",
        "SELECT count(*), count(*) FILTER (WHERE amount <> 0) FROM ("  # noqa: S608
        f"SELECT sum(CASE WHEN debit = {transit} THEN amount_kopecks ELSE -amount_kopecks END) "
        f"AS amount FROM ledger_posting WHERE book_id IN ({live}) "
        f"AND (debit = {transit} OR credit = {transit}) GROUP BY account_id, entry_id) AS moved",
    )
    yield Check(
        "REVERSALS_MIRROR",
        _reversals(live),
    )


def _reversals(books: str) -> str:
    """Every reversal has exactly the original's rows with the sides exchanged."""
    columns = "account_id, service_id, amount_kopecks, origin_period, kind"
    return (
        "SELECT count(DISTINCT e.id), count(DISTINCT e.id) FILTER (WHERE EXISTS ("  # noqa: S608
        f"(SELECT {columns}, debit, credit FROM ledger_posting "
        f"WHERE book_id = o.book_id AND entry_id = o.id EXCEPT ALL "
        f"SELECT {columns}, credit, debit FROM ledger_posting "
        "WHERE book_id = e.book_id AND entry_id = e.id))) "
        "FROM ledger_entry AS e JOIN ledger_entry AS o ON o.id = e.reverses_id "
        f"WHERE e.book_id IN ({books})"
    )
