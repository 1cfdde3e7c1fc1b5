"""The gate of the demo: who sees its logins and letters, on this very machine only."""

from __future__ import annotations

from functools import wraps
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import Http404
from django.http.request import split_domain_port
from django.views.decorators.cache import never_cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

FORWARDING_HEADERS: Final = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")
LOOPBACK_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


def demo_open(request: HttpRequest) -> bool:
    """Whether this visitor sees the demo's logins and letters: demo mode, and nobody between us and him.

    The connection comes from loopback, asks for loopback by name (a proxy in front of us asks for
    the public name, a hostile page's rebound name is its own), and carries no trace of a proxy.
    """
    return (
        settings.RASCHET.demo_mode
        and _is_loopback(request.META.get("REMOTE_ADDR", ""))
        and split_domain_port(request.get_host())[0] in LOOPBACK_HOSTS
        and not any(header in request.headers for header in FORWARDING_HEADERS)
    )


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view answer only where ``demo_open``; elsewhere there is no such page."""

    @wraps(view)
    def gated(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not demo_open(request):
            raise Http404
        return view(request, *arguments, **named)

    return never_cache(gated)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
