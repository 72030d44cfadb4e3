"""Reads settings. A value that makes no sense is refused with a sentence that names its setting."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from roundup.core.errors import Refused

_LONGEST_SHOWN = 80
_LEAST_SECRET = 16
_HOST = re.compile(
    r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\.?"
)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable. `default` is written as a person would set it; if empty, there is none.

    `required` says that the provider to which the setting belongs cannot work without it.
    """

    name: str
    default: str
    help: str
    read: Callable[[str, str], Any]
    secret: bool = False
    required: bool = False


class BadSetting(Refused):
    """Raised if a setting makes no sense. The sentence names it and says what it should be, but never repeats
    a password.
    """

    def __init__(self, name: str, value: str, wanted: str) -> None:
        value = _without_password(value)
        shown = repr(value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "…")
        super().__init__(f"{name} is {shown}, but it must be {wanted}.")


class BadSecret(BadSetting):
    """Raised for a setting that may contain a password; the sentence does not repeat its value."""

    def __init__(self, name: str, wanted: str) -> None:
        Refused.__init__(self, f"{name} is set, but it must be {wanted}.")


def _without_password(value: str) -> str:
    scheme, slashes, rest = value.partition("://")
    _, at, host = rest.rpartition("@")
    return f"{scheme}{slashes}…@{host}" if at else value


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def time_span(most: str) -> Callable[[str, str], timedelta]:
    """Read `5s`, `30m`, `6h` or `2d`, up to `most`."""

    def read(name: str, value: str) -> timedelta:
        found = _span(value)
        if not found or found > (_span(most) or found):
            raise BadSetting(name, value, f"a time like 5s, 30m, 6h or 2d, and at most {most}")
        return found

    return read


def _span(value: str) -> timedelta | None:
    found = re.fullmatch(r"([0-9]{1,9})([smhd])", value.strip())
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]]) if found else None


def whole_number(least: int, most: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        # `strip` removes more kinds of space than `int` ignores.
        digits = value.strip()
        if not re.fullmatch(r"[0-9]{1,12}", digits) or not least <= int(digits) <= most:
            raise BadSetting(name, value, f"a whole number from {least} to {most}")
        return int(digits)

    return read


def one_of(*words: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value not in words:
            raise BadSetting(name, value, "one of " + ", ".join(words))
        return value

    return read


def true_or_false(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise BadSetting(name, value, "true or false")
    return value.lower() == "true"


def account_key(name: str, value: str) -> str:
    """Read a key that another service issued: one word of printable ASCII, or nothing."""
    if not re.fullmatch(r"[!-~]*", value.strip()):
        raise BadSecret(
            name, "the key exactly as it was issued: one line, without spaces or anything around it"
        )
    return value.strip()


def link_secret(name: str, value: str) -> str:
    """Read a secret that signs something, such as links: nothing, or a text too long to guess."""
    if value and is_guessable(value):
        raise BadSecret(name, f"{STRONG}. Make one with `{MAKE_SECRET}`")
    return value


def access_token(name: str, value: str) -> str:
    """Read a secret that others send in a header: nothing, or one word too long to guess."""
    return link_secret(name, account_key(name, value))


STRONG = f"at least {_LEAST_SECRET} characters, of which at least eight differ"
MAKE_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


def is_guessable(value: str) -> bool:
    return len(value.strip()) < _LEAST_SECRET or len(set(value)) < _LEAST_SECRET // 2


def web_address(name: str, value: str) -> str:
    """Read a web server's address, without a path, and return it as browsers write it in `Origin`."""
    parts = _split(value)
    if parts is None or parts.scheme not in _PORTS or not is_host(parts.hostname or ""):
        raise BadSetting(name, value, "an address like https://news.example.org")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc or "?" in value:
        raise BadSetting(
            name, value, "only scheme, host and port, like https://news.example.org: no path, no password"
        )
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def outside_address(name: str, value: str) -> str:
    """Read the address of an outside service, or nothing. Its path may be secret, so no error repeats it."""
    parts = _split(value)
    if value and (parts is None or parts.scheme not in _PORTS or not is_host(parts.hostname or "")):
        raise BadSecret(name, "an address like https://monitor.example.org/a-check")
    if "@" in value or "#" in value:
        raise BadSecret(name, "an address without a user name, a password or `#`")
    return value


def _split(value: str) -> SplitResult | None:
    """Return the parts of a URL after checking its port, or None if it is not a URL."""
    if re.search(r"[\x00-\x20\x7f\\]", value):
        return None
    try:
        parts = urlsplit(value)
        return None if parts.port == 0 else parts
    except ValueError:
        return None


def is_host(name: str) -> bool:
    """Say whether `name` is a host's name in ASCII, or an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        # A name whose last label is a number is a mistyped address.
        return bool(_HOST.fullmatch(name.lower())) and not name.rstrip(".").rpartition(".")[2].isdigit()
    return True


def broker_url(name: str, value: str) -> str:
    """Read the URL of a Redis server. It may contain a password."""
    if not value:
        return value
    parts = _split(value)
    if parts and parts.scheme == "redis+socket" and parts.path.strip("/"):
        return value
    number = parts.path.strip("/") if parts else ""
    if parts is None or parts.scheme not in ("redis", "rediss") or not re.fullmatch(r"[0-9]{0,4}", number):
        raise BadSecret(name, "a URL like redis://host:6379/0, rediss://… or redis+socket:///path")
    return value


def network_list(name: str, value: str) -> tuple[str, ...]:
    """Read a list of networks (`127.0.0.0/8`) and hosts, separated by commas or spaces."""
    items = tuple(value.replace(",", " ").split())
    for item in items:
        if not (_is_network(item) if "/" in item else is_host(item)):
            raise BadSetting(name, value, "networks like 127.0.0.0/8, or hosts by name; nothing means all")
    return items


def _is_network(item: str) -> bool:
    try:
        return ipaddress.ip_network(item, strict=False).prefixlen > 0
    except ValueError:
        return False


def proxy_list(name: str, value: str) -> tuple[str, ...]:
    """Read the networks of proxies. Names are not allowed: a connection gives an address, not a name."""
    items = tuple(value.replace(",", " ").split())
    if not all(map(_is_network, items)):
        raise BadSetting(name, value, "networks or addresses, like 127.0.0.0/8 or 10.0.0.7")
    return items


def host_of_header(address: str) -> str:
    """Return the host of a web address as a request's Host header names it, with brackets around IPv6."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host


def read_folder(name: str, value: str) -> Path:
    try:
        path = Path(value).expanduser().absolute()
        if path.exists() and not path.is_dir():
            raise BadSetting(name, value, "a folder")
    except (OSError, RuntimeError, ValueError):
        raise BadSetting(name, value, "the path of a folder") from None
    return path


def read_existing_folder(name: str, value: str) -> Path | None:
    """Read the path of an existing folder, or None for an empty value."""
    found = read_folder(name, value) if value else None
    if found and not found.is_dir():
        raise BadSetting(name, value, "a folder that exists")
    return found
