"""What SendGrid says about a request that it refuses, and the checks that many parts share.

Each check returns its first complaint, with the field inside the part that it looks at, or None. They were
written from SendGrid's published limits, and deliberately not from `payload.py`: each checks the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

HELP = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html"
MAX_BYTES = 10_000
SERVER_HEADERS = frozenset(
    [
        "x-sg-id",
        "x-sg-eid",
        "received",
        "dkim-signature",
        "content-type",
        "content-transfer-encoding",
        "to",
        "from",
        "subject",
        "reply-to",
        "cc",
        "bcc",
    ]
)

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """One entry of the answer's `errors`."""

    message: str
    field: str

    def as_json(self) -> dict[str, str]:
        return {"message": self.message, "field": self.field, "help": f"{HELP}#message.{self.field}"}


def complaint_under(place: str, fault: Complaint | None) -> Complaint | None:
    """Return a part's `fault` as a fault of the whole, in which the part is at `place`."""
    if fault is None:
        return None
    return Complaint(fault.message, f"{place}.{fault.field}" if fault.field else place)


def valid_address(address: Any) -> bool:
    if not isinstance(address, str) or len(address) > 254 or address.count("@") != 1:
        return False
    local, domain = address.split("@")
    return len(local) <= 64 and _LOCAL.fullmatch(local) is not None and _valid_domain(domain)


@lru_cache(maxsize=10_000)
def _valid_domain(domain: str) -> bool:
    return bool(_DOMAIN.fullmatch(domain)) and all(len(label) <= 63 for label in domain.split("."))


def mailbox_fault(person: Any) -> Complaint | None:
    if not isinstance(person, dict) or not valid_address(person.get("email")):
        return Complaint("Does not contain a valid address.", "email")
    if len(person) == 1:
        return None
    name = person.get("name", "")
    if not isinstance(name, str) or ";" in name or "," in name:
        return Complaint("The name must be a string without semicolons and commas.", "name")
    return unknown_fault(person, _MAILBOX_KEYS)


def headers_fault(headers: Any) -> Complaint | None:
    if not isinstance(headers, dict):
        return Complaint("The headers parameter must be an object of strings.", "")
    for name, value in headers.items():
        if fault := header_name_fault(name):
            return Complaint(fault, name if name.lower() in SERVER_HEADERS else "")
        if not isinstance(value, str) or not value.isascii() or not value.isprintable():
            return Complaint("Header values must be strings, properly encoded.", name)
    return None


@lru_cache(maxsize=1000)
def header_name_fault(name: str) -> str | None:
    if name.lower() in SERVER_HEADERS:
        return "The header is one of the reserved headers."
    if not name or not name.isascii() or not name.isprintable() or set(name) & {":", " "}:
        return "The header name is not valid."
    return None


def strings_fault(values: Any) -> Complaint | None:
    if not isinstance(values, dict):
        return Complaint("Must be an object of key/value pairs, all of them strings.", "")
    characters = 0
    for name, value in values.items():
        if not isinstance(value, str):
            return Complaint("Must be an object of key/value pairs, all of them strings.", "")
        characters += len(name) + len(value) + 6
    # A character is at most six bytes in JSON: most need no counting.
    if 6 * characters > MAX_BYTES and len(orjson.dumps(values)) > MAX_BYTES:
        return Complaint("The total size may not exceed 10000 bytes.", "")
    return None


def send_at_fault(moment: Any, now: float) -> Complaint | None:
    if not isinstance(moment, int) or isinstance(moment, bool):
        return Complaint("The send_at parameter must be an integer, a Unix timestamp.", "")
    if moment > now + 72 * 3600:
        return Complaint("Scheduling more than 72 hours in advance is forbidden.", "")
    return None


def unknown_fault(row: dict[str, Any], known: frozenset[str]) -> Complaint | None:
    if row.keys() <= known:
        return None
    return Complaint("The parameter is not a known one.", min(row.keys() - known))


_MAILBOX_KEYS = frozenset(["email", "name"])
