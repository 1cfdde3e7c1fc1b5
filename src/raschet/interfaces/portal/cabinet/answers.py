"""How a view of the cabinet answers: a page with the frame every page of the cabinet has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from raschet.interfaces.portal.cabinet.opened_account import Asker


def page(
    request: HttpRequest,
    template: str,
    *,
    asker: Asker | None,
    place: str,
    section: str = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page. place: the entry of the navigation it belongs to; section: its entry under "more"."""
    frame = {
        "asker": asker,
        "account": asker.account if asker else None,
        "place": place,
        "section": section or place,
    }
    return render(request, f"cabinet/{template}", frame | context, status=status)
