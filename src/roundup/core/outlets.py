"""By which door mail leaves: the provider, and its host where it has one."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

OUTBOX = "outbox"


def outlet_of(provider: str, host: str) -> str:
    """Return the outlet as people read it: `outbox`, or `sendgrid https://api.sendgrid.com`.

    It holds no key: a key may be rotated while the account stays the same.
    """
    return f"{provider} {host}" if host else provider


def provider_of(outlet: str) -> str:
    return outlet.partition(" ")[0]


def stays_here(outlet: str) -> bool:
    """Say whether nothing leaves this machine: files are written, or a stand-in for the mailer is asked.

    A mail server on this machine is no stand-in: it passes mail on.
    """
    url = urlsplit(outlet.partition(" ")[2])
    host = (url.hostname or "") if url.scheme in ("http", "https") else ""
    if outlet == OUTBOX or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
