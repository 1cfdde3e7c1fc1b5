"""What every answer of the site carries, and how long a sign-in lasts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from raschet.domain.access.session_store import SessionStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

PERMISSIONS: Final = (
    ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "autoplay",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
        )
    )
    + ", camera=(self)"
)
"""Nothing of the device is used but the camera, for the code on a bill."""

SEEN_EVERY: Final = timedelta(minutes=1)
"""How often a session's idle clock is set back: not at every request."""


class PrivatePages:
    """Keeps pages that know a visitor out of every cache, sets headers, keeps a session alive."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        if signed_in:
            _stay_awake(request)
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        known = signed_in or request.user.is_authenticated or not request.session.is_empty()
        if known or response.cookies:
            add_never_cache_headers(response)
        return response


def _stay_awake(request: HttpRequest) -> None:
    session = request.session
    if isinstance(session, SessionStore):
        seen = session.seen_at
        if seen is None or timezone.now() - seen > SEEN_EVERY:
            session.modified = True
