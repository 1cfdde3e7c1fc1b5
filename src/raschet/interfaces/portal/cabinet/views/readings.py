"""The account's meters: what they showed, and where to say what they show now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from raschet.domain.billing import selectors as billing
from raschet.domain.registry import selectors as registry
from raschet.domain.registry.selectors import MeterOf
from raschet.interfaces.portal.cabinet.answers import page
from raschet.interfaces.portal.cabinet.opened_account import Asker, cabinet_page
from raschet.interfaces.portal.cabinet.pages.readings_page import MeterRow, meter_rows

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@cabinet_page
def readings(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Every meter of the account and its flat."""
    return page(request, "readings.html", asker=asker, place="readings", meters=own_meters(asker))


def own_meters(asker: Asker) -> tuple[MeterRow, ...]:
    """The meters whose readings the household gives. Eight queries."""
    meters = [
        meter
        for meter in registry.meters_of_account(account_id=asker.account.account_id, on=asker.today)
        if meter.of is not MeterOf.HOUSE
    ]
    months = billing.consumption_by_month(
        account_id=asker.account.account_id,
        register_ids=[register.register_id for meter in meters for register in meter.registers],
    )
    shown = [month for month in months if asker.account.shows(month.period)]
    return meter_rows(meters, shown, asker.today)
