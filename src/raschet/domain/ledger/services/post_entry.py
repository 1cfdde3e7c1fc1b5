"""Post entries to the open live book: the one door for single facts about money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from raschet.domain.ledger.errors import NoLiveBook, PostingInvalid, SourceAlreadyPosted
from raschet.domain.ledger.models import LedgerAccount, PostingKind
from raschet.values.period import Period

BOOK_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Transfer:
    """One balanced transfer to be posted. Amount: kopecks, positive."""

    account_id: int
    service_id: int
    debit: LedgerAccount
    credit: LedgerAccount
    amount_kopecks: int
    origin_period: Period
    value_date: date
    supplier_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Transfers that belong together, with who asked for them and why."""

    kind: PostingKind
    source_type: str
    source_id: str
    idempotency_key: str
    actor: str
    transfers: Sequence[Transfer]
    reason: str = ""
    reverses_id: int | None = None


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """The entry that stands in the ledger; ``repeated`` when an earlier call made it."""

    entry_id: int
    book_id: int
    repeated: bool


def post_entry(*, entry: NewEntry) -> PostedEntry:
    """Post one entry; a repeat of its idempotency key returns the first result.

    Raises: PostingInvalid, SourceAlreadyPosted, NoLiveBook.
    """
    return post_entries(entries=[entry])[0]


def post_entries(*, entries: Sequence[NewEntry]) -> list[PostedEntry]:
    """Post many entries in one transaction, all or none; results stand in the order given.

    Where they go is decided here: to the live book that is open now, whatever their value dates.
    The book's row is held in share mode, so that sealing waits for us and we wait for sealing.
    Raises: PostingInvalid, SourceAlreadyPosted, NoLiveBook.
    """
    for entry in entries:
        _check(entry)
    if not entries:
        return []
    with transaction.atomic():
        book_id = _hold_live_book()
        made = _insert_headers(book_id, entries)
        _copy_rows(book_id, [entry for entry in entries if entry.idempotency_key in made], made)
        earlier = _earlier([e.idempotency_key for e in entries if e.idempotency_key not in made])
    results = []
    for entry in entries:
        key = entry.idempotency_key
        if key in made:
            results.append(PostedEntry(made[key], book_id, repeated=False))
        elif key in earlier:
            results.append(PostedEntry(*earlier[key], repeated=True))
        else:
            raise SourceAlreadyPosted(entry.source_type, entry.source_id)
    return results


def lock_accounts(account_ids: Sequence[int]) -> None:
    """Order everything that allocates the money of these accounts; inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM registry_account WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [sorted(set(account_ids))],
        )


def _check(entry: NewEntry) -> None:
    if not entry.transfers:
        raise PostingInvalid(entry.idempotency_key, 0)
    for row, transfer in enumerate(entry.transfers, start=1):
        if transfer.amount_kopecks <= 0 or transfer.debit == transfer.credit:
            raise PostingInvalid(entry.idempotency_key, row)


def _hold_live_book() -> int:
    """The open live book, held in share mode until the transaction ends."""
    with connection.cursor() as cursor:
        for _ in range(BOOK_ATTEMPTS):
            cursor.execute(
                "SELECT id FROM ledger_book WHERE kind = 'LIVE' AND state = 'OPEN' FOR SHARE"
            )
            row = cursor.fetchone()
            if row is not None:
                return int(row[0])
            # The book we waited for was sealed meanwhile; the next statement sees the new one.
    raise NoLiveBook


def _insert_headers(book_id: int, entries: Sequence[NewEntry]) -> dict[str, int]:
    """Insert the headers that are new; returns their ids by idempotency key."""
    ordered = sorted(entries, key=lambda entry: entry.idempotency_key)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (book_id, kind, source_type, source_id, idempotency_key, "
            "actor, reason, reverses_id) "
            "SELECT %s, * FROM unnest(%s::smallint[], %s::text[], %s::text[], %s::text[], "
            "%s::text[], %s::text[], %s::bigint[]) "
            "ON CONFLICT DO NOTHING RETURNING idempotency_key, id",
            [
                book_id,
                [int(entry.kind) for entry in ordered],
                [entry.source_type for entry in ordered],
                [entry.source_id for entry in ordered],
                [entry.idempotency_key for entry in ordered],
                [entry.actor for entry in ordered],
                [entry.reason for entry in ordered],
                [entry.reverses_id for entry in ordered],
            ],
        )
        return {str(key): int(entry_id) for key, entry_id in cursor.fetchall()}


def _copy_rows(book_id: int, entries: Sequence[NewEntry], ids: dict[str, int]) -> None:
    statement = (
        'COPY ledger_posting (account_id, book_id, entry_id, "row", amount_kopecks, supplier_id, '
        "origin_period, value_date, service_id, debit, credit, kind) FROM STDIN"
    )
    written: set[int] = set()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for entry in entries:
            entry_id = ids[entry.idempotency_key]
            if entry_id in written:
                continue  # the same key twice in one call: the first one stands
            written.add(entry_id)
            for row, transfer in enumerate(entry.transfers, start=1):
                copy.write_row(_row(book_id, entry_id, row, transfer, entry.kind))


def _row(
    book_id: int, entry_id: int, row: int, transfer: Transfer, kind: PostingKind
) -> tuple[object, ...]:
    return (
        transfer.account_id,
        book_id,
        entry_id,
        row,
        transfer.amount_kopecks,
        transfer.supplier_id,
        transfer.origin_period.first_day,
        transfer.value_date,
        transfer.service_id,
        int(transfer.debit),
        int(transfer.credit),
        int(kind),
    )


def _earlier(keys: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Entries of earlier calls by key: entry and book."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT idempotency_key, id, book_id FROM ledger_entry WHERE idempotency_key = ANY(%s)",
            [list(keys)],
        )
        return {str(key): (int(entry), int(book)) for key, entry, book in cursor.fetchall()}
