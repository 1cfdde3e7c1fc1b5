"""Payments of a year: when, how much, by which way, and what each of them paid for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.billing.explanations import service_name
from raschet.interfaces.portal.cabinet.pages.charges_page import ChargeOf, Choice

if TYPE_CHECKING:
    from datetime import date

    from raschet.domain.payments.selectors import PaymentShown, PaymentYear


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment; ``state`` is a sentence for those that do not count, else empty."""

    paid_on: date
    kopecks: int
    way: str
    reference: str
    state: str
    parts: tuple[ChargeOf, ...]


@dataclass(frozen=True, slots=True)
class PaymentsPage:
    """A year of payments, the newest first; ``total`` leaves out what bounced."""

    year: int | None
    years: tuple[Choice, ...]
    rows: tuple[PaymentRow, ...]
    total_kopecks: int


def payments_page(shown: PaymentYear, since: date) -> PaymentsPage:
    """The payments from the asker's first day on."""
    own = [payment for payment in shown.payments if payment.paid_on >= since]
    return PaymentsPage(
        year=shown.year,
        years=tuple(
            Choice(str(year), str(year), year == shown.year)
            for year in shown.years
            if year >= since.year
        ),
        rows=tuple(_row(payment) for payment in own),
        total_kopecks=sum(payment.amount_kopecks for payment in own if not payment.reversed_),
    )


def way_of(source: str) -> str:
    """How the money came, as people say it; an unknown code is shown as it is."""
    ways = {
        "CASH_DESK": gettext("at the cash desk"),
        "BANK_REGISTER": gettext("through a bank"),
        "ACQUIRER": gettext("by card on the site"),
    }
    return ways.get(source, source)


def _row(payment: PaymentShown) -> PaymentRow:
    return PaymentRow(
        paid_on=payment.paid_on,
        kopecks=payment.amount_kopecks,
        way=way_of(payment.source),
        reference=payment.reference,
        state=gettext("Cancelled, does not count") if payment.reversed_ else "",
        parts=tuple(
            ChargeOf(part.service_code, service_name(part.service_code), part.amount_kopecks)
            for part in payment.parts
        ),
    )
