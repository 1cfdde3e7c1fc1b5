"""Readings of the account's meters."""

from __future__ import annotations

from django.views.decorators.http import require_safe

from raschet.domain.registry import selectors as registry
from raschet.domain.registry.selectors import MeterOf
from raschet.interfaces.portal.cabinet.answers import page
from raschet.interfaces.portal.cabinet.opened_account import Asker, cabinet_page
from raschet.interfaces.portal.cabinet.pages.meter_words import meter_shown


@require_safe
@cabinet_page
def readings(request, asker: Asker):
    meters = registry.meters_of_account(account_id=asker.account.account_id, on=asker.today)
    return page(
        request,
        "readings.html",
        asker=asker,
        place="readings",
        meters=[meter_shown(m, asker.today) for m in meters if m.of is not MeterOf.HOUSE],
    )
