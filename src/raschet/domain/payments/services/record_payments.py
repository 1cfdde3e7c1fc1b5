"""Take payments in: allocate them over the account's debts and post them, each exactly once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from raschet.domain.ledger.errors import NoLiveBook
from raschet.domain.ledger.models import LedgerAccount, PostingKind
from raschet.domain.ledger.selectors import OpenItem, ledger_month, open_items
from raschet.domain.ledger.services.post_entry import (
    NewEntry,
    Transfer,
    lock_accounts,
    post_entries,
)
from raschet.domain.payments.allocation import Groups, allocation_groups, payment_transfers
from raschet.domain.payments.errors import AccountUnknown, PaymentDiffers, PaymentInvalid
from raschet.domain.payments.models import Payment
from raschet.domain.registry.models import Account
from raschet.engine.allocation import Designation
from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class NewPayment:
    """Money a payer gave. ``paid_on``: the day the payer paid (R-195). Unit: kopecks.

    named_period, named_service_id: what the payer named; it is settled first (R-190), the rest goes on
    by the usual order (D-19). ``source``: a code of ``Payment.Source``; ``source_reference``: the
    number of the document at its source, unique there.
    """

    account_id: int
    amount_kopecks: int
    paid_on: date
    source: str
    source_reference: str
    named_period: Period | None = None
    named_service_id: int | None = None


@dataclass(frozen=True, slots=True)
class RecordedPayment:
    """The payment that stands in the books; ``repeated`` when an earlier call took it."""

    payment_id: int
    entry_id: int
    repeated: bool


def record_payment(*, payment: NewPayment, actor: str) -> RecordedPayment:
    """Take one payment. Raises: as ``record_payments``."""
    return record_payments(payments=[payment], actor=actor)[0]


def record_payments(*, payments: Sequence[NewPayment], actor: str) -> list[RecordedPayment]:
    """Take many payments, all or none; results stand in the order given.

    Accounts are locked in the order of their ids. Each payment is split between allocation groups
    as on the bill (R-192) and settles the oldest debts first (R-190); the rest is an advance.
    A document that was taken before returns its first result.
    Raises: PaymentInvalid, PaymentDiffers, AccountUnknown, NoLiveBook.
    """
    for payment in payments:
        if payment.amount_kopecks <= 0 or payment.source not in Payment.Source.values:
            raise PaymentInvalid(payment.source, payment.source_reference, payment.amount_kopecks)
    with transaction.atomic():
        _lock(payments)
        taken = _taken(payments)
        fresh = [payment for payment in _unique(payments) if _key(payment) not in taken]
        taken |= _take(fresh, actor)
        results = []
        first_seen = {_key(payment) for payment in fresh}
        for payment in payments:
            stored = taken[_key(payment)]
            if not _same(payment, stored):
                raise PaymentDiffers(payment.source, payment.source_reference)
            repeated = _key(payment) not in first_seen
            first_seen.discard(_key(payment))
            results.append(RecordedPayment(stored.pk, stored.entry_id, repeated=repeated))
        return results


def _lock(payments: Sequence[NewPayment]) -> None:
    ids = {payment.account_id for payment in payments}
    lock_accounts(sorted(ids))
    known = set(Account.objects.filter(pk__in=ids).values_list("pk", flat=True))
    if ids - known:
        raise AccountUnknown(sorted(ids - known))


def _take(payments: Sequence[NewPayment], actor: str) -> dict[tuple[str, str], Payment]:
    """Allocate, post and store payments that are new."""
    if not payments:
        return {}
    live = ledger_month().live
    if live is None:
        raise NoLiveBook
    groups = allocation_groups()
    open_of: dict[int, list[OpenItem]] = defaultdict(list)
    for item in open_items(account_ids=[payment.account_id for payment in payments]):
        open_of[item.account_id].append(item)
    entries = [
        _entry(payment, actor, _transfers(payment, live, open_of, groups)) for payment in payments
    ]
    posted = post_entries(entries=entries)
    stored = Payment.objects.bulk_create(
        Payment(
            account_id=payment.account_id,
            amount_kopecks=payment.amount_kopecks,
            paid_on=payment.paid_on,
            source=payment.source,
            source_reference=payment.source_reference,
            named_period=_named_day(payment),
            named_service_id=payment.named_service_id,
            entry_id=result.entry_id,
            actor=actor,
        )
        for payment, result in zip(payments, posted, strict=True)
    )
    return {(row.source, row.source_reference): row for row in stored}


def _transfers(
    payment: NewPayment, live: Period, open_of: dict[int, list[OpenItem]], groups: Groups
) -> list[Transfer]:
    """The payment's transfers; what it settles is no longer open to the next one of this call."""
    items = open_of[payment.account_id]
    transfers = payment_transfers(
        account_id=payment.account_id,
        amount_kopecks=payment.amount_kopecks,
        paid_on=payment.paid_on,
        live_period=live,
        items=items,
        groups=groups,
        designation=_designation(payment),
    )
    open_of[payment.account_id] = _remaining(items, transfers)
    return transfers


def _remaining(items: Sequence[OpenItem], transfers: Sequence[Transfer]) -> list[OpenItem]:
    """What is still open after the transfers that credit a receivable."""
    paid: dict[tuple[int, Period, bool], int] = defaultdict(int)
    for transfer in transfers:
        if transfer.credit in {LedgerAccount.RECEIVABLE, LedgerAccount.PENALTY_RECEIVABLE}:
            penalty = transfer.credit == LedgerAccount.PENALTY_RECEIVABLE
            key = (transfer.service_id, transfer.origin_period, penalty)
            paid[key] += transfer.amount_kopecks
    left = [
        replace(
            item,
            outstanding_kopecks=item.outstanding_kopecks
            - paid[item.service_id, item.origin_period, item.is_penalty],
        )
        for item in items
    ]
    return [item for item in left if item.outstanding_kopecks]


def _entry(payment: NewPayment, actor: str, transfers: Sequence[Transfer]) -> NewEntry:
    return NewEntry(
        kind=PostingKind.PAYMENT,
        source_type=f"PAYMENT:{payment.source}",
        source_id=payment.source_reference,
        idempotency_key=f"payment:{payment.source}:{payment.source_reference}",
        actor=actor,
        transfers=transfers,
    )


def _taken(payments: Sequence[NewPayment]) -> dict[tuple[str, str], Payment]:
    rows = Payment.objects.filter(
        source__in={payment.source for payment in payments},
        source_reference__in={payment.source_reference for payment in payments},
    )
    wanted = {_key(payment) for payment in payments}
    return {
        (row.source, row.source_reference): row
        for row in rows
        if (row.source, row.source_reference) in wanted
    }


def _unique(payments: Sequence[NewPayment]) -> list[NewPayment]:
    return list({_key(payment): payment for payment in reversed(payments)}.values())[::-1]


def _key(payment: NewPayment) -> tuple[str, str]:
    return (str(payment.source), payment.source_reference)


def _same(payment: NewPayment, stored: Payment) -> bool:
    given = (payment.account_id, payment.amount_kopecks, payment.paid_on)
    named = (_named_day(payment), payment.named_service_id)
    return (*given, *named) == (
        stored.account_id,
        stored.amount_kopecks,
        stored.paid_on,
        stored.named_period,
        stored.named_service_id,
    )


def _named_day(payment: NewPayment) -> date | None:
    return None if payment.named_period is None else payment.named_period.first_day


def _designation(payment: NewPayment) -> Designation | None:
    service_id = payment.named_service_id
    if payment.named_period is None and service_id is None:
        return None
    return Designation(payment.named_period, None if service_id is None else str(service_id))
