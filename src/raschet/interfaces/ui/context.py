"""What every page knows: the centre, the places of the site, the same page in the other language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.translation import get_language, get_language_info, override

from raschet.interfaces.ui.appearance import Appearance
from raschet.interfaces.ui.navigation import CABINET_MORE, CABINET_PLACES, PLACES

if TYPE_CHECKING:
    from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor of all templates."""
    environment = settings.RASCHET
    signed_in = _signed_in(request)
    return {
        "centre_name": environment.centre_name,
        "centre_place": environment.centre_place,
        "centre_phone": environment.centre_phone,
        "appearance": Appearance.of(request).classes,
        "signed_in": signed_in,
        "places": CABINET_PLACES if signed_in else PLACES,
        "more": CABINET_MORE if signed_in else (),
        "other_languages": other_languages(request),
    }


def _signed_in(request: HttpRequest) -> bool:
    """Whether a resident sees the page: an error page may come before anybody was recognised."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def other_languages(request: HttpRequest) -> list[dict[str, str]]:
    """Code, own name and address of this very page in each other language of the site."""
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"],
            "address": address_in(request, code),
        }
        for code, _ in settings.LANGUAGES
        if code != get_language()
    ]


def address_in(request: HttpRequest, code: str) -> str:
    """This page in a language; its start page when the address leads to no page of ours."""
    here = request.get_full_path()
    there = translate_url(here, code)
    if there != here:
        return there
    with override(code):
        return reverse("home")
