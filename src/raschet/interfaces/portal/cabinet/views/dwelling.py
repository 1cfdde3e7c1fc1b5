"""The page about the house and the flat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.views.decorators.http import require_safe

from raschet.domain.registry import selectors as registry
from raschet.domain.registry.selectors import MeterOf
from raschet.interfaces.portal.cabinet.answers import page
from raschet.interfaces.portal.cabinet.opened_account import Asker, cabinet_page
from raschet.interfaces.portal.cabinet.pages.dwelling_page import dwelling_page
from raschet.interfaces.portal.cabinet.pages.meter_words import MeterShown, meter_shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@cabinet_page
def dwelling(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Area, people, meters with their verifications, and whom to call."""
    account_id = asker.account.account_id
    card = registry.account_card(asker.account.public_id)
    home = registry.dwelling(account_id=account_id, on=asker.today)
    if card is None or home is None:
        raise Http404
    meters = registry.meters_of_account(account_id=account_id, on=asker.today)
    return page(
        request,
        "dwelling.html",
        asker=asker,
        place="dwelling",
        dwelling=dwelling_page(card, home),
        meters=[_shown(each, asker) for each in meters if each.of is not MeterOf.HOUSE],
        house_meters=[_shown(each, asker) for each in meters if each.of is MeterOf.HOUSE],
    )


def _shown(meter: registry.MeterCard, asker: Asker) -> MeterShown:
    return meter_shown(meter, asker.today)
