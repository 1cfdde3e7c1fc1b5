"""Set advances off against what was charged, after a month is published (D-20)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from raschet.domain.ledger.models import LedgerAccount, PostingKind
from raschet.domain.ledger.selectors import (
    OpenItem,
    ServiceBalance,
    balances_of_accounts,
    ledger_month,
    open_items,
)
from raschet.domain.ledger.services.post_entry import (
    NewEntry,
    Transfer,
    lock_accounts,
    post_entries,
)
from raschet.domain.payments.allocation import Groups, allocation_groups, settled_from_transit
from raschet.engine.allocation import Debt, allocate_payment
from raschet.values.period import Period

BATCH_ACCOUNTS = 1_000


def set_off_advances(*, period: Period, value_date: date, actor: str) -> int:
    """Pay debts out of the advances of the same account and group; returns the accounts set off.

    Call after a month's publication: older debts first, then the month's charges in proportion.
    Batches of accounts are locked one after another and read under their lock; a repeat for the
    same month does nothing. Raises: NoLiveBook.
    """
    done = 0
    accounts = _accounts_with_advance()
    for start in range(0, len(accounts), BATCH_ACCOUNTS):
        done += _set_off_batch(accounts[start : start + BATCH_ACCOUNTS], period, value_date, actor)
    return done


def _accounts_with_advance() -> list[int]:
    """Accounts that had an advance at the last closing or received one since, in order."""
    groups = allocation_groups()
    pseudo = list(groups.advance_of_group.values())
    closed = ledger_month().last_closed
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT account_id FROM ("
            "SELECT account_id FROM ledger_balance "
            "WHERE period = %(closed)s AND service_id = ANY(%(pseudo)s) AND closing_kopecks < 0 "
            "UNION ALL SELECT account_id FROM ledger_posting WHERE credit = %(advance)s "
            "AND book_id IN (SELECT id FROM ledger_book WHERE kind = 'LIVE' "
            "AND (%(closed)s::date IS NULL OR period > %(closed)s))) AS held "
            "WHERE account_id > 0 ORDER BY account_id",
            {
                "closed": None if closed is None else closed.first_day,
                "pseudo": pseudo,
                "advance": int(LedgerAccount.ADVANCE),
            },
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _set_off_batch(account_ids: Sequence[int], period: Period, value_date: date, actor: str) -> int:
    groups = allocation_groups()
    with transaction.atomic():
        lock_accounts(account_ids)
        balances = balances_of_accounts(account_ids=account_ids)
        items: dict[int, list[OpenItem]] = {account_id: [] for account_id in account_ids}
        for item in open_items(account_ids=account_ids):
            items[item.account_id].append(item)
        entries = []
        for account_id in account_ids:
            transfers = _transfers(
                account_id, balances.get(account_id, []), items[account_id], groups, value_date
            )
            if transfers:
                entries.append(_entry(account_id, period, actor, transfers))
        posted = post_entries(entries=entries)
    return sum(not result.repeated for result in posted)


def _transfers(
    account_id: int,
    balances: Sequence[ServiceBalance],
    items: Sequence[OpenItem],
    groups: Groups,
    value_date: date,
) -> list[Transfer]:
    """What the account's advances pay: through transit, because a posting names one service."""
    held = {balance.service_id: -balance.balance_kopecks for balance in balances}
    transfers: list[Transfer] = []
    for group, pseudo in groups.advance_of_group.items():
        debts = [
            item
            for item in items
            if groups.group_of_service.get(item.service_id) == group and not item.is_penalty
        ]
        advance = held.get(pseudo, 0)
        if advance <= 0 or not debts:
            continue
        allocation = allocate_payment(
            advance,
            [
                Debt(item.origin_period, str(item.service_id), item.outstanding_kopecks)
                for item in debts
            ],
        )
        for item, part in zip(debts, allocation.debts_kopecks, strict=True):
            if part:
                transfers.append(_to_transit(account_id, pseudo, item, part, value_date))
                transfers += settled_from_transit(item, part, value_date)
    return transfers


def _to_transit(
    account_id: int, pseudo: int, item: OpenItem, kopecks: int, value_date: date
) -> Transfer:
    return Transfer(
        account_id=account_id,
        service_id=pseudo,
        debit=LedgerAccount.ADVANCE,
        credit=LedgerAccount.TRANSIT,
        amount_kopecks=kopecks,
        origin_period=item.origin_period,
        value_date=value_date,
    )


def _entry(account_id: int, period: Period, actor: str, transfers: Sequence[Transfer]) -> NewEntry:
    return NewEntry(
        kind=PostingKind.SET_OFF,
        source_type="SET_OFF",
        source_id=f"{period}/{account_id}",
        idempotency_key=f"set-off:{period}:{account_id}",
        actor=actor,
        transfers=transfers,
    )
