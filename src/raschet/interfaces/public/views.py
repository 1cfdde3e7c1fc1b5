"""Pages without login: the start page, and where to turn by phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from raschet.domain.readings.selectors import reading_month
from raschet.interfaces.public.demo import demo_open
from raschet.interfaces.public.phone_pages import phone_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Two doors, the way in, help; in the demo also the logins of its residents."""
    context: dict[str, object] = {
        "place": "home",
        "month": reading_month(timezone.localdate()),
    }
    if demo_open(request):
        # Outside the demo its people are not even loaded.
        from raschet.demo_city.residents import LOGINS

        context["demo_logins"] = LOGINS
    return render(request, "public/home.html", context)


@require_safe
def by_phone(request: HttpRequest, place: str) -> HttpResponse:
    """What people do by phone as long as this installation has not opened it on the site."""
    return render(request, "public/by_phone.html", {"place": place, "page": phone_page(place)})
