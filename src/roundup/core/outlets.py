"""The way mail leaves: the provider, with its host if it has one."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def outlet_of(provider: str, host: str) -> str:
    """Return the outlet in a readable form: `outbox`, or `sendgrid https://api.sendgrid.com`.

    It contains no API key: a key may be replaced while the account stays the same.
    """
    return f"{provider} {host}" if host else provider


def provider_of(outlet: str) -> str:
    return outlet.partition(" ")[0]


def is_stand_in(outlet: str) -> bool:
    """Say whether an outlet's host is a stand-in for the mailer, on this machine.

    A mail server on this machine is not a stand-in: it passes mail on.
    """
    url = urlsplit(outlet.partition(" ")[2])
    host = (url.hostname or "") if url.scheme in ("http", "https") else ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
