"""What the Mail Send API refuses with 400, and in which words.

Written from SendGrid's published limits, apart from `payload.py` on purpose: the one judges the
other. Pure: a parsed body in, complaints out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

HELP = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html"
MAX_PERSONALIZATIONS = 1000
MAX_BYTES = 10_000
SERVER_HEADERS = [
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

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One entry of the answer's `errors`."""

    message: str
    field: str

    def as_json(self) -> dict[str, str]:
        return {"message": self.message, "field": self.field, "help": f"{HELP}#message.{self.field}"}


def complaints(body: Any) -> list[Complaint]:
    """Return what is wrong with `body`, or nothing; the first complaint of each part of it."""
    if not isinstance(body, dict):
        return [Complaint("Bad Request", "")]
    found = (next(check(body), None) for check in _CHECKS)
    return [complaint for complaint in found if complaint is not None]


def valid_address(address: Any) -> bool:
    if not isinstance(address, str) or len(address) > 254 or address.count("@") != 1:
        return False
    local, domain = address.split("@")
    labels = domain.split(".")
    return (
        len(local) <= 64
        and bool(_LOCAL.fullmatch(local))
        and bool(_DOMAIN.fullmatch(domain))
        and all(len(label) <= 63 for label in labels)
    )


def _personalizations(body: dict[str, Any]) -> Iterator[Complaint]:
    rows = body.get("personalizations")
    if not isinstance(rows, list) or not rows:
        yield Complaint("You must have at least one personalization.", "personalizations")
        return
    if len(rows) > MAX_PERSONALIZATIONS:
        yield Complaint(
            f"The personalization block is limited to 1000 personalizations per API request. You have "
            f"provided {len(rows)} personalizations.",
            "personalizations",
        )
        return
    seen: set[str] = set()
    for index, row in enumerate(rows):
        place = f"personalizations.{index}"
        if not isinstance(row, dict):
            yield Complaint("Each personalization must be an object.", place)
            continue
        yield from _recipients(row, place, seen)
        yield from _headers(row.get("headers", {}), f"{place}.headers")
        yield from _strings(row.get("substitutions", {}), f"{place}.substitutions")
        yield from _strings(row.get("custom_args", {}), f"{place}.custom_args")
        yield from _unknown(row, _PERSONALIZATION_KEYS, place)
    if len(seen) > MAX_PERSONALIZATIONS:
        yield Complaint(
            "There is a limit of 1000 total recipients (to + cc + bcc) per request.", "personalizations"
        )


def _recipients(row: dict[str, Any], place: str, seen: set[str]) -> Iterator[Complaint]:
    if not isinstance(row.get("to"), list) or not row["to"]:
        yield Complaint("The to array is required for all personalization objects.", f"{place}.to")
        return
    for kind in ("to", "cc", "bcc"):
        people = row.get(kind, [])
        for number, person in enumerate(people if isinstance(people, list) else [None]):
            yield from _mailbox(person, f"{place}.{kind}.{number}")
            address = str(person.get("email", "")).lower() if isinstance(person, dict) else ""
            if address in seen:
                yield Complaint(
                    "Each email address in the personalization block should be unique between to, cc, and "
                    f"bcc. We found the first duplicate instance of [{address}] in the {place}.{kind} field.",
                    place,
                )
            seen.add(address)


def _mailbox(person: Any, place: str) -> Iterator[Complaint]:
    if not isinstance(person, dict) or not valid_address(person.get("email")):
        yield Complaint("Does not contain a valid address.", f"{place}.email")
        return
    name = person.get("name", "")
    if not isinstance(name, str) or ";" in name or "," in name:
        yield Complaint("The name must be a string without semicolons and commas.", f"{place}.name")


def _headers(headers: Any, place: str) -> Iterator[Complaint]:
    if not isinstance(headers, dict):
        yield Complaint("The headers parameter must be an object of strings.", place)
        return
    for name, value in headers.items():
        if name.lower() in SERVER_HEADERS:
            yield Complaint("The header is one of the reserved headers.", f"{place}.{name}")
        elif not name or not name.isascii() or not name.isprintable() or set(name) & {":", " "}:
            yield Complaint("The header name is not valid.", place)
        elif not isinstance(value, str) or not value.isascii() or not value.isprintable():
            yield Complaint("Header values must be strings, properly encoded.", f"{place}.{name}")


