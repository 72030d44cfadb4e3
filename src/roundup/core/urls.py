"""Addresses: in the form that we mail, and in the form that we compare.

`published_url` keeps what the publisher wrote, except the parts that only count clicks. `url_key` may
change anything that does not change which article is meant; it is never shown and never fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote_plus, urljoin, urlsplit, urlunsplit

LONGEST = 4000
_SHORTEST_KEY = 8

_TRACKING_PREFIXES = ("utm_", "mtm_", "hsa_")
_TRACKING_LIST = """
    at_medium at_campaign fbclid gclid dclid msclkid twclid igshid mc_cid mc_eid mc_tc _hsenc _hsmi
    mkt_tok oly_enc_id vero_id srsltid CMP cmpid ftag maca ito smid guccounter xtor wt_mc gaa_at
    _bhlid ns_campaign traffic_source
"""
_TRACKING_NAMES = frozenset(_TRACKING_LIST.split())
_WEB = ("http", "https")
_DEFAULT_PORTS = {80, 443}
# A host as browsers accept one: no space, no percent sign, none of the delimiters.
_HOST = re.compile(r"[^\s%/?#@\[\]\\<>\"'^|`{}:\x00-\x1f\x7f]+|\[[0-9a-fA-F:.]+\]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_UNSAFE = re.compile(
    r"[\x00-\x20\x7f-\xa0\"<>\\^`{|}\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]"
)
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def published_url(raw: str, base: str = "") -> str:
    """Return `raw` as an absolute http(s) address without tracking parameters, or ''.

    `base` resolves a relative address, and says which host `ref=` may name. Everything else is kept as
    published: order, case, encoding, fragment. Scripts, data, mail, other schemes, user names and invalid
    hosts are refused.
    """
    address = _ESCAPED_AMPERSAND.sub("&", raw.strip(" \t\r\n\f\v\u00a0\u200b\ufeff"))
    address = re.sub(r"[\t\r\n]", "", address)
    if not address or len(address) > LONGEST:
        return ""
    parts = _split(_join(base, address))
    if parts is None:
        return ""
    return urlunsplit(_without_tracking(parts, {_bare_host(parts), _host_of(base)}))


def url_key(url: str) -> str:
    """Return a key that is equal for two addresses of one article. For comparison only; never raises.

    Ignores http or https, `www.`, the host's case, the default port, the fragment, a trailing slash, the
    order of the query, and tracking parameters. A text that is not a web address is its own key. Idempotent.
    """
    parts = _split(url.strip())
    if parts is None:
        return url.strip()
    host = _bare_host(parts)
    port = parts.port
    authority = host if port is None or port in _DEFAULT_PORTS else f"{host}:{port}"
    path = _without_dots(_evenly_quoted(parts.path)).rstrip("/")
    query = "&".join(sorted(_evenly_quoted(pair) for pair in _telling(parts.query, {host})))
    return urlunsplit(("https", authority, path, query, ""))


def is_web_url(url: str) -> bool:
    """Say whether `url` is an absolute http(s) address that can be mailed as it is."""
    return _split(url) is not None and not _UNSAFE.search(url)


def without_query(text: str, url: str) -> str:
    """Return `text` with … in place of every value in the query of `url`, both as written and decoded.

    Short values stay: they cannot be keys, and may be ordinary words of the text.
    """
    query = url.partition("#")[0].partition("?")[2]
    written = [pair.partition("=")[2] for pair in query.split("&")]
    values = {spelled for value in written for spelled in (value, unquote_plus(value))}
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, "…") if len(value) >= _SHORTEST_KEY else text
    return text


def _join(base: str, address: str) -> str:
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() in _WEB:
        return address
    if scheme and not re.match(r"[\w.\-]+:\d+(?:[/?#]|$)", address):
        return ""
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return ""


def _split(url: str) -> SplitResult | None:
    """Return the parts of a valid web address; None for any other text."""
    try:
        parts = urlsplit(_UNSAFE.sub(lambda found: quote(found[0]), url))
        port = parts.port
    except ValueError:
        return None
    host = parts.netloc.rpartition(":")[0] if port is not None or parts.netloc.endswith(":") else parts.netloc
    if parts.scheme not in _WEB or not _HOST.fullmatch(host) or not host.strip("."):
        return None
    return parts


@lru_cache(maxsize=256)
def _host_of(base: str) -> str:
    return _bare_host(_split(base))


def _bare_host(parts: SplitResult | None) -> str:
    host = (parts.hostname or "").rstrip(".") if parts else ""
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        host = quote(host, safe="").lower().replace("%", "-")
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return f"[{host}]" if ":" in host else host


def _without_tracking(parts: SplitResult, own_hosts: set[str]) -> SplitResult:
    kept = list(_telling(parts.query, own_hosts))
    if len(kept) != len(parts.query.split("&")):
        parts = parts._replace(query="&".join(kept))
    if "=" in parts.fragment and _is_tracking(parts.fragment, own_hosts):
        parts = parts._replace(fragment="")
    return parts


def _telling(query: str, own_hosts: set[str]) -> Iterable[str]:
    """Return the parameters, as written, that may distinguish one article from another."""
    return (pair for pair in query.split("&") if pair and not _is_tracking(pair, own_hosts))


def _is_tracking(pair: str, own_hosts: set[str]) -> bool:
    name, _, value = pair.partition("=")
    if name == "ref":
        return value.lower().removeprefix("www.") in own_hosts - {""}
    return name in _TRACKING_NAMES or name.lower().startswith(_TRACKING_PREFIXES)


def _evenly_quoted(text: str) -> str:
    """Return `text` with one spelling for each character that has several spellings in an address."""
    even = _PERCENT.sub(lambda found: _decoded(found[1]), text)
    return quote(even, safe="%/:?@!$&'()*+,;=-._~[]")


def _decoded(digits: str) -> str:
    character = chr(int(digits, 16))
    return character if character in _UNRESERVED else f"%{digits.upper()}"


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[1:][-1:], kept[max(1, len(kept) - 1) :]
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept)
