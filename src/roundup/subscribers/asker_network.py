"""Where a request comes from, only as exactly as consent and limits need to know."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.utils.crypto import salted_hmac

_KEPT_BITS = {4: 24, 6: 48}
# As much as a provider gives to one customer, or a country to one provider: many networks with one owner.
_WIDER_BITS = {4: 16, 6: 32}


def network_of(meta: Mapping[str, object]) -> str:
    """Return the asker's network from a request's META, or "" if it is unknown.

    Behind one of our own proxies (`ROUNDUP_PROXIES`), the last entry of X-Forwarded-For counts, because the
    proxy wrote that entry itself. A client that reaches us directly cannot choose a network by sending that
    header.
    """
    direct = _address(str(meta.get("REMOTE_ADDR", "")))
    if direct and any(direct in network for network in _networks(settings.PROXIES)):
        forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2]
        return network_of_address(_address(forwarded) or direct)
    return network_of_address(direct) if direct else ""


def network_of_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """Return the network of an address (/24, or /48 of IPv6): exact enough to count, but it names nobody."""
    return str(ipaddress.ip_network((address, _KEPT_BITS[address.version]), strict=False))


def wider_network(network: str) -> str:
    """Return the network around one that `network_of` returned; '' for ''."""
    if not network:
        return ""
    found = ipaddress.ip_network(network)
    return str(found.supernet(new_prefix=_WIDER_BITS[found.version]))


def keyed_network(network: str) -> str:
    """Return a keyed hash for a network that only needs to be counted; '' for ''."""
    return salted_hmac("subscribers.network", network, algorithm="sha256").hexdigest() if network else ""


@lru_cache
def _networks(proxies: tuple[str, ...]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(text, strict=False) for text in proxies]


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
