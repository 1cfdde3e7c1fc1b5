"""Questions to the ledger. Amounts are kopecks; what is owed is positive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from raschet.domain.ledger.models import OWED, Book, LedgerAccount
from raschet.domain.registry.models import AccountingPeriod
from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class ServiceBalance:
    """What an account owes for a service now; a pseudo service holds an advance (negative)."""

    service_id: int
    balance_kopecks: int


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is outstanding of one service and origin period; negative for an overpayment.

    ``supplier_id``: the supplier whose charge was posted last, who is paid when money comes.
    """

    account_id: int
    service_id: int
    supplier_id: int | None
    origin_period: Period
    is_penalty: bool
    outstanding_kopecks: int


@dataclass(frozen=True, slots=True)
class BookTotal:
    """One book as the chain knows it."""

    book_id: int
    period: Period
    kind: str
    state: str
    posting_count: int | None
    total_kopecks: int | None


@dataclass(frozen=True, slots=True)
class LedgerMonth:
    """The months of the books: the last closed one, and the one live postings go to."""

    last_closed: Period | None
    live: Period | None


def ledger_month() -> LedgerMonth:
    """Where the books stand."""
    closed = (
        AccountingPeriod.objects.filter(state=AccountingPeriod.State.CLOSED)
        .order_by("-period")
        .values_list("period", flat=True)
        .first()
    )
    live = (
        Book.objects.filter(kind=Book.Kind.LIVE, state=Book.State.OPEN)
        .values_list("period", flat=True)
        .first()
    )
    return LedgerMonth(
        last_closed=None if closed is None else Period.of(closed),
        live=None if live is None else Period.of(live),
    )


def balances_of_account(*, account_id: int) -> list[ServiceBalance]:
    """What an account owes now per service, zeros left out, in order of services.

    The last closed balance plus the postings of later books: index reads in a few partitions.
    """
    return balances_of_accounts(account_ids=[account_id]).get(account_id, [])


def balances_of_accounts(*, account_ids: Sequence[int]) -> dict[int, list[ServiceBalance]]:
    """``balances_of_account`` for many accounts with one question."""
    closed = ledger_month().last_closed
    books = Book.objects.exclude(state=Book.State.DRAFT)
    if closed is not None:
        books = books.filter(period__gt=closed.first_day)
    period = date.min if closed is None else closed.first_day
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, service_id, sum(amount)::bigint FROM ("
            "SELECT account_id, service_id, closing_kopecks AS amount FROM ledger_balance "
            "WHERE period = %(period)s AND account_id = ANY(%(accounts)s) "
            "UNION ALL SELECT account_id, service_id, "
            "CASE WHEN debit = ANY(%(owed)s) THEN amount_kopecks ELSE 0 END "
            "- CASE WHEN credit = ANY(%(owed)s) THEN amount_kopecks ELSE 0 END "
            "FROM ledger_posting "
            "WHERE account_id = ANY(%(accounts)s) AND book_id = ANY(%(books)s)) AS moved "
            "GROUP BY account_id, service_id HAVING sum(amount) <> 0 "
            "ORDER BY account_id, service_id",
            {
                "period": period,
                "accounts": list(account_ids),
                "books": list(books.values_list("id", flat=True)),
                "owed": [int(code) for code in OWED],
            },
        )
        result: dict[int, list[ServiceBalance]] = {}
        for account_id, service_id, amount in cursor.fetchall():
            result.setdefault(account_id, []).append(ServiceBalance(service_id, int(amount)))
        return result


def open_items(*, account_ids: Sequence[int]) -> list[OpenItem]:
    """Receivables that are not zero, by account, service, origin period and penalty or not.

    Ordered by account, origin period, service. Reads the accounts' rows by the primary key of each
    book.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, service_id, "
            "(array_agg(supplier_id ORDER BY book_id DESC, entry_id DESC) "
            " FILTER (WHERE supplier_id IS NOT NULL))[1], origin_period, gl_account, "
            "sum(effect)::bigint "
            "FROM (SELECT account_id, book_id, entry_id, service_id, supplier_id, origin_period, "
            "debit AS gl_account, amount_kopecks AS effect FROM ledger_posting "
            "WHERE account_id = ANY(%(accounts)s) AND debit = ANY(%(receivable)s) UNION ALL "
            "SELECT account_id, book_id, entry_id, service_id, supplier_id, origin_period, credit, "
            "-amount_kopecks FROM ledger_posting "
            "WHERE account_id = ANY(%(accounts)s) AND credit = ANY(%(receivable)s)) AS moved "
            "GROUP BY account_id, service_id, origin_period, gl_account HAVING sum(effect) <> 0 "
            "ORDER BY account_id, origin_period, service_id, gl_account",
            {
                "accounts": list(account_ids),
                "receivable": [
                    int(LedgerAccount.RECEIVABLE),
                    int(LedgerAccount.PENALTY_RECEIVABLE),
                ],
            },
        )
        return [
            OpenItem(
                account_id=account_id,
                service_id=service_id,
                supplier_id=supplier_id,
                origin_period=Period.of(origin),
                is_penalty=gl_account == LedgerAccount.PENALTY_RECEIVABLE,
                outstanding_kopecks=int(amount),
            )
            for account_id, service_id, supplier_id, origin, gl_account, amount in cursor.fetchall()
        ]


def book_totals(*, period: Period | None = None) -> list[BookTotal]:
    """Books with their sealed figures, oldest first."""
    books = Book.objects.order_by("period", "kind", "id")
    if period is not None:
        books = books.filter(period=period.first_day)
    return [
        BookTotal(
            book_id=book.pk,
            period=Period.of(book.period),
            kind=book.kind,
            state=book.state,
            posting_count=book.posting_count,
            total_kopecks=None if book.total_kopecks is None else int(book.total_kopecks),
        )
        for book in books
    ]
