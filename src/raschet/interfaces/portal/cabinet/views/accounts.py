"""Several accounts in one cabinet: which of them the pages are about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from raschet.interfaces.portal.cabinet.answers import page
from raschet.interfaces.portal.cabinet.opened_account import (
    accounts_of,
    asker_of,
    choose_account,
    signed_in,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def accounts(request: HttpRequest) -> HttpResponse:
    """The asker's accounts; choosing one leads to its first page. Also for those without any."""
    if request.method == "POST":
        choose_account(request, _asked(request))
        return redirect("cabinet:home")
    held = accounts_of(request, timezone.localdate())
    if not held:
        return nothing_open(request)
    return page(
        request,
        "accounts.html",
        asker=asker_of(request),
        place="accounts",
        accounts=held,
    )


def nothing_open(request: HttpRequest) -> HttpResponse:
    """The page of a person without any account, with what to do about it."""
    return page(request, "accounts.html", asker=None, place="accounts")


def _asked(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("account", ""))
    except ValueError as error:
        raise Http404 from error
