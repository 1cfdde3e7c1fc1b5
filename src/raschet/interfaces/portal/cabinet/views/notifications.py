"""What has happened to the account lately."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.views.decorators.http import require_safe

from raschet.domain.billing import selectors as billing
from raschet.domain.payments.selectors import payments_of_year
from raschet.domain.registry import selectors as registry
from raschet.domain.registry.selectors import MeterOf
from raschet.interfaces.portal.cabinet.answers import page
from raschet.interfaces.portal.cabinet.opened_account import Asker, cabinet_page
from raschet.interfaces.portal.cabinet.pages.news_page import news

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BILLS_SHOWN: Final = 6


@require_safe
@cabinet_page
def notifications(request: HttpRequest, asker: Asker) -> HttpResponse:
    """New bills, payments that arrived, meters that need a verification."""
    account = asker.account
    billed = {month for month, _ in billing.billed_months(account.account_id)}
    bills = [
        bill
        for bill in billing.published_bills(BILLS_SHOWN)
        if bill.period in billed and account.shows(bill.period)
    ]
    payments = payments_of_year(account_id=account.account_id).payments
    meters = registry.meters_of_account(account_id=account.account_id, on=asker.today)
    return page(
        request,
        "notifications.html",
        asker=asker,
        place="notifications",
        news=news(
            bills,
            [payment for payment in payments if payment.paid_on >= account.since],
            [meter for meter in meters if meter.of is not MeterOf.HOUSE],
            asker.today,
        ),
    )
