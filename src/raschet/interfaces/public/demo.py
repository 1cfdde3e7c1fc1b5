"""The gate of the demo: who is shown its logins, on this very machine only."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http.request import split_domain_port

if TYPE_CHECKING:
    from django.http import HttpRequest

FORWARDING_HEADERS: Final = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")
LOOPBACK_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


def demo_open(request: HttpRequest) -> bool:
    """Whether this visitor is shown the demo's logins: demo mode, and nobody between us and him.

    The connection comes from loopback, asks for loopback by name (a proxy in front of us asks for
    the public name, a hostile page's rebound name is its own), and carries no trace of a proxy.
    """
    return (
        settings.RASCHET.demo_mode
        and _is_loopback(request.META.get("REMOTE_ADDR", ""))
        and split_domain_port(request.get_host())[0] in LOOPBACK_HOSTS
        and not any(header in request.headers for header in FORWARDING_HEADERS)
    )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
