"""Where a request comes from, no more exactly than consent and limits need."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

_KEPT_BITS = {4: 24, 6: 48}


def network_of(meta: Mapping[str, object]) -> str:
    """Return the asker's network from a request's META, or "" where it cannot be told.

    Behind a proxy on a private address, the last entry of X-Forwarded-For counts: the proxy wrote
    that one itself. Whoever reaches us directly cannot choose a network by sending the header.
    """
    direct = _address(str(meta.get("REMOTE_ADDR", "")))
    if direct and direct.is_private:
        forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2]
        return shortened(_address(forwarded) or direct)
    return shortened(direct) if direct else ""


def shortened(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """Return the network of an address (/24, or /48 of IPv6): it counts, and names no person."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network((address, _KEPT_BITS[address.version]), strict=False))


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
