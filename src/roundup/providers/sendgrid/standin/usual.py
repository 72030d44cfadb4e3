"""A fast check of many personalizations at once, so that good ones need not be checked one by one."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from roundup.providers.sendgrid.standin.complaints import MAX_BYTES, header_name_fault

_USUAL = frozenset(["to", "substitutions", "custom_args", "headers"])
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# Possessive, so that a bad address among a thousand good ones costs no backtracking.
_ADDRESSES = re.compile(rf"(?:(?>(?=[^@\n]{{1,64}}@){_ATOM}(?:\.{_ATOM})*+@(?:{_LABEL}\.)+{_LABEL})\n)*+")


def surely_fine(rows: list[Any]) -> bool:
    """Say whether all `rows` have the usual form and are correct. False says nothing about them."""
    try:
        if not all(_USUAL.issuperset(shape) for shape in set(map(tuple, rows))):
            return False
        headers = [row["headers"] for row in rows if "headers" in row]
        return (
            _are_addresses(_emails([row["to"] for row in rows]))
            and _are_short([row["substitutions"] for row in rows if "substitutions" in row])
            and _are_short([row["custom_args"] for row in rows if "custom_args" in row])
            and _are_headers(headers)
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _emails(people: list[Any]) -> list[str]:
    """Return the address of each row that has one person without a name; raise for any other."""
    persons = [person for [person] in people]
    if set(map(tuple, persons)) != {("email",)}:
        raise ValueError
    return [person["email"] for person in persons]


def _are_short(parts: list[dict[str, str]]) -> bool:
    """Say whether all values are strings, and so short that none of `parts` can be too long."""
    if not parts:
        return True
    values = list(chain.from_iterable(map(dict.values, parts)))
    names = set(chain.from_iterable(parts))
    "".join(values)  # Raises for anything but strings.
    longest = max(map(len, values), default=0) + max(map(len, names), default=0) + 6
    return 6 * longest * max(map(len, parts)) <= MAX_BYTES


def _are_addresses(emails: list[str]) -> bool:
    """Say whether all addresses are valid and none occurs twice."""
    lines = "\n".join(emails) + "\n"
    return (
        lines.count("\n") == len(emails)
        and max(map(len, emails)) <= 254
        and _ADDRESSES.fullmatch(lines) is not None
        and len(set(lines.lower().split("\n"))) == len(emails) + 1
    )


def _are_headers(headers: list[dict[str, str]]) -> bool:
    text = "".join(chain.from_iterable(map(dict.values, headers)))
    names = set(chain.from_iterable(headers))
    return text.isascii() and text.isprintable() and not any(map(header_name_fault, names))
