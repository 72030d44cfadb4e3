"""Reads the settings for a mail server and for an address that mail comes from."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.core.settings import BadSecret, BadSetting, is_host

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_WANTED = (
    "`smtp+tls://user:password@host:587` (STARTTLS), `smtps://user:password@host:465` (TLS throughout) or "
    "`smtp://host:25` (unencrypted: with an account only on this machine), with special characters "
    "written as %XX"
)


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server and an account on it. `setting` is the name of the setting it comes from."""

    setting: str
    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)


def mail_server(name: str, url: str) -> MailServer | None:
    """Read a mail server's URL; return None if there is none.

    The URL may contain a password, so an error never repeats any of it.
    """
    if not url:
        return None
    try:
        return _read(name, urlsplit(url))
    except ValueError:
        raise BadSecret(name, _WANTED) from None


def _read(name: str, parts: SplitResult) -> MailServer:
    host, port = parts.hostname or "", parts.port
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if parts.scheme not in _PORTS or not is_host(host) or port == 0:
        raise ValueError("no such server")
    if parts.path.strip("/") or parts.query or parts.fragment or bool(user) != bool(password):
        raise ValueError("more, or less, than a server and an account")
    if not re.fullmatch(r"[ -~]*", user + password) or re.search(r"[\x00-\x20\x7f]", parts.geturl()):
        raise ValueError("no line of ASCII")
    if password and parts.scheme == "smtp" and not _is_here(host):
        raise ValueError("a password in clear")
    return MailServer(name, parts.scheme, host, port or _PORTS[parts.scheme], user, password)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def mail_address(name: str, value: str) -> str:
    """Read one email address, or nothing."""
    try:
        return normalise_address(value).email if value else ""
    except Refused:
        raise BadSetting(name, value, "an e-mail address like roundup@example.org") from None
