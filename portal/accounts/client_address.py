"""Whose request it is: the client's address, behind the proxies that the setting trusts."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def client_address(request: HttpRequest) -> str:
    """The address that limits count by; "" where the server names none.

    The sender of the connection, unless that is one of `TRUSTED_PROXIES`: then the nearest
    address in X-Forwarded-For that is not. What an untrusted sender forwards is ignored, and so
    is everything beyond an entry that is no address.
    """
    networks = proxy_networks(tuple(settings.TRUSTED_PROXIES))
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while address and forwarded and any(address in network for network in networks):
        nearest = _parsed(forwarded.pop())
        if nearest is None:
            break
        address = nearest
    return str(address or "")


def visitor_key(request: HttpRequest) -> str:
    """One person as a limit counts them: the account, or else the browser at its address.

    A browser's name is easily changed, so a limit by this key needs one by address beside it.
    """
    if request.user.is_authenticated:
        return f"person:{request.user.pk}"
    return f"visitor:{client_address(request)}:{request.headers.get('User-Agent', '')}"


@lru_cache(maxsize=8)
def proxy_networks(names: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks of the setting: an address alone is a network of one. Raises ValueError."""
    return tuple(ip_network(name.strip(), strict=False) for name in names)


def _parsed(text: str) -> Address | None:
    """One address, without the port or brackets that some proxies add."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # An IPv4 client on a socket for both: one person, one address.
    return getattr(address, "ipv4_mapped", None) or address
