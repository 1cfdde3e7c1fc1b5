"""Proofs that stored balances are the fold of the postings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from raschet.domain.ledger.balances import COLUMNS
from raschet.domain.ledger.connections import integer_list
from raschet.domain.ledger.models import OWED, PostingKind
from raschet.domain.proofs.checks import Check, Scope, in_range, mismatches, owed_change
from raschet.values.period import Period


def balance_checks(scope: Scope) -> Iterator[Check]:
    """The last closing is the fold of everything before it; each month's columns are its books'."""
    for ids in scope.ranges:
        if scope.closed:
            yield Check("BALANCES_ARE_THE_FOLD", _fold(scope, scope.closed[-1], ids))
        for period in scope.closed:
            yield Check("TURNOVERS_MATCH_POSTINGS", _turnovers(scope, period, ids))
            yield Check("OPENINGS_FOLLOW_CLOSINGS", _openings(scope, period, ids))


def _fold(scope: Scope, period: date, ids: tuple[int, int]) -> str:
    books = integer_list(scope.books_until(period))
    postings = (
        f"SELECT account_id, service_id, sum({owed_change()}) AS amount FROM ledger_posting "  # noqa: S608
        f"WHERE book_id IN ({books}) AND {in_range(ids)} AND account_id > 0 "
        "GROUP BY account_id, service_id"
    )
    stored = (
        "SELECT account_id, service_id, closing_kopecks AS amount FROM ledger_balance "  # noqa: S608
        f"WHERE period = '{period}' AND {in_range(ids)}"
    )
    return mismatches(postings, stored, "account_id, service_id")


def _turnovers(scope: Scope, period: date, ids: tuple[int, int]) -> str:
    """Every column but the opening, one row an account, service and kind."""
    books = integer_list(scope.books_of(period))
    owed = integer_list([int(code) for code in OWED])
    later = {kind: column for kind, column in COLUMNS.items() if kind != PostingKind.OPENING}
    signs = " ".join(f"WHEN {int(kind)} THEN {sign}" for kind, (_, sign) in COLUMNS.items())
    postings = (
        "SELECT account_id, service_id, kind::integer AS kind, "  # noqa: S608
        f"sum({owed_change()} * CASE kind {signs} END) AS amount FROM ledger_posting "
        f"WHERE book_id IN ({books}) AND {in_range(ids)} AND account_id > 0 "
        f"AND kind <> {int(PostingKind.OPENING)} AND (debit IN ({owed}) OR credit IN ({owed})) "
        "GROUP BY account_id, service_id, kind"
    )
    values = ", ".join(f"({int(kind)}, {column})" for kind, (column, _) in later.items())
    stored = (
        "SELECT account_id, service_id, turnover.kind, turnover.amount FROM ledger_balance, "  # noqa: S608
        f"LATERAL (VALUES {values}) AS turnover (kind, amount) "
        f"WHERE period = '{period}' AND {in_range(ids)} AND turnover.amount <> 0"
    )
    return mismatches(postings, stored, "account_id, service_id, kind")


def _openings(scope: Scope, period: date, ids: tuple[int, int]) -> str:
    """Opening = the closing before it + opening balances posted in the month."""
    previous = Period.of(period).plus(-1).first_day
    books = integer_list(scope.books_of(period))
    expected = (
        "SELECT account_id, service_id, sum(amount) AS amount FROM ("  # noqa: S608
        "SELECT account_id, service_id, closing_kopecks AS amount FROM ledger_balance "
        f"WHERE period = '{previous}' AND {in_range(ids)} "
        f"UNION ALL SELECT account_id, service_id, {owed_change()} FROM ledger_posting "
        f"WHERE book_id IN ({books}) AND kind = {int(PostingKind.OPENING)} AND {in_range(ids)} "
        "AND account_id > 0) AS parts GROUP BY account_id, service_id"
    )
    stored = (
        "SELECT account_id, service_id, opening_kopecks AS amount FROM ledger_balance "  # noqa: S608
        f"WHERE period = '{period}' AND {in_range(ids)}"
    )
    return mismatches(expected, stored, "account_id, service_id")
