"""The body of a mail/send request, within every limit that SendGrid states.

SendGrid refuses a whole request for one bad reader. What it would refuse is refused here first,
naming the reader's place, so that the others lose no time. What is doubtful is left to SendGrid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.header import Header
from typing import Any

import orjson

from roundup.core.batches import MAX_BATCH, OutgoingBatch, Recipient
from roundup.core.errors import ProviderHalted, ProviderRefused

MAX_REQUEST_BYTES = 30_000_000
MAX_SUBSTITUTION_BYTES = 10_000
MAX_CUSTOM_ARGS_BYTES = 10_000
MAX_CATEGORIES = 10
MAX_CATEGORY_LENGTH = 255

FORBIDDEN_HEADERS = frozenset(
    {
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
    }
)

# The names under which our two opaque values come back, at the top level of every event.
ATTEMPT_ARG = "rb"
DELIVERY_ARG = "rd"

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
_HEADER_NAME = re.compile(r"[!-9;-~]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")
_TAG = re.compile(r"[^\s<>&\x00-\x1f\x7f\ud800-\udfff]+")


def payload(batch: OutgoingBatch, *, click_tracking: bool = False, open_tracking: bool = False) -> bytes:
    """Return the JSON for `batch`: one personalization a reader, in the batch's order.

    Raises ProviderRefused naming a reader's place for what is wrong with one of them, with
    `too_large` for what a smaller batch would cure; ProviderHalted for what is wrong with all.
    """
    if len(batch.recipients) > MAX_BATCH:
        raise ProviderRefused(
            f"SendGrid takes {MAX_BATCH} readers in a request, not {len(batch.recipients)}: split the batch.",
            too_large=True,
        )
    raw = _serialised(_document(batch, click_tracking, open_tracking))
    if len(raw) >= MAX_REQUEST_BYTES:
        raise ProviderRefused("SendGrid takes less than 30 MB in a request: split the batch.", too_large=True)
    return raw


def _serialised(document: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError as error:
        raise ProviderHalted(
            "A text of the message holds half a character, which JSON cannot carry: mend it and resume."
        ) from error


def _document(batch: OutgoingBatch, click_tracking: bool, open_tracking: bool) -> dict[str, Any]:
    return {
        "personalizations": _personalizations(batch),
        "from": _sender(batch),
        **({"reply_to": {"email": _common_address(batch.reply_to, "reply-to")}} if batch.reply_to else {}),
        "subject": _needed(_one_line(batch.subject), "subject"),
        "content": [
            {"type": "text/plain", "value": _needed(batch.text, "plain text")},
            {"type": "text/html", "value": _needed(batch.html, "HTML")},
        ],
        "headers": _common_headers(batch.headers),
        "categories": _categories(batch.categories),
        "tracking_settings": {
            # The account's own settings apply wherever a request is silent.
            "click_tracking": {"enable": click_tracking, "enable_text": False},
            "open_tracking": {"enable": open_tracking},
            "subscription_tracking": {"enable": False},
            "ganalytics": {"enable": False},
        },
    }


def _personalizations(batch: OutgoingBatch) -> list[dict[str, Any]]:
    if not batch.recipients:
        raise ProviderRefused("A batch without readers cannot be sent: leave it out.")
    seen: set[str] = set()
    found = []
    for index, recipient in enumerate(batch.recipients):
        address = _reader_address(recipient.email, index)
        if address.lower() in seen:
            raise ProviderRefused("Two readers of the batch have the same address.", index=index)
        seen.add(address.lower())
        found.append(_personalization(recipient, address, batch.attempt, index))
    return found


def _personalization(recipient: Recipient, address: str, attempt: str, index: int) -> dict[str, Any]:
    # No `to.name`: SendGrid refuses the whole request for a comma in one.
    one: dict[str, Any] = {
        "to": [{"email": address}],
        "custom_args": {ATTEMPT_ARG: attempt, DELIVERY_ARG: recipient.delivery_id},
    }
    if fault := _value_fault(one["custom_args"], MAX_CUSTOM_ARGS_BYTES):
        raise ProviderRefused(fault, index=index)
    if recipient.headers:
        if fault := _header_fault(recipient.headers):
            raise ProviderRefused(fault, index=index)
        one["headers"] = _encoded(recipient.headers)
    if recipient.substitutions:
        if fault := _substitution_fault(recipient.substitutions):
            raise ProviderRefused(fault, index=index)
        one["substitutions"] = dict(recipient.substitutions)
    return one


def _reader_address(address: str, index: int) -> str:
    if (found := _ascii_address(address)) is None:
        raise ProviderRefused("SendGrid cannot mail this reader's address: it is not valid.", index=index)
    return found


def _common_address(address: str, place: str) -> str:
    if (found := _ascii_address(address)) is None:
        raise ProviderHalted(f"The {place} address of the publication is not a valid ASCII address: mend it.")
    return found


def _sender(batch: OutgoingBatch) -> dict[str, str]:
    address = _common_address(batch.sender_email, "sender's")
    name = _one_line(batch.sender_name)
    return {"email": address, "name": name} if name else {"email": address}


def _ascii_address(address: str) -> str | None:
    """Return `address` with its domain in ASCII, or None for one that SendGrid cannot mail."""
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    found = f"{local}@{domain}"
    return found if len(found) <= 254 and _ADDRESS.fullmatch(found) else None


def _common_headers(headers: Mapping[str, str]) -> dict[str, str]:
    if fault := _header_fault(headers):
        raise ProviderHalted(fault)
    return _encoded(headers)


def _header_fault(headers: Mapping[str, str]) -> str | None:
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name):
            return "A mail header's name must be printable ASCII without a colon: take it out."
        if name.lower() in FORBIDDEN_HEADERS:
            return f"SendGrid sets the header {name} itself: take it out."
        if _CONTROL.search(value):
            return f"The header {name} holds a line break or another control character: take it out."
    if len({name.lower() for name in headers}) < len(headers):
        return "A mail header stands there twice: take one out."
    return None


def _encoded(headers: Mapping[str, str]) -> dict[str, str]:
    """Return `headers` in ASCII: SendGrid passes them on as they are."""
    return {
        name: value if value.isascii() else Header(value, "utf-8").encode(linesep="")
        for name, value in headers.items()
    }


def _substitution_fault(substitutions: Mapping[str, str]) -> str | None:
    if not all(_TAG.fullmatch(tag) for tag in substitutions):
        return "A mark to be replaced must be without spaces, <, > and &."
    return _value_fault(substitutions, MAX_SUBSTITUTION_BYTES)


def _value_fault(values: Mapping[str, str], limit: int) -> str | None:
    if any(_HALF_CHARACTER.search(value) for value in values.values()):
        return "A reader's own value holds half a character, which JSON cannot carry."
    # A character is at most twelve bytes when JSON escapes it: most readers need no counting.
    if 12 * sum(len(name) + len(value) + 2 for name, value in values.items()) <= limit:
        return None
    if len(orjson.dumps(dict(values))) > limit:
        return f"A reader's own values are too long for SendGrid: {limit:,} bytes at most."
    return None


def _categories(categories: tuple[str, ...]) -> list[str]:
    unique = list(dict.fromkeys(categories))
    if len(unique) > MAX_CATEGORIES or any(not 0 < len(name) <= MAX_CATEGORY_LENGTH for name in unique):
        raise ProviderHalted("SendGrid takes up to 10 categories of 1 to 255 characters: have fewer.")
    return unique


def _needed(text: str, what: str) -> str:
    if not text.strip():
        raise ProviderHalted(f"The message has no {what}, and SendGrid takes none without: mend it.")
    return text


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())
