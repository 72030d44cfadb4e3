"""`ROUNDUP_MAIL_URL`, as Django's mail backend wants it, and the address that such mail comes from."""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.core.settings import BadSecret, BadSetting, is_host

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_WANTED = (
    "`smtp+tls://user:password@host:587` (STARTTLS), `smtps://user:password@host:465` (TLS throughout) or "
    "`smtp://host:25` (in clear: with an account only on this machine), with whatever is special in it "
    "written as %XX"
)


def mail_server(name: str, url: str) -> dict[str, Any] | None:
    """Read a mail server's URL into the arguments of Django's backend; None where there is none.

    The URL may hold a password, so an error repeats nothing of it.
    """
    if not url:
        return None
    try:
        return _read(urlsplit(url))
    except ValueError:
        raise BadSecret(name, _WANTED) from None


def _read(parts: SplitResult) -> dict[str, Any]:
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
    return {
        "host": host,
        "port": port or _PORTS[parts.scheme],
        "username": user,
        "password": password,
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
    }


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def mail_address(name: str, value: str) -> str:
    """Read one e-mail address, or nothing."""
    try:
        return normalise_address(value).email if value else ""
    except Refused:
        raise BadSetting(name, value, "an e-mail address like roundup@example.org") from None
