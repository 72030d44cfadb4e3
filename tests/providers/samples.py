"""Batches to hand over: three named readers of one small magazine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roundup.core.batches import OutgoingBatch, Recipient, list_headers, unsubscribe_headers

MARK = "-ru0123456789.unsubscribe-"
PEOPLE = ("ada@example.org", "ben@example.org", "cleo@example.org")


def reader(email: str, number: int = 1, **changes: Any) -> Recipient:
    """Return a reader whose own link ends in `number`."""
    link = f"https://weekly.example.org/u/token{number}/"
    facts: dict[str, Any] = {
        "email": email,
        "name": "",
        "delivery_id": f"d{number}",
        "substitutions": {MARK: link},
        "headers": unsubscribe_headers(link),
    }
    return Recipient(**(facts | changes))


def readers(*emails: str) -> tuple[Recipient, ...]:
    return tuple(reader(email, number) for number, email in enumerate(emails or PEOPLE, start=1))


def many(count: int) -> tuple[Recipient, ...]:
    return readers(*(f"reader{number}@example.org" for number in range(count)))


def batch(recipients: tuple[Recipient, ...] | None = None, **changes: Any) -> OutgoingBatch:
    headers: Mapping[str, str] = list_headers(
        name="The Weekly", list_id="weekly.example.org", archive_url="https://weekly.example.org/archive/"
    )
    facts: dict[str, Any] = {
        "key": "m7-b1",
        "attempt": "4f0c9a",
        "sender_name": "The Weekly",
        "sender_email": "post@weekly.example.org",
        "reply_to": "editors@weekly.example.org",
        "subject": "Rain, at last",
        "html": f'<p>Rain — at last.</p><p><a href="{MARK}">Leave</a></p>',
        "text": f"Rain — at last.\n\nLeave: {MARK}\n",
        "recipients": readers() if recipients is None else recipients,
        "headers": headers,
        "categories": ("weekly",),
    }
    return OutgoingBatch(**(facts | changes))
