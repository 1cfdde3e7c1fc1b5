"""Contacts, accessibility, personal data: pages that say how the centre works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from raschet.interfaces.ui.appearance import CONTRASTS, COOKIE, COOKIE_SECONDS, SIZES, Appearance
from raschet.interfaces.ui.forms import PageForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MAP: Final = "https://www.openstreetmap.org/search?query="


@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """Hot line, offices with hours, emergency numbers."""
    environment = settings.RASCHET
    offices = [
        {
            "address": office[0],
            "hours": office[1],
            "phone": office[2],
            "map": MAP + quote(office[0]),
        }
        for office in environment.offices
    ]
    context = {
        "place": "",
        "offices": offices,
        "emergency": environment.emergency_phones,
        "email": environment.centre_email,
        "hours": environment.centre_hours,
    }
    return render(request, "public/contacts.html", context)


class AppearanceForm(PageForm):
    """Size of the text and contrast, kept in the browser."""

    size = forms.ChoiceField(
        label=gettext_lazy("Size of the text"), choices=SIZES, widget=forms.RadioSelect
    )
    contrast = forms.ChoiceField(
        label=gettext_lazy("Contrast"), choices=CONTRASTS, widget=forms.RadioSelect
    )


@require_http_methods(["GET", "HEAD", "POST"])
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the site adapts, and the two settings that the browser remembers."""
    now = Appearance.of(request)
    form = AppearanceForm(
        request.POST if request.method == "POST" else None,
        initial={"size": now.size, "contrast": now.contrast},
    )
    if request.method == "POST" and form.is_valid():
        answer = redirect("accessibility")
        chosen = Appearance(form.cleaned_data["size"], form.cleaned_data["contrast"])
        answer.set_cookie(
            COOKIE,
            str(chosen),
            max_age=COOKIE_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return answer
    return render(request, "public/accessibility.html", {"place": "", "form": form})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the centre knows of people, why and how long (152-FZ, art. 14, 18.1)."""
    return render(
        request, "public/privacy.html", {"place": "", "email": settings.RASCHET.centre_email}
    )
