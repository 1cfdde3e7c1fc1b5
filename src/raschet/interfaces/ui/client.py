"""Who is asking, as far as the network tells: the address that counts for budgets."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

IPV4_NETWORK: Final = 24
IPV6_CLIENT: Final = 64
IPV6_NETWORK: Final = 48
NOWHERE: Final = "0.0.0.0"  # noqa: S104 - a name for "unknown", nothing listens there


def client_address(request: HttpRequest) -> str:
    """The visitor's address: the connection's, or the one our own proxies pass on.

    With N proxies of ours the N-th entry from the right of X-Forwarded-For was written by the
    outermost of them; whatever stands further left is hearsay. A home has a whole /64 of IPv6.
    """
    hops = settings.RASCHET.proxy_hops
    given = request.META.get("REMOTE_ADDR", "")
    if hops:
        passed_on = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        given = passed_on[-hops] if len(passed_on) >= hops else given
    try:
        address = ip_address(given)
    except ValueError:
        return NOWHERE
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address, IPV6_CLIENT), strict=False))
    return str(address)


def client_network(address: str) -> str:
    """The neighbourhood of an address: its /24, or the /48 of an IPv6 one."""
    network = ip_network(address, strict=False)
    bits = IPV4_NETWORK if network.version == 4 else IPV6_NETWORK
    return str(ip_network((network.network_address, bits), strict=False))
