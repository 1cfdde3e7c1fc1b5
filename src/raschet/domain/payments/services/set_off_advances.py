"""Set credits and advances off against what is owed, after a month is published (R-194, D-20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

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
from raschet.domain.payments.allocation import (
    Groups,
    allocation_groups,
    settled_from_transit,
    taken_to_transit,
)
from raschet.engine.allocation import Debt, allocate_payment, set_off_credits
from raschet.values.period import Period

BATCH_ACCOUNTS = 1_000

SETTLING: Final = (PostingKind.PAYMENT, PostingKind.SET_OFF, PostingKind.WRITE_OFF)
"""Kinds that credit a receivable because it is settled, never below zero."""


def set_off_advances(*, period: Period, value_date: date, actor: str) -> int:
    """Pay debts out of the same account's and group's credits and advances; returns how many accounts.

    Call after a month's publication. A negative receivable (a recalculation, a late reading) comes
    first and what is left of it becomes advance (R-194); then the advance: older debts first, then
    the month's charges in proportion (D-20). Batches of accounts are locked one after another and
    read under their lock; a repeat for the same month does nothing, so a call cut short is repeated.
    Raises: NoLiveBook.
    """
    done = 0
    accounts = _accounts_in_credit()
    for start in range(0, len(accounts), BATCH_ACCOUNTS):
        done += _set_off_batch(accounts[start : start + BATCH_ACCOUNTS], period, value_date, actor)
    return done


def _accounts_in_credit() -> list[int]:
    """Accounts that were in credit at the last closing or received some since, in order.

    What is still there to set off is read under the account's lock.
    """
    closed = ledger_month().last_closed
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT account_id FROM ("
            "SELECT account_id FROM ledger_balance "
            "WHERE period = %(closed)s AND closing_kopecks < 0 "
            "UNION ALL SELECT account_id FROM ledger_posting "
            "WHERE (credit = %(advance)s OR credit = %(receivable)s AND kind <> ALL(%(settling)s)) "
            "AND book_id IN (SELECT id FROM ledger_book WHERE state <> 'DRAFT' "
            "AND (%(closed)s::date IS NULL OR period > %(closed)s))) AS held "
            "WHERE account_id > 0 ORDER BY account_id",
            {
                "closed": None if closed is None else closed.first_day,
                "advance": int(LedgerAccount.ADVANCE),
                "receivable": int(LedgerAccount.RECEIVABLE),
                "settling": [int(kind) for kind in SETTLING],
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
    """What the account's credits and advances pay, group by group; groups never mix (R-192)."""
    held = {balance.service_id: -balance.balance_kopecks for balance in balances}
    transfers: list[Transfer] = []
    for group, pseudo in groups.advance_of_group.items():
        members = [
            item
            for item in items
            if groups.group_of_service.get(item.service_id) == group and not item.is_penalty
        ]
        fund = Fund(account_id, pseudo, held.get(pseudo, 0), value_date)
        transfers += _of_group(fund, members)
    return transfers


@dataclass(frozen=True, slots=True)
class Fund:
    """The advance of an account's allocation group. Unit: kopecks."""

    account_id: int
    service_id: int
    kopecks: int
    value_date: date


def _of_group(fund: Fund, items: Sequence[OpenItem]) -> list[Transfer]:
    """Through transit, because a posting names one service: credits first, then the advance."""
    credits_used = set_off_credits(_debts(items, [0] * len(items)))
    paid = credits_used.debts_kopecks
    advance = allocate_payment(max(fund.kopecks, 0), _debts(items, paid))
    transfers: list[Transfer] = []
    for item in items:
        if item.outstanding_kopecks < 0:
            transfers += taken_to_transit(item, fund.value_date)
    for item, part in zip(items, paid, strict=True):
        if part:
            transfers += settled_from_transit(item, part, fund.value_date)
    if credits_used.advance_kopecks:
        transfers.append(
            _between(
                fund,
                (LedgerAccount.TRANSIT, LedgerAccount.ADVANCE),
                credits_used.advance_kopecks,
                Period.of(fund.value_date),
            )
        )
    for item, part in zip(items, advance.debts_kopecks, strict=True):
        if part:
            sides = (LedgerAccount.ADVANCE, LedgerAccount.TRANSIT)
            transfers.append(_between(fund, sides, part, item.origin_period))
            transfers += settled_from_transit(item, part, fund.value_date)
    return transfers


def _debts(items: Sequence[OpenItem], paid_kopecks: Sequence[int]) -> list[Debt]:
    """What is owed of each item after a payment of it; an item paid in full owes nothing."""
    return [
        Debt(item.origin_period, str(item.service_id), item.outstanding_kopecks - paid)
        for item, paid in zip(items, paid_kopecks, strict=True)
    ]


def _between(
    fund: Fund, sides: tuple[LedgerAccount, LedgerAccount], kopecks: int, origin_period: Period
) -> Transfer:
    """The fund's side of a transfer through transit."""
    debit, credit = sides
    return Transfer(
        account_id=fund.account_id,
        service_id=fund.service_id,
        debit=debit,
        credit=credit,
        amount_kopecks=kopecks,
        origin_period=origin_period,
        value_date=fund.value_date,
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
