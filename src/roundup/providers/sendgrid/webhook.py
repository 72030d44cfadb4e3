"""What SendGrid reports afterwards, in its own words: the events of its Event Webhook.

Events come in any order, more than once, and with fields missing; only `event`, `email` and `timestamp` can
be counted on. Our own two arguments come back at the top level of each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from roundup.core.errors import Refused
from roundup.providers.sendgrid.bounces import Bounce, bounce_of
from roundup.providers.sendgrid.payload import ATTEMPT_ARG, DELIVERY_ARG

# NUL and half characters: no database can store them, and no id of ours contains one.
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class PostedEvent:
    """One thing that SendGrid posts. `kind` is SendGrid's own word; what it left out is empty.

    `attempt` (the nonce) and `delivery_id` are the batch's and the recipient's; `reason` joins
    whatever explains the event; `subtype` is a bounce's "bounce", "blocked" or "expired", and
    `classification` SendGrid's name for its kind (`providers.sendgrid.bounces`); `tries` how often
    it was tried when deferred; `machine` says that a mail program, not a person, opened it. No
    text holds a NUL or half a character.
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

    Bytes that are not UTF-8 and numbers that are not JSON spoil only their own field. Raises Refused for a
    body that cannot be read as an array.
    """
    rows = _rows(raw_body)
    if not isinstance(rows, list):
        raise Refused("The body is not an array of events, as SendGrid sends it.")
    found = (_event(row) for row in rows if isinstance(row, dict))
    return [event for event in found if event is not None]


def _rows(raw_body: bytes) -> Any:
    try:
        return orjson.loads(raw_body)
    except orjson.JSONDecodeError:
        pass
    # The standard reader is slower, and takes half characters and NaN.
    try:
        return json.loads(raw_body.decode("utf-8", "replace"), parse_int=_whole_number)
    except (ValueError, RecursionError) as error:
        raise Refused("The body is not JSON: SendGrid sends an array of events.") from error


def _whole_number(digits: str) -> float:
    """Return the number of any count of digits; int refuses those of more than 4300."""
    return int(digits) if len(digits) < 20 else float(digits)


def _event(row: Mapping[str, Any]) -> PostedEvent | None:
    kind, at = _text(row, "event"), _moment(row.get("timestamp"))
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


def _moment(seconds: object) -> datetime | None:
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit() and len(seconds) < 20:
        seconds = int(seconds)
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _text(row: Mapping[str, Any], name: str) -> str:
    return _kept(row.get(name))


def _kept(value: object) -> str:
    if isinstance(value, str):
        return _UNKEEPABLE.sub("", value) if _UNKEEPABLE.search(value) else value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""


def _categories(value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value]
    return tuple(name for name in map(_kept, names) if name)
