"""What SendGrid reports afterwards, in its own words: the events of its Event Webhook.

Events come in any order, more than once, and with fields missing; only `event`, `email` and `timestamp` can
be counted on. Our own two arguments come back at the top level of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from roundup.core.errors import Refused
from roundup.providers.posted_json import posted_moment, posted_text, read_posted_json
from roundup.providers.sendgrid.bounces import Bounce, bounce_of
from roundup.providers.sendgrid.payload import ATTEMPT_ARG, DELIVERY_ARG


@dataclass(frozen=True, slots=True)
class PostedEvent:
    """One thing that SendGrid posts. `kind` is SendGrid's own word; a field that it left out is empty.

    `attempt` (the nonce) and `delivery_id` are the batch's and the recipient's; `reason` joins all
    fields that explain the event; `subtype` is "bounce", "blocked" or "expired" for a bounce, and
    `classification` SendGrid's name for its kind (`providers.sendgrid.bounces`); `tries` is how
    often a deferred copy was tried; `machine` says that a mail program, not a person, opened it. No
    text contains a NUL or half a character.
    """

    kind: str
    at: datetime
    email: str
    attempt: str = ""
    delivery_id: str = ""
    event_id: str = ""
    message_id: str = ""
    subtype: str = ""
    classification: str = ""
    status: str = ""
    reason: str = ""
    url: str = ""
    user_agent: str = ""
    machine: bool = False
    tries: str = ""
    categories: tuple[str, ...] = ()

    @property
    def bounce(self) -> Bounce | None:
        """Return what kind of bounce it is, or None for any other event."""
        if self.kind not in ("bounce", "blocked"):
            return None
        return bounce_of(self.subtype or self.kind, self.classification, self.status, self.reason)


def parse_events(raw_body: bytes) -> list[PostedEvent]:
    """Return the events of a body, in order, without those that lack a kind or a moment.

    Raises Refused for a body that cannot be read as an array.
    """
    rows = read_posted_json(raw_body)
    if not isinstance(rows, list):
        raise Refused("The body is not an array of events, as SendGrid sends it.")
    found = (_event(row) for row in rows if isinstance(row, dict))
    return [event for event in found if event is not None]


def _event(row: Mapping[str, Any]) -> PostedEvent | None:
    kind, at = _text(row, "event"), posted_moment(row.get("timestamp"))
    if not kind or at is None:
        return None
    return PostedEvent(
        kind=kind,
        at=at,
        email=_text(row, "email"),
        attempt=_text(row, ATTEMPT_ARG),
        delivery_id=_text(row, DELIVERY_ARG),
        event_id=_text(row, "sg_event_id"),
        message_id=_text(row, "sg_message_id"),
        subtype=_text(row, "type"),
        classification=_text(row, "bounce_classification"),
        status=_text(row, "status"),
        reason=_text(row, "reason") or _text(row, "response"),
        url=_text(row, "url"),
        user_agent=_text(row, "useragent"),
        machine=row.get("sg_machine_open") in (True, "true"),
        tries=_text(row, "attempt"),
        categories=_categories(row.get("category")),
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    return posted_text(row.get(name))


def _categories(value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value]
    return tuple(name for name in map(posted_text, names) if name)
