"""Error pages in the look of the site: what happened, what was kept, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something we cannot read."""
    del exception
    return _page(
        request,
        400,
        gettext("We could not read the request"),
        gettext("Nothing was changed. Go back, reload the page and try again."),
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the page is somebody else's."""
    del exception
    return _page(
        request,
        403,
        gettext("This page is closed to you"),
        gettext("Sign in with the login that this page belongs to, or call us."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form from a page that was open too long or in a browser without cookies."""
    del reason
    return _page(
        request,
        403,
        gettext("The form was open too long"),
        gettext("Nothing was sent. Reload the page, check that cookies are on, and send it again."),
    )


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or none for this visitor: the answer does not tell them apart."""
    del exception
    return _page(
        request,
        404,
        gettext("There is no such page"),
        gettext("Perhaps the address has a typing mistake or the page has moved."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: we are at fault, and say so without a word about the inside."""
    return _page(
        request,
        500,
        gettext("Something went wrong on our side"),
        gettext(
            "We have written the fault down. What you sent before is kept. "
            "Try again in a few minutes or call us."
        ),
    )


def _page(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    return render(request, "ui/error.html", {"heading": heading, "text": text}, status=status)
