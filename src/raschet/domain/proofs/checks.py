"""What a proof consists of: questions that count what they looked at and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from raschet.domain.billing.models import Run
from raschet.domain.ledger.connections import id_ranges
from raschet.domain.ledger.models import OWED, Book
from raschet.domain.registry.models import Account, AccountingPeriod

RANGE_WIDTH: Final = 50_000
"""Accounts one question looks at: its groups fit into a session's memory."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question of a proof: an SQL text that answers (checked, breaches)."""

    proof: str
    query: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What there is to prove, as one snapshot sees it.

    books: id, period and kind of books whose postings are visible; runs: id and book of published
    runs; closed: first days of closed months in order; ranges: half-open ranges of account ids.
    """

    books: list[tuple[int, date, str]]
    runs: list[tuple[int, int]]
    closed: list[date]
    ranges: list[tuple[int, int]]

    def books_of(self, period: date) -> list[int]:
        """Books of one month."""
        return [book_id for book_id, month, _ in self.books if month == period]

    def books_until(self, period: date) -> list[int]:
        """Books of a month and of all before it."""
        return [book_id for book_id, month, _ in self.books if month <= period]


def whole_scope() -> Scope:
    """Everything the tables hold."""
    highest = Account.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return Scope(
        books=list(
            Book.objects.exclude(state=Book.State.DRAFT)
            .order_by("id")
            .values_list("id", "period", "kind")
        ),
        runs=[
            (run_id, book_id)
            for run_id, book_id in Run.objects.filter(state=Run.State.PUBLISHED)
            .order_by("id")
            .values_list("id", "book_id")
            if book_id is not None
        ],
        closed=list(
            AccountingPeriod.objects.filter(state=AccountingPeriod.State.CLOSED)
            .order_by("period")
            .values_list("period", flat=True)
        ),
        ranges=list(id_ranges(0, highest, RANGE_WIDTH)),
    )


def in_range(ids: tuple[int, int]) -> str:
    """The condition that keeps a question inside a range of accounts."""
    return f"account_id >= {ids[0]} AND account_id < {ids[1]}"


def owed_change() -> str:
    """What a posting adds to the debt, as an SQL expression."""
    owed = ", ".join(str(int(code)) for code in OWED)
    return (
        f"(CASE WHEN debit IN ({owed}) THEN amount_kopecks ELSE 0 END "
        f"- CASE WHEN credit IN ({owed}) THEN amount_kopecks ELSE 0 END)"
    )


def mismatches(left: str, right: str, key: str) -> str:
    """(checked, breaches) of two questions that must have the same rows.

    key: columns that both have beside ``amount``; a row that one of them lacks counts as zero.
    """
    keys = key.replace(" ", "").split(",")
    joined = " AND ".join(f"l.{name} = r.{name}" for name in keys)
    return (
        "SELECT count(*), count(*) FILTER (WHERE coalesce(l.amount, 0) <> coalesce(r.amount, 0)) "  # noqa: S608
        f"FROM ({left}) AS l FULL JOIN ({right}) AS r ON {joined}"
    )
