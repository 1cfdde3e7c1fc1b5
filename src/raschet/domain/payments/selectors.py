"""Questions about money that came in. Amounts are kopecks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, Sum

from raschet.domain.ledger.models import OWED, Entry, Posting
from raschet.domain.payments.models import Payment
from raschet.domain.registry.selectors import service_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class PaymentPart:
    """What of a payment went to a service; a pseudo service holds the advance."""

    service_code: str
    is_advance: bool
    amount_kopecks: int


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """A payment as the payer sees it. ``reversed_``: it bounced and counts no more.

    ``source``: a code of ``Payment.Source``; ``reference``: the number of the document there.
    """

    public_id: UUID
    paid_on: date
    amount_kopecks: int
    source: str
    reference: str
    reversed_: bool
    parts: tuple[PaymentPart, ...]


@dataclass(frozen=True, slots=True)
class PaymentYear:
    """One year of payments, the newest first. ``years``: those with any payment, newest first."""

    year: int | None
    years: tuple[int, ...]
    payments: tuple[PaymentShown, ...]


def payments_of_year(*, account_id: int, year: int | None = None) -> PaymentYear:
    """An account's payments of a year; without one, of the last year with any. Five queries."""
    rows = Payment.objects.filter(account_id=account_id)
    years = tuple(day.year for day in rows.dates("paid_on", "year", order="DESC"))
    shown = year if year is not None else max(years, default=None)
    if shown is None:
        return PaymentYear(None, (), ())
    payments = list(rows.filter(paid_on__year=shown).order_by("-paid_on", "-id"))
    entries = {
        entry.pk: entry
        for entry in Entry.objects.filter(
            pk__in=[payment.entry_id for payment in payments]
        ).select_related("reversed_by")
    }
    parts = _parts(account_id, entries)
    return PaymentYear(
        shown,
        years,
        tuple(
            PaymentShown(
                public_id=payment.public_id,
                paid_on=payment.paid_on,
                amount_kopecks=payment.amount_kopecks,
                source=payment.source,
                reference=payment.source_reference,
                reversed_=_is_reversed(entries.get(payment.entry_id)),
                parts=tuple(parts.get(payment.entry_id, ())),
            )
            for payment in payments
        ),
    )


def _is_reversed(entry: Entry | None) -> bool:
    return entry is not None and hasattr(entry, "reversed_by")


def _parts(account_id: int, entries: Mapping[int, Entry]) -> dict[int, Sequence[PaymentPart]]:
    """What each entry took off the debts, by service in the order of the bill."""
    names = service_names()
    rows = (
        Posting.objects.filter(
            account_id=account_id,
            book_id__in={entry.book_id for entry in entries.values()},
            entry_id__in=list(entries),
        )
        .filter(Q(credit__in=OWED) & ~Q(debit__in=OWED))
        .values("entry_id", "service_id")
        .annotate(amount=Sum("amount_kopecks"))
        .order_by()
    )
    found: dict[int, list[PaymentPart]] = defaultdict(list)
    position = {id_: name.position for id_, name in names.items()}
    for row in sorted(rows, key=lambda row: position.get(row["service_id"], 0)):
        name = names[row["service_id"]]
        found[row["entry_id"]].append(PaymentPart(name.code, name.advance, int(row["amount"])))
    return dict(found)
