"""Proofs that the database still refuses to change what is written, and that closed months hold."""

from __future__ import annotations

from collections.abc import Iterator

from raschet.domain.ledger.connections import integer_list
from raschet.domain.proofs.checks import Check, Scope

GUARDED = (
    "ledger_posting",
    "ledger_balance",
    "billing_charge_line",
    "billing_consumption",
    "billing_penalty_portion",
    "ledger_entry",
    "audit_auditrecord",
)


def guard_checks(scope: Scope) -> Iterator[Check]:
    """Guards stand on every table of money; closed months have only sealed books."""
    parents = ", ".join(f"'{table}'::regclass" for table in GUARDED)
    yield Check(
        "GUARDS_STAND",
        # Each table needs an enabled guard against UPDATE and DELETE (a row trigger, bits 1, 8
        # and 16) and one against TRUNCATE (bit 32).
        "SELECT count(*), count(*) FILTER (WHERE NOT rows_guarded OR NOT truncate_guarded) FROM ("  # noqa: S608
        "SELECT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = guarded.oid "
        "AND tgfoid = 'raschet_refuse_change'::regproc AND tgenabled IN ('O', 'A') "
        "AND tgtype & 25 = 25) AS rows_guarded, "
        "EXISTS (SELECT FROM pg_trigger WHERE tgrelid = guarded.oid "
        "AND tgfoid = 'raschet_refuse_change'::regproc AND tgenabled IN ('O', 'A') "
        "AND tgtype & 32 = 32) AS truncate_guarded "
        f"FROM (SELECT unnest(ARRAY[{parents}]) AS oid UNION ALL "
        f"SELECT inhrelid FROM pg_inherits WHERE inhparent IN ({parents})) AS guarded) AS tables",
    )
    books = integer_list([book for period in scope.closed for book in scope.books_of(period)])
    yield Check(
        "CLOSED_MONTHS_ARE_SEALED",
        "SELECT count(*), count(*) FILTER (WHERE state <> 'SEALED') "  # noqa: S608
        f"FROM ledger_book WHERE id IN ({books})",
    )