def _strings(values: Any, place: str) -> Iterator[Complaint]:
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        yield Complaint("Must be an object of key/value pairs, all of them strings.", place)
    elif len(orjson.dumps(values)) > MAX_BYTES:
        yield Complaint("The total size may not exceed 10000 bytes.", place)


def _sender(body: dict[str, Any]) -> Iterator[Complaint]:
    sender = body.get("from")
    if not isinstance(sender, dict) or not valid_address(sender.get("email")):
        yield Complaint(
            "The from object must be provided for every email send. It is an object that requires the email "
            "parameter, but may also contain a name parameter.",
            "from.email",
        )
    elif not isinstance(sender.get("name", ""), str):
        yield Complaint("The name must be a string.", "from.name")


def _reply_to(body: dict[str, Any]) -> Iterator[Complaint]:
    if "reply_to" in body:
        yield from _mailbox(body["reply_to"], "reply_to")


def _subject(body: dict[str, Any]) -> Iterator[Complaint]:
    subject = body.get("subject")
    if not isinstance(subject, str) or not subject:
        yield Complaint("The subject is required.", "subject")
    elif "\n" in subject or "\r" in subject:
        yield Complaint("The subject may not hold line breaks.", "subject")


def _content(body: dict[str, Any]) -> Iterator[Complaint]:
    parts = body.get("content")
    if not isinstance(parts, list) or not parts:
        yield Complaint(
            "Unless a valid template_id is provided, the content parameter is required.", "content"
        )
        return
    for number, part in enumerate(parts):
        value = part.get("value") if isinstance(part, dict) else None
        if not isinstance(value, str) or not value:
            yield Complaint(
                "The content value must be a string at least one character in length.",
                f"content.{number}.value",
            )
    kinds = [part.get("type") for part in parts if isinstance(part, dict)]
    if "text/plain" in kinds and kinds[0] != "text/plain":
        yield Complaint(
            "If present, text/plain and text/html may only be provided once, text/plain first.", "content"
        )
    if len(set(kinds)) < len(parts) or not all(isinstance(kind, str) and "/" in kind for kind in kinds):
        yield Complaint("The content type must be a MIME type, each given once.", "content")


def _categories(body: dict[str, Any]) -> Iterator[Complaint]:
    names = body.get("categories", [])
    if not isinstance(names, list) or len(names) > 10:
        yield Complaint("You may not provide more than 10 categories.", "categories")
    elif not all(isinstance(name, str) and 0 < len(name) <= 255 for name in names):
        yield Complaint("Each category must be a string of at most 255 characters.", "categories")
    elif len(set(names)) < len(names):
        yield Complaint("The category list must be unique.", "categories")


def _common(body: dict[str, Any]) -> Iterator[Complaint]:
    yield from _headers(body.get("headers", {}), "headers")
    yield from _strings(body.get("custom_args", {}), "custom_args")
    if "sections" in body:
        yield Complaint("The sections parameter has been removed.", "sections")
    yield from _unknown(body, _MAIL_KEYS, "")


def _unknown(row: dict[str, Any], known: frozenset[str], place: str) -> Iterator[Complaint]:
    for name in row.keys() - known:
        yield Complaint("The parameter is not a known one.", f"{place}.{name}".lstrip("."))


_PERSONALIZATION_KEYS = frozenset(
    [
        "from",
        "to",
        "cc",
        "bcc",
        "subject",
        "headers",
        "substitutions",
        "dynamic_template_data",
        "custom_args",
        "send_at",
    ]
)
_MAIL_KEYS = frozenset(
    [
        "personalizations",
        "from",
        "reply_to",
        "reply_to_list",
        "subject",
        "content",
        "attachments",
        "template_id",
        "headers",
        "categories",
        "custom_args",
        "send_at",
        "batch_id",
        "asm",
        "ip_pool_name",
        "mail_settings",
        "tracking_settings",
        "sections",
    ]
)

_CHECKS: tuple[Callable[[dict[str, Any]], Iterator[Complaint]], ...] = (
    _personalizations,
    _sender,
    _reply_to,
    _subject,
    _content,
    _categories,
    _common,
)
