"""Reads a URL as browsers do: the place that we check must be the place that we connect to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

import idna

from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_LONGEST: Final = 4000
_NAME: Final = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_NUMBER: Final = re.compile(r"0x[0-9a-f]*|[0-9]+")
_BRACKETED: Final = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]*)?")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Destination:
    """One place on the web. `host` is ASCII: a lower-case name or an address in its plain form (IPv6
    without brackets); `path` includes the query and can go straight into the request line."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Return the host and port as the Host header requires."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def read_destination(url: str) -> Destination:
    """Return where `url` leads, without its fragment.

    Raises SourceError with the code `bad-address` for anything but a plain http(s) URL: for other schemes,
    user names and passwords, backslashes, control characters and invalid hosts.
    """
    parts, port = _split(url)
    if parts.scheme not in _DEFAULT_PORTS:
        raise _bad(tell("An address must begin with http:// or https://."))
    if "@" in parts.netloc:
        raise _bad(tell("An address must not contain a user name or password."))
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]|^`{}")
    return Destination(parts.scheme, _host(parts), port or _DEFAULT_PORTS[parts.scheme], path)


def _split(url: str) -> tuple[SplitResult, int | None]:
    text = url.strip()
    if len(text) > _LONGEST or "\\" in text or _CONTROL.search(text):
        raise _bad(
            tell("An address must not contain backslashes or control characters, or be extremely long.")
        )
    try:
        parts = urlsplit(text)
        return parts, parts.port
    except ValueError:
        raise _bad(tell("This is not a web address: compare it with what the browser shows.")) from None


def _host(parts: SplitResult) -> str:
    if parts.netloc.startswith("["):
        return _ipv6(parts.netloc)
    name = _ascii(parts.netloc.rpartition(":")[0] if ":" in parts.netloc else parts.netloc)
    if not _NAME.fullmatch(name) or len(name) > 253:
        raise _no_host()
    last = name.rstrip(".").rpartition(".")[2]
    return _ipv4(name.rstrip(".")) if _NUMBER.fullmatch(last) else name


def _ascii(name: str) -> str:
    """Return the name as DNS spells it: circled, wide and foreign letters become ASCII."""
    if name.isascii():
        return name.lower()
    try:
        return idna.encode(name, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        raise _no_host() from None


def _ipv6(netloc: str) -> str:
    found = _BRACKETED.fullmatch(netloc)
    try:
        return str(IPv6Address(found[1] if found else ""))
    except AddressValueError:
        raise _no_host() from None


def _ipv4(name: str) -> str:
    """Read a host that ends in a number as browsers do: it may be octal or hexadecimal, or lack parts."""
    texts = name.split(".")
    if len(texts) > 4 or not all(_NUMBER.fullmatch(text) for text in texts):
        raise _no_host()
    try:
        *high, last = [_number(text) for text in texts]
    except ValueError:
        raise _no_host() from None
    if any(part > 255 for part in high) or last >= 256 ** (4 - len(high)):
        raise _no_host()
    return str(IPv4Address(sum(part << (24 - 8 * place) for place, part in enumerate(high)) + last))


def _number(text: str) -> int:
    if text.startswith("0x"):
        return int(text[2:] or "0", 16)
    return int(text, 8) if text.startswith("0") and text != "0" else int(text)


def _no_host() -> SourceError:
    return _bad(tell("The address names a host that cannot exist."))


def _bad(message: str) -> SourceError:
    return SourceError("bad-address", message)
