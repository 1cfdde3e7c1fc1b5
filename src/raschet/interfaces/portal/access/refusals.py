"""Moments when a request cannot be taken: what was kept, when to come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils.translation import gettext

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from raschet.interfaces.ui.forms import PageForm

BUSY_SECONDS: Final = 5
TRIES_SECONDS: Final = 600


def form_page(request: HttpRequest, template: str, form: PageForm, **more: Any) -> HttpResponse:
    """A page with a form; 503 and when to come back if ``busy`` was said to it."""
    answer = render(request, f"portal/{template}.html", {"form": form, **more})
    if form.has_error("__all__", "busy"):
        answer.status_code = 503
        answer.headers["Retry-After"] = str(BUSY_SECONDS)
    return answer


def busy(form: PageForm) -> None:
    """Say that every place where passwords and passports are compared is taken."""
    form.say(
        gettext("Too many people at this moment. Press the button again in a few seconds."), "busy"
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """429: this address tried far more often than any household does."""
    context = {
        "heading": gettext("Too many tries"),
        "text": gettext("Nothing was sent. Wait 10 minutes or call us."),
    }
    answer = render(request, "ui/error.html", context, status=429)
    answer.headers["Retry-After"] = str(TRIES_SECONDS)
    return answer
