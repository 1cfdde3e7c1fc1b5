"""The demo's account page: what an account owes and why, until the residents' area shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from raschet.domain.billing import selectors as billing
from raschet.domain.billing.explanations import service_name, unbilled_sentence
from raschet.domain.registry import selectors as registry
from raschet.interfaces.public.demo import demo_only
from raschet.interfaces.ui.account_page import account_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from raschet.values.period import Period

EXAMPLES_SHOWN = 6


def examples() -> Sequence[registry.AccountExample]:
    """A few accounts worth opening, for the start page."""
    return registry.account_examples(limit=EXAMPLES_SHOWN)


def _unbilled(account_id: int, period: Period) -> list[str]:
    """What the month did not charge and why, a sentence for each service and reason."""
    found: dict[str, None] = {}
    for days in billing.unbilled_days(account_id, period):
        name = service_name(days.service_code) if days.service_code else gettext("All services")
        found[f"{name}: {unbilled_sentence(days.reason)}"] = None
    return list(found)


@require_safe
@demo_only
def account(request: HttpRequest, public_id: UUID, period: Period | None = None) -> HttpResponse:
    """The bill of the given month, or of the last one that was billed."""
    card = registry.account_card(public_id)
    if card is None:
        raise Http404
    months = billing.billed_months(card.account_id)
    shown = period or (months[-1][0] if months else None)
    page = account_page(
        card=card,
        bill=billing.bill_of_month(card.account_id, shown) if shown else None,
        months=months,
        period=shown,
        today=timezone.localdate(),
        unbilled=_unbilled(card.account_id, shown) if shown else (),
        change=billing.why_changed(card.account_id, shown) if shown else None,
        month_address=lambda month: reverse("demo_account_month", args=[public_id, month]),
    )
    return render(request, "public/account.html", {"place": "bills", "page": page})
