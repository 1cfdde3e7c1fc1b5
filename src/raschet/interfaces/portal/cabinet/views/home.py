"""The first page of the cabinet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from raschet.domain.billing import selectors as billing
from raschet.interfaces.portal.cabinet.answers import page
from raschet.interfaces.portal.cabinet.money import money_of
from raschet.interfaces.portal.cabinet.month_of_readings import month_of_readings
from raschet.interfaces.portal.cabinet.opened_account import Asker, asker_of, signed_in
from raschet.interfaces.portal.cabinet.pages import home_page
from raschet.interfaces.portal.cabinet.pages.readings_page import readings_card
from raschet.interfaces.portal.cabinet.views.accounts import nothing_open
from raschet.interfaces.ui.month_bars import bars_of, change_sentence

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from raschet.values.period import Period


def bill_address(period: Period) -> str:
    """Where the bill of a month is."""
    return reverse("cabinet:bill", args=[period])


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """What is to be paid, what to do this month, and the way to everything else."""
    try:
        asker = asker_of(request)
    except Http404:
        return nothing_open(request)
    return _home(request, asker)


def _home(request: HttpRequest, asker: Asker) -> HttpResponse:
    account = asker.account
    money = money_of(account)
    known = month_of_readings(asker)
    months = [
        month for month in billing.billed_months(account.account_id) if account.shows(month[0])
    ]
    latest = months[-1][0] if months else None
    return page(
        request,
        "home.html",
        asker=asker,
        place="home",
        greeting=home_page.greeting(asker.name),
        due=home_page.due(money, asker.today),
        closed_note=home_page.closed_note(account.closed_on, asker.today),
        first_bill=home_page.first_bill(asker.today),
        long_debt=home_page.long_debt(money),
        services=home_page.services_due(money),
        readings=readings_card(known.meters, known.month),
        bars=bars_of(months, latest, bill_address),
        bars_sentence=change_sentence(months, latest),
        why_address=bill_address(latest) if latest else "",
    )
