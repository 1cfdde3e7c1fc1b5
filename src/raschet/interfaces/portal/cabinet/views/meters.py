"""The history of one meter: a page and a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from raschet.domain.billing import selectors as billing
from raschet.domain.registry import selectors as registry
from raschet.domain.registry.selectors import MeterOf
from raschet.interfaces.portal.cabinet import downloads
from raschet.interfaces.portal.cabinet.answers import page
from raschet.interfaces.portal.cabinet.opened_account import Asker, cabinet_page
from raschet.interfaces.portal.cabinet.pages.meter_words import meter_shown
from raschet.interfaces.portal.cabinet.pages.use_history import UseHistory, use_history

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from raschet.domain.registry.selectors import MeterCard


@require_safe
@cabinet_page
def meter(request: HttpRequest, asker: Asker, public_id: UUID) -> HttpResponse:
    """What a meter showed and what was billed by it, as bars and as a table."""
    card = _meter(asker, public_id)
    return page(
        request,
        "meter.html",
        asker=asker,
        place="readings",
        meter=meter_shown(card, asker.today),
        unit=card.unit,
        several=len(card.registers) > 1,
        history=_history(asker, card),
    )


@require_safe
@cabinet_page
def meter_file(_request: HttpRequest, asker: Asker, public_id: UUID) -> HttpResponse:
    """The meter's history as a table for a spreadsheet."""
    card = _meter(asker, public_id)
    head = [
        gettext("Month"),
        gettext("Dial"),
        gettext("Read on"),
        gettext("Reading"),
        gettext("Used"),
        gettext("Source"),
    ]
    return downloads.table(
        f"meter-{card.service_code}",
        head,
        [
            [
                str(row.period),
                row.register,
                downloads.day(row.day) if row.day else "",
                "" if row.value_micro is None else downloads.micro(row.value_micro),
                downloads.micro(row.use_micro),
                row.source,
            ]
            for row in reversed(_history(asker, card).rows)
        ],
    )


def _meter(asker: Asker, public_id: UUID) -> MeterCard:
    """A meter of the account or of its flat, also one that was taken away. Raises: Http404."""
    cards = registry.meters_of_account(
        account_id=asker.account.account_id, on=asker.today, with_removed=True
    )
    for card in cards:
        if card.public_id == public_id and card.of is not MeterOf.HOUSE:
            return card
    raise Http404


def _history(asker: Asker, card: MeterCard) -> UseHistory:
    months = billing.consumption_by_month(
        account_id=asker.account.account_id,
        register_ids=[register.register_id for register in card.registers],
    )
    return use_history(card, [month for month in months if asker.account.shows(month.period)])
