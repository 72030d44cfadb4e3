"""Addresses, subjects and headers for providers that write the message themselves from such fields.

Providers that pass such a field on unchanged need it ready to travel: ASCII, one line, and no encoded word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email.header import Header

from roundup.core.email_addresses import ascii_address
from roundup.core.lines import one_line
from roundup.core.newsroom_language import tell, tell_later

MAX_ADDRESS_LENGTH = 254

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
_HEADER_NAME = re.compile(r"[!-9;-~]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def are_ascii_addresses(addresses: Sequence[str]) -> bool:
    """Say whether all of them, at least one, can be mailed as they are."""
    return all(map(_ADDRESS.fullmatch, addresses)) and max(map(len, addresses)) <= MAX_ADDRESS_LENGTH


def travelling_address(address: str) -> str | None:
    """Return `address` with its domain in ASCII, or None for one that cannot be mailed."""
    if not address.isascii():
        address = ascii_address(address)
    return address if are_ascii_addresses([address]) else None


def words_as_shown(text: str) -> str:
    """Return a text for a header that a provider writes, safe from being decoded by mail programs.

    Plain ASCII is passed on as it is: `=?` in a stranger's headline would begin an encoded word. An invisible
    word joiner between the two characters prevents this.
    """
    return one_line(text).replace("=?", "=\u2060?")


def fault_of_header_names(names: Sequence[str]) -> str | None:
    """Return an untranslated sentence on what is wrong with the names of headers, or None."""
    if not all(map(_HEADER_NAME.fullmatch, names)):
        return tell_later("A mail header's name must be printable ASCII without a colon: remove that header.")
    if len({name.lower() for name in names}) < len(names):
        return tell_later("A mail header appears twice: remove one of them.")
    return None


def fault_of_header_values(headers: Mapping[str, str]) -> str | None:
    """Return a sentence on what is wrong with the values of headers, or None."""
    for name, value in headers.items():
        if _CONTROL.search(value):
            return tell(
                "The header %(name)s contains a line break or another control character: take it out.",
                name=name,
            )
    return None


def encoded_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return `headers` in ASCII, for a provider that passes them on as they are."""
    if "".join(headers.values()).isascii():
        return dict(headers)
    return {
        name: value if value.isascii() else Header(value, "utf-8").encode(linesep="")
        for name, value in headers.items()
    }
