"""What the centre does by other ways so far: payment and appeals, with what to have at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from raschet.interfaces.portal.cabinet.answers import page
from raschet.interfaces.portal.cabinet.money import money_of
from raschet.interfaces.portal.cabinet.opened_account import Asker, cabinet_page
from raschet.interfaces.portal.cabinet.pages import home_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@cabinet_page
def pay(request: HttpRequest, asker: Asker) -> HttpResponse:
    """How much, until when, and where: at a bank by the account number."""
    money = money_of(asker.account)
    return page(
        request,
        "pay.html",
        asker=asker,
        place="pay",
        due=home_page.due(money, asker.today),
        services=home_page.services_due(money),
    )


@require_safe
@cabinet_page
def appeals(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Whom to turn to with a question about a bill, a meter or the house."""
    return page(request, "appeals.html", asker=asker, place="appeals")
