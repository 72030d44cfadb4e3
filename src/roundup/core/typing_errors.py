"""Recognises a likely typing error in the domain of an address; only the person who typed it knows."""

from __future__ import annotations

from typing import Final

from roundup.core.mailhosts import house_of

# Where most people have their mail. Short names are left out: too many real domains are one slip away.
_HOUSES: Final = {
    "gmail": ("com",),
    "googlemail": ("com",),
    "hotmail": ("com", "fr", "es", "de", "it", "co.uk"),
    "icloud": ("com",),
    "libero": ("it",),
    "laposte": ("net",),
    "outlook": ("com", "fr", "es", "de", "pt"),
    "orange": ("fr",),
    "protonmail": ("com",),
    "t-online": ("de",),
    "wanadoo": ("fr",),
    "yahoo": ("com", "fr", "es", "de", "co.uk", "com.br"),
}
# Real mail hosts, although one slip away from a larger one.
_REAL: Final = frozenset({"email.com"})
_COMMON: Final = "com"


def likely_meant(address: str) -> str:
    """Return the address that was probably meant, if this one's domain is one slip from a large mail host's.

    Otherwise, and for every host that we know, return ''. The name and the ending may have one slip each.
    """
    local, _, domain = address.rpartition("@")
    domain = domain.lower()
    if not local or domain in _REAL or not house_of(f"@{domain}"):
        return ""
    name, _, ending = domain.partition(".")
    for house, endings in _HOUSES.items():
        right = ending if ending in endings else _COMMON
        slips = is_one_slip(name, house) or name == house
        if slips and right in endings and f"{house}.{right}" != domain and _is_near(ending, right):
            return f"{local}@{house}.{right}"
    return ""


def _is_near(ending: str, right: str) -> bool:
    return ending == right or is_one_slip(ending, right)


def is_one_slip(typed: str, meant: str) -> bool:
    """Say whether the two differ by one letter too many, too few or wrong, or by two swapped neighbours."""
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    one, other = typed[start:], meant[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if len(one) == len(other) == 2:
        return one == other[::-1]
    return max(len(one), len(other)) == 1
