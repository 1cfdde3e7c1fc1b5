"""Answer a wrong entry by its mirror."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.ledger.errors import EntryNotFound, ReversalIsFinal
from raschet.domain.ledger.models import Entry, LedgerAccount, PostingKind
from raschet.domain.ledger.services.post_entry import (
    NewEntry,
    PostedEntry,
    Transfer,
    lock_accounts,
    post_entry,
)
from raschet.values.period import Period


def reverse_entry(*, entry_id: int, actor: str, reason: str) -> PostedEntry:
    """Post the mirror of an entry: same services, origin periods and kind, sides exchanged.

    Everything the entry did to balances is undone in the month that is open now. A repeat returns
    the first reversal; reversing a reversal is refused.
    Raises: EntryNotFound, ReversalIsFinal, NoLiveBook.
    """
    with transaction.atomic():
        original = Entry.objects.filter(pk=entry_id).first()
        if original is None:
            raise EntryNotFound(entry_id)
        if original.reverses_id is not None:
            raise ReversalIsFinal(entry_id)
        transfers = _mirrored(original)
        lock_accounts([transfer.account_id for transfer in transfers])
        entry = NewEntry(
            kind=PostingKind(original.kind),
            source_type="REVERSAL",
            source_id=str(entry_id),
            idempotency_key=f"reverse:{entry_id}",
            actor=actor,
            reason=reason,
            reverses_id=entry_id,
            transfers=transfers,
        )
        posted = post_entry(entry=entry)
        if not posted.repeated:
            record_deed(actor=actor, action="ENTRY_REVERSED", subject=f"entry:{entry_id}")
        return posted


def _mirrored(original: Entry) -> list[Transfer]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, service_id, debit, credit, amount_kopecks, origin_period, "
            "value_date, supplier_id FROM ledger_posting "
            'WHERE book_id = %s AND entry_id = %s ORDER BY account_id, "row"',
            [original.book_id, original.pk],
        )
        return [_mirror(row) for row in cursor.fetchall()]


def _mirror(row: tuple[Any, ...]) -> Transfer:
    account_id, service_id, debit, credit, amount, origin, value_date, supplier_id = row
    return Transfer(
        account_id=account_id,
        service_id=service_id,
        debit=LedgerAccount(credit),
        credit=LedgerAccount(debit),
        amount_kopecks=amount,
        origin_period=Period.of(origin),
        value_date=value_date,
        supplier_id=supplier_id,
    )
