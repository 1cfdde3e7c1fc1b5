"""Proofs that each payment is posted once, whole."""

from __future__ import annotations

from collections.abc import Iterator

from raschet.domain.documents.deeds import ADVANCES_SET_OFF, MONTH_PREFIX
from raschet.domain.ledger.connections import integer_list
from raschet.domain.ledger.models import LedgerAccount, PostingKind
from raschet.domain.proofs.checks import Check, Scope


def payment_checks(scope: Scope) -> Iterator[Check]:
    """Payments are posted whole and owed onward; advances are no debts and are set off."""
    live = integer_list([book_id for book_id, _, kind in scope.books if kind == "LIVE"])
    clearing, advance = int(LedgerAccount.CLEARING), int(LedgerAccount.ADVANCE)
    yield Check(
        "PAID_ONCE",
        "SELECT count(*), count(*) FILTER (WHERE p.amount_kopecks IS DISTINCT FROM e.amount) "  # noqa: S608
        "FROM payments_payment AS p FULL JOIN (SELECT posting.entry_id, "
        f"sum(amount_kopecks) FILTER (WHERE debit = {clearing}) AS amount "
        "FROM ledger_posting AS posting JOIN ledger_entry AS entry ON entry.id = posting.entry_id "
        f"WHERE posting.book_id IN ({live}) AND entry.kind = {int(PostingKind.PAYMENT)} "
        "AND entry.reverses_id IS NULL GROUP BY posting.entry_id) AS e ON e.entry_id = p.entry_id",
    )
    receivables = f"{int(LedgerAccount.RECEIVABLE)}, {int(LedgerAccount.PENALTY_RECEIVABLE)}"
    accrued, due = int(LedgerAccount.SUPPLIER_ACCRUED), int(LedgerAccount.SUPPLIER_DUE)
    yield Check(
        "COLLECTED_IS_DUE",
        # Of each payment and set-off: what settles receivables moves accrued to due.
        "SELECT count(*), count(*) FILTER (WHERE settled <> due) FROM (SELECT "  # noqa: S608
        f"coalesce(sum(CASE WHEN credit IN ({receivables}) THEN amount_kopecks "
        f"WHEN debit IN ({receivables}) THEN -amount_kopecks END), 0) AS settled, "
        f"coalesce(sum(CASE WHEN debit = {accrued} AND credit = {due} THEN amount_kopecks "
        f"WHEN debit = {due} AND credit = {accrued} THEN -amount_kopecks END), 0) AS due "
        f"FROM ledger_posting WHERE book_id IN ({live}) "
        f"AND kind IN ({int(PostingKind.PAYMENT)}, {int(PostingKind.SET_OFF)}) "
        "GROUP BY account_id, entry_id) AS entries",
    )
    books = integer_list([book_id for book_id, _, _ in scope.books])
    yield Check(
        "ADVANCES_ARE_NO_DEBTS",
        "SELECT count(*), count(*) FILTER (WHERE held < 0) FROM ("  # noqa: S608
        f"SELECT sum(CASE WHEN credit = {advance} THEN amount_kopecks ELSE -amount_kopecks END) "
        f"AS held FROM ledger_posting WHERE book_id IN ({books}) "
        f"AND (debit = {advance} OR credit = {advance}) GROUP BY account_id, service_id) AS funds",
    )
    yield Check(
        "ADVANCES_ARE_SET_OFF",
        # Closing finishes what a killed publication left, so of closed months none may lack it.
        "SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT FROM audit_auditrecord "  # noqa: S608
        f"WHERE action = '{ADVANCES_SET_OFF}' "
        f"AND subject = '{MONTH_PREFIX}' || to_char(closed.period, 'YYYY-MM'))) "
        "FROM registry_accountingperiod AS closed JOIN billing_run AS run "
        "ON run.period = closed.period AND run.state = 'PUBLISHED' "
        "WHERE closed.state = 'CLOSED'",
    )
