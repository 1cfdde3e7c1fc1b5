"""One account's turnover of a month per service: opening, charged, paid, closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from raschet.domain.ledger.models import OWED, Balance, Book, PostingKind
from raschet.values.period import Period

CHARGING = (PostingKind.CHARGE, PostingKind.RECALCULATION, PostingKind.PENALTY, PostingKind.BENEFIT)


@dataclass(slots=True)
class ServiceTurnover:
    """Kopecks; what is owed is positive. closing = opening + amount - paid.

    ``amount``: everything charged in the month, of it ``recalculated`` and ``penalty``. ``paid``:
    payments less refunds, with what was set off from an advance and written off.
    """

    service_id: int
    opening_kopecks: int = 0
    amount_kopecks: int = 0
    recalculated_kopecks: int = 0
    penalty_kopecks: int = 0
    paid_kopecks: int = 0

    @property
    def closing_kopecks(self) -> int:
        return self.opening_kopecks + self.amount_kopecks - self.paid_kopecks

    def take(self, kind: int, effect_kopecks: int) -> None:
        """Add postings of the month. ``effect``: how much more is owed by them."""
        if kind == PostingKind.OPENING:
            self.opening_kopecks += effect_kopecks
        elif kind in CHARGING:
            self.amount_kopecks += effect_kopecks
            if kind == PostingKind.RECALCULATION:
                self.recalculated_kopecks += effect_kopecks
            elif kind == PostingKind.PENALTY:
                self.penalty_kopecks += effect_kopecks
        else:
            self.paid_kopecks -= effect_kopecks


def turnovers(*, account_id: int, period: Period) -> dict[int, ServiceTurnover]:
    """The month's turnover by service, services without any left out.

    The last written balance before the month plus the postings of later books: index reads in a
    few partitions. Books that are still drafts are not seen.
    """
    found: dict[int, ServiceTurnover] = {}
    base = _opening(account_id, period, found)
    books = Book.objects.exclude(state=Book.State.DRAFT).filter(period__lte=period.first_day)
    if base is not None:
        books = books.filter(period__gt=base)
    months = dict(books.values_list("id", "period"))
    for book_id, service_id, kind, effect in _postings(account_id, list(months)):
        turnover = found.setdefault(service_id, ServiceTurnover(service_id))
        if months[book_id] == period.first_day:
            turnover.take(kind, effect)
        else:
            turnover.opening_kopecks += effect
    return found


def _opening(account_id: int, period: Period, found: dict[int, ServiceTurnover]) -> date | None:
    """Fill the openings from the last written balances; returns their month."""
    rows = Balance.objects.filter(account_id=account_id, period__lt=period.first_day)
    base = rows.order_by("-period").values_list("period", flat=True).first()
    if base is not None:
        for service_id, closing in rows.filter(period=base).values_list(
            "service_id", "closing_kopecks"
        ):
            if closing:
                found[service_id] = ServiceTurnover(service_id, opening_kopecks=closing)
    return base


def _postings(account_id: int, book_ids: list[int]) -> list[tuple[int, int, int, int]]:
    """(book, service, kind, effect) of an account; only postings that move what it owes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT book_id, service_id, kind, "
            "sum(CASE WHEN debit = ANY(%(owed)s) THEN amount_kopecks ELSE 0 END "
            "- CASE WHEN credit = ANY(%(owed)s) THEN amount_kopecks ELSE 0 END)::bigint "
            "FROM ledger_posting WHERE account_id = %(account)s AND book_id = ANY(%(books)s) "
            "AND (debit = ANY(%(owed)s) OR credit = ANY(%(owed)s)) "
            "GROUP BY book_id, service_id, kind ORDER BY book_id, service_id, kind",
            {
                "account": account_id,
                "books": book_ids,
                "owed": [int(code) for code in OWED],
            },
        )
        return [
            (int(book), int(service), int(kind), int(effect))
            for book, service, kind, effect in cursor.fetchall()
        ]
