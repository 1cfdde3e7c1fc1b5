"""What has happened to an account lately, the newest first: bills, payments, meters to verify."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from raschet.interfaces.portal.cabinet.pages.meter_words import WARNED_DAYS, meter_shown
from raschet.interfaces.portal.cabinet.pages.payments_page import way_of
from raschet.interfaces.ui import figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from raschet.domain.billing.selectors import BillDate
    from raschet.domain.payments.selectors import PaymentShown
    from raschet.domain.registry.selectors import MeterCard

SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened, with the page that says more."""

    day: date
    icon: str
    title: str
    text: str
    address: str


def news(
    bills: Iterable[BillDate],
    payments: Iterable[PaymentShown],
    meters: Iterable[MeterCard],
    today: date,
) -> tuple[News, ...]:
    """All of it on one line of time."""
    found = [*_bills(bills), *_payments(payments), *_meters(meters, today)]
    return tuple(sorted(found, key=lambda each: each.day, reverse=True)[:SHOWN])


def _bills(bills: Iterable[BillDate]) -> Iterator[News]:
    for bill in bills:
        month = figures.month_and_year(bill.period)
        yield News(
            day=timezone.localdate(bill.published_at),
            icon="receipt",
            title=gettext("The bill for %(month)s is ready") % {"month": month},
            text=gettext("To be paid by %(day)s") % {"day": figures.full_date(bill.due_date)},
            address=reverse("cabinet:bill", args=[bill.period]),
        )


def _payments(payments: Iterable[PaymentShown]) -> Iterator[News]:
    for payment in payments:
        amount = figures.money(payment.amount_kopecks)
        yield News(
            day=payment.paid_on,
            icon="wallet",
            title=gettext("Your payment of %(amount)s has arrived") % {"amount": amount},
            text=gettext("Cancelled, does not count")
            if payment.reversed_
            else way_of(payment.source),
            address=reverse("cabinet:payments"),
        )


def _meters(meters: Iterable[MeterCard], today: date) -> Iterator[News]:
    """On the day the reminder began, or the verification ran out."""
    for meter in meters:
        shown = meter_shown(meter, today)
        if not shown.state or meter.verified_until is None:
            continue
        begins = meter.verified_until - timedelta(days=WARNED_DAYS)
        yield News(
            day=meter.verified_until if meter.verified_until < today else begins,
            icon="alert-triangle",
            title=f"{shown.name}, {shown.serial}",
            text=shown.state,
            address=reverse("cabinet:meter", args=[meter.public_id]),
        )
