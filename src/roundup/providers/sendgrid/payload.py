"""The body of a mail/send request, within every limit that SendGrid states.

SendGrid refuses a whole request because of one bad reader. We refuse first, and name the reader's place, so
that the others lose no time. Doubtful cases are left to SendGrid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from roundup.core.batches import MAX_BATCH, OutgoingBatch, Recipient
from roundup.core.errors import ProviderHalted, ProviderRefused
from roundup.core.newsroom_language import tell, tell_later
from roundup.providers.message_fields import (
    are_ascii_addresses,
    encoded_headers,
    travelling_address,
    words_as_shown,
)
from roundup.providers.sendgrid.payload_faults import (
    MAX_SUBSTITUTION_BYTES,
    are_tags,
    header_fault,
    names_fault,
    substitution_fault,
    value_fault,
)

MAX_REQUEST_BYTES = 30_000_000
MAX_CUSTOM_ARGS_BYTES = 10_000
MAX_CATEGORIES = 10
MAX_CATEGORY_LENGTH = 255

# Another writer of JSON may put a space after each colon and comma: twice as much is always enough.
_SHORT = min(MAX_SUBSTITUTION_BYTES, MAX_CUSTOM_ARGS_BYTES) // 2

# The names under which our two opaque values come back, at the top level of every event.
ATTEMPT_ARG = "rb"
DELIVERY_ARG = "rd"

_NO_SUBJECT = tell_later("The message has no subject, which SendGrid requires: fix it.")
_NO_TEXT = tell_later("The message has no plain text, which SendGrid requires: fix it.")
_NO_HTML = tell_later("The message has no HTML, which SendGrid requires: fix it.")
_BAD_SENDER = tell_later("The sender's address of the publication is not a valid ASCII address: fix it.")
_BAD_REPLY_TO = tell_later("The reply-to address of the publication is not a valid ASCII address: fix it.")


def mail_send_body(
    batch: OutgoingBatch, *, click_tracking: bool = False, open_tracking: bool = False
) -> bytes:
    """Return the JSON for `batch`: one personalization for each reader, in the batch's order.

    Raises ProviderRefused for a fault of one reader, naming their place, or with `too_large` if a smaller
    batch would help; ProviderHalted for a fault that concerns all readers.
    """
    if not batch.recipients:
        raise ProviderRefused(tell("A batch without readers cannot be sent: leave it out."))
    if len(batch.recipients) > MAX_BATCH:
        raise ProviderRefused(
            tell(
                "SendGrid takes %(most)s readers in a request, not %(readers)s: split the batch.",
                most=MAX_BATCH,
                readers=len(batch.recipients),
            ),
            too_large=True,
        )
    readers = _at_a_glance(batch) or _one_by_one(batch)
    common = _serialised(_document(batch, click_tracking, open_tracking))
    raw = b"".join([b'{"personalizations":', readers, b",", common[1:]])
    if len(raw) >= MAX_REQUEST_BYTES:
        raise ProviderRefused(
            tell("SendGrid takes less than 30 MB in a request: split the batch."), too_large=True
        )
    return raw


def _serialised(document: Any) -> bytes:
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError as error:
        raise ProviderHalted(
            tell(
                "A text of the message contains half a character, which JSON cannot carry: fix it and resume."
            )
        ) from error


def _document(batch: OutgoingBatch, click_tracking: bool, open_tracking: bool) -> dict[str, Any]:
    return {
        "from": _sender(batch),
        **({"reply_to": {"email": _common_address(batch.reply_to, _BAD_REPLY_TO)}} if batch.reply_to else {}),
        "subject": _needed(words_as_shown(batch.subject), _NO_SUBJECT),
        "content": [
            {"type": "text/plain", "value": _needed(batch.text, _NO_TEXT)},
            {"type": "text/html", "value": _needed(batch.html, _NO_HTML)},
        ],
        "headers": _common_headers(batch.headers),
        "categories": _categories(batch.categories),
        "tracking_settings": {
            # The account's own settings apply to everything a request leaves out.
            "click_tracking": {"enable": click_tracking, "enable_text": False},
            "open_tracking": {"enable": open_tracking},
            "subscription_tracking": {"enable": False},
            "ganalytics": {"enable": False},
        },
    }


def _at_a_glance(batch: OutgoingBatch) -> bytes | None:
    """Return the personalizations if nothing in them can be refused, as is nearly always so.

    A thousand readers are checked together: their addresses, the names of their marks and headers, and the
    JSON, which must be all plain characters without escapes. A result of None proves nothing.
    """
    readers = batch.recipients
    emails = [reader.email for reader in readers]
    if not are_ascii_addresses(emails):
        return None
    if len(set(map(str.lower, emails))) < len(emails) or not _are_well_named(readers):
        return None
    try:
        raw = _rows([(reader, reader.email, reader.headers) for reader in readers], batch.attempt)
    except orjson.JSONEncodeError:
        return None
    plain = raw.isascii() and b"\\" not in raw and b"\x7f" not in raw
    return raw if plain and _are_short(raw) else None


def _are_well_named(readers: Sequence[Recipient]) -> bool:
    # Readers differ by their values; the names are the same for all.
    headers = set(map(tuple, [reader.headers for reader in readers]))
    marks = set(map(tuple, [reader.substitutions for reader in readers]))
    return not any(map(names_fault, headers)) and all(map(are_tags, marks))


def _are_short(raw: bytes) -> bool:
    """Say whether all readers' values are far below the limit, in personalizations without escapes.

    That is certain if the start of each reader is close enough to that of a later one, or to the end.
    """
    start = 0
    while len(raw) - start > _SHORT:
        start = raw.rfind(b'{"to":[', start + 1, start + _SHORT)
        if start < 0:
            return False
    return True


def _one_by_one(batch: OutgoingBatch) -> bytes:
    """Return the personalizations. Raises ProviderRefused, naming the first reader to blame."""
    addresses = _addresses(batch.recipients)
    _look_at_each(batch)
    readers = zip(batch.recipients, addresses, strict=True)
    return _rows([(one, address, encoded_headers(one.headers)) for one, address in readers], batch.attempt)


def _rows(readers: Iterable[tuple[Recipient, str, Mapping[str, str]]], attempt: str) -> bytes:
    """Return the personalizations of readers with their addresses and headers as they are posted."""
    # No `to.name`: SendGrid refuses the whole request for a comma in one.
    rows: list[dict[str, Any]] = [
        {
            "to": [{"email": address}],
            "custom_args": {ATTEMPT_ARG: attempt, DELIVERY_ARG: reader.delivery_id},
            "headers": headers,
            "substitutions": reader.substitutions,
        }
        for reader, address, headers in readers
    ]
    for name in ("headers", "substitutions"):
        for row in rows:
            if not row[name]:
                del row[name]
    return orjson.dumps(rows, default=dict)


def _addresses(recipients: Sequence[Recipient]) -> list[str]:
    found = [_reader_address(recipient.email, index) for index, recipient in enumerate(recipients)]
    seen: set[str] = set()
    for index, address in enumerate(found):
        if address.lower() in seen:
            raise ProviderRefused(tell("Two readers of the batch have the same address."), index=index)
        seen.add(address.lower())
    return found


def _look_at_each(batch: OutgoingBatch) -> None:
    for index, reader in enumerate(batch.recipients):
        args = _arguments(reader, batch.attempt)
        fault = (
            value_fault(args, MAX_CUSTOM_ARGS_BYTES)
            or header_fault(reader.headers)
            or substitution_fault(reader.substitutions)
        )
        if fault:
            raise ProviderRefused(fault, index=index)


def _arguments(recipient: Recipient, attempt: str) -> dict[str, str]:
    return {ATTEMPT_ARG: attempt, DELIVERY_ARG: recipient.delivery_id}


def _reader_address(address: str, index: int) -> str:
    if (found := travelling_address(address)) is None:
        raise ProviderRefused(
            tell("SendGrid cannot mail this reader's address: it is not valid."), index=index
        )
    return found


def _common_address(address: str, fault: str) -> str:
    if (found := travelling_address(address)) is None:
        raise ProviderHalted(tell(fault))
    return found


def _sender(batch: OutgoingBatch) -> dict[str, str]:
    address = _common_address(batch.sender_email, _BAD_SENDER)
    name = words_as_shown(batch.sender_name)
    return {"email": address, "name": name} if name else {"email": address}


def _common_headers(headers: Mapping[str, str]) -> dict[str, str]:
    if fault := header_fault(headers):
        raise ProviderHalted(fault)
    return encoded_headers(headers)


def _categories(categories: tuple[str, ...]) -> list[str]:
    unique = list(dict.fromkeys(categories))
    if len(unique) > MAX_CATEGORIES or any(not 0 < len(name) <= MAX_CATEGORY_LENGTH for name in unique):
        raise ProviderHalted(tell("SendGrid takes up to 10 categories of 1 to 255 characters: use fewer."))
    return unique


def _needed(text: str, fault: str) -> str:
    if not text.strip():
        raise ProviderHalted(tell(fault))
    return text
