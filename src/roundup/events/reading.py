"""What SendGrid's words mean to us. Pure: one body in, the facts in it out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from roundup.core.deliveries import EventKind
from roundup.core.errors import Refused
from roundup.core.suppression import Reason
from roundup.providers.sendgrid.bounces import Bounce
from roundup.providers.sendgrid.webhook import ReportedEvent, parse_events

_OURS = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)
_CONFIRMATION = re.compile(r"confirmation-(\d{1,18})", re.ASCII)
_LONGEST_NONCE = 40
_LONGEST_ID = 100


class Fact(NamedTuple):
    """One event as we keep it; the first five fields make it what it is.

    Without a mailing of ours both ids are 0, and `confirmation_id` may name the mail instead.
    `reason` is why the address is to be suppressed, `leaves` that the reader wants no more;
    `email` serves to find whom that concerns and whether it is ours (`events.believing`), and is not kept.
    """

    mailing_id: int
    subscriber_id: int
    kind: int
    at: int
    detail_hash: int
    nonce: str
    event_id: str
    reason: Reason | None
    leaves: bool
    email: str
    confirmation_id: int

    @property
    def key(self) -> tuple[int, ...]:
        return self[:5]


class Meaning(NamedTuple):
    kind: EventKind
    reason: Reason | None = None
    leaves: bool = False


@dataclass(slots=True)
class Reading:
    """What a body says: facts by their key, the nonces it proves, and how much said nothing to us."""

    facts: dict[tuple[int, ...], Fact] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    copies: int = 0
    passed_over: int = 0
    error: str = ""


def read(body: bytes, key: bytes) -> Reading:
    """Return what a body says. `key`, at most 64 bytes, keeps anybody from guessing what was hashed.

    Nothing in a body raises: what makes no sense is counted and passed over.
    """
    reading = Reading()
    try:
        events = parse_events(body)
    except Refused as refused:
        reading.error = str(refused)
        return reading
    for event in events:
        _note(event, reading, key)
    return reading


def _note(event: ReportedEvent, reading: Reading, key: bytes) -> None:
    confirmation = _CONFIRMATION.fullmatch(event.delivery_id)
    if event.attempt and not confirmation and len(event.attempt) <= _LONGEST_NONCE:
        reading.nonces.add(event.attempt)
    fact = _fact(event, int(confirmation[1]) if confirmation else 0, key)
    if fact is None:
        reading.passed_over += 1
    elif fact.key in reading.facts:
        reading.copies += 1
    else:
        reading.facts[fact.key] = fact


def _fact(event: ReportedEvent, confirmation_id: int, key: bytes) -> Fact | None:
    """Return the fact that we keep; None for what is unknown, or not ours and without consequence."""
    meaning = _meaning(event)
    if meaning is None:
        return None
    ours = _OURS.fullmatch(event.delivery_id)
    if not ours and meaning.reason is None:
        return None
    return Fact(
        int(ours[1]) if ours else 0,
        int(ours[2]) if ours else 0,
        meaning.kind.value,
        int(event.at.timestamp()),
        _detail_hash(event, "" if ours else event.email, key),
        event.attempt[:_LONGEST_NONCE],
        event.event_id[:_LONGEST_ID],
        meaning.reason,
        meaning.leaves,
        event.email,
        confirmation_id,
    )


def _detail_hash(event: ReportedEvent, whose: str, key: bytes) -> int:
    """Return 64 bits for all that tells two events apart which happened to one copy in one second."""
    told = (event.attempt, event.tries, event.subtype, event.status, event.reason, event.url)
    said = "\0".join((*told, event.user_agent, event.delivery_id, whose))
    digest = blake2b(said.encode(), digest_size=8, key=key, person=b"roundup-events")
    return int.from_bytes(digest.digest(), "big", signed=True)


def _meaning(event: ReportedEvent) -> Meaning | None:
    simple = _SIMPLE.get(event.kind)
    if simple:
        return simple
    told = _TOLD_BY_MORE.get(event.kind)
    return told(event) if told else None


def _opened(event: ReportedEvent) -> Meaning:
    return Meaning(EventKind.OPENED_BY_MACHINE if event.machine else EventKind.OPENED)


def _bounced(event: ReportedEvent) -> Meaning:
    if event.bounce is Bounce.BLOCK:
        return Meaning(EventKind.BLOCKED)
    if event.bounce is Bounce.SOFT:
        return Meaning(EventKind.SOFT_BOUNCED)
    return Meaning(EventKind.BOUNCED, Reason.BOUNCED)


def _dropped(event: ReportedEvent) -> Meaning:
    why = event.reason.strip().lower()
    if "package quota" in why:
        return Meaning(EventKind.OVER_QUOTA)
    reason = _DROPPED_FOR.get(why)
    return Meaning(EventKind.DROPPED, reason, leaves=reason is Reason.UNSUBSCRIBED)


_SIMPLE = {
    "processed": Meaning(EventKind.PROCESSED),
    "deferred": Meaning(EventKind.DEFERRED),
    "delivered": Meaning(EventKind.DELIVERED),
    "click": Meaning(EventKind.CLICKED),
    "spamreport": Meaning(EventKind.COMPLAINED, Reason.COMPLAINED),
    "unsubscribe": Meaning(EventKind.UNSUBSCRIBED, Reason.UNSUBSCRIBED, leaves=True),
    # Leaving a group ends what came in that group, and nothing else.
    "group_unsubscribe": Meaning(EventKind.UNSUBSCRIBED, leaves=True),
}
_TOLD_BY_MORE: dict[str, Callable[[ReportedEvent], Meaning]] = {
    "open": _opened,
    "bounce": _bounced,
    "blocked": _bounced,
    "dropped": _dropped,
}
# SendGrid drops what its own lists forbid: then ours should have.
_DROPPED_FOR = {
    "bounced address": Reason.BOUNCED,
    "spam reporting address": Reason.COMPLAINED,
    "unsubscribed address": Reason.UNSUBSCRIBED,
    "invalid": Reason.INVALID,
}
