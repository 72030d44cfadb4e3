"""What a host's name gives away: one's own machine, a draft, a shortener, or a disguise."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

_LOCAL_ENDS = (
    ".local",
    ".localhost",
    ".localdomain",
    ".internal",
    ".intranet",
    ".lan",
    ".home.arpa",
    ".test",
)
_DRAFT_LABEL = re.compile(
    r"(?=[\w-]*+\Z)(?:[\w-]+-)?(?:staging|stage|preview|drafts?)(?:-[\w-]+)?|deploy-preview-\d++--.*"
)
_TRIAL_LABELS = frozenset({"dev", "develop", "test", "uat", "qa", "preprod", "sandbox"})
_TRIAL_ENDS = (
    ".ngrok.io",
    ".ngrok.app",
    ".ngrok-free.app",
    ".trycloudflare.com",
    ".loca.lt",
    ".wpengine.com",
    ".pantheonsite.io",
)
_DRAFT_QUERY = re.compile(r"(?:^|&)(?:preview=(?:true|1)|preview_id=|preview_nonce=|draft=(?:true|1))")
_DRAFT_PATH = re.compile(
    r"/(?:wp-admin|wp-login\.php|ghost/#?/?editor|admin/(?:edit|preview)|node/\d+/edit)\b"
)
_SHORTENERS_LIST = """
    bit.ly bitly.com buff.ly cutt.ly dlvr.it fb.me goo.gl ift.tt is.gd lnkd.in ow.ly rb.gy rebrand.ly
    s.id shorturl.at t.co t.ly tiny.cc tinyurl.com trib.al v.gd x.gd
    """
_SHORTENERS = frozenset(_SHORTENERS_LIST.split())
# Letters of other scripts that look like Latin ones.
_TWINS = frozenset("авекмнорстухіјѕһԁԛԝαικνορτυχգզհոսց")


def url_parts(url: str) -> SplitResult | None:
    """Return the parts of an absolute address with a host, or None for one that cannot be read."""
    try:
        parts = urlsplit(url)
        return parts if parts.hostname else None
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Say whether `host` is always the machine that opens the address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    number = _number(host)
    return number is not None and number.is_loopback


def is_local(host: str) -> bool:
    """Say whether `host` works inside one network only: a name without a dot, or a private address."""
    number = _number(host)
    if number is not None:
        return not number.is_global
    return "." not in host.rstrip(".") or host.rstrip(".").endswith(_LOCAL_ENDS)


def is_number(host: str) -> bool:
    """Say whether `host` is an IP address, not a name."""
    return _number(host) is not None


def is_draft(parts: SplitResult) -> bool:
    """Say whether it is certain that only editors can open an address."""
    labels = (parts.hostname or "").split(".")
    host_is = len(labels) > 2 and any(_DRAFT_LABEL.fullmatch(label) for label in labels[:-2])
    return host_is or bool(_DRAFT_QUERY.search(parts.query) or _DRAFT_PATH.search(parts.path))


def is_trial(host: str) -> bool:
    """Say whether a host looks like a staging site; some of those are open to everybody."""
    labels = host.split(".")
    return (len(labels) > 2 and labels[0] in _TRIAL_LABELS) or host.endswith(_TRIAL_ENDS)


def is_shortener(host: str) -> bool:
    return host.removeprefix("www.") in _SHORTENERS


def is_disguised(host: str) -> bool:
    """Say whether a label mixes scripts, or consists of other letters that look Latin."""
    return any(_deceives(label) for label in _spelled(host).split("."))


def _spelled(host: str) -> str:
    """Return `host` as it would be shown: punycode is decoded if possible."""
    try:
        return ".".join(
            label[4:].encode().decode("punycode") if label.startswith("xn--") else label
            for label in host.split(".")
        )
    except UnicodeError:
        return host


def _deceives(label: str) -> bool:
    foreign = [sign for sign in label if not sign.isascii() and sign.isalpha()]
    if not foreign:
        return False
    scripts = {unicodedata.name(sign, "?").partition(" ")[0] for sign in label if sign.isalpha()}
    mixed = len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1
    return mixed or all(sign in _TWINS or not sign.isalpha() for sign in label)


def _number(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
