"""What we keep of a provider's reports. Pure: turns one body into the facts in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from roundup.core.errors import Refused
from roundup.core.suppression import SuppressionReason
from roundup.providers import PROVIDERS, ReportedEvent

_OURS = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)
_CONFIRMATION = re.compile(r"confirmation-(\d{1,18})", re.ASCII)
_LONGEST_NONCE = 40
_LONGEST_ID = 100


class Fact(NamedTuple):
    """One event as we keep it; the first five fields identify it.

    Without a mailing of ours, both ids are 0, and `confirmation_id` may name the mail instead. `reason` is
    why the address is to be suppressed; `leaves` says that the reader wants no more mail; `email` is used to
    find the reader concerned and to decide whether the event is ours (`events.belief`), but is not kept;
    `source` is the provider that reported it.
    """

    mailing_id: int
    subscriber_id: int
    kind: int
    at: int
    detail_hash: int
    nonce: str
    event_id: str
    reason: SuppressionReason | None
    leaves: bool
    email: str
    confirmation_id: int
    source: str

    @property
    def key(self) -> tuple[int, ...]:
        return self[:5]


@dataclass(slots=True)
class Reading:
    """What a body says: facts by their keys, the nonces it proves, and how many events mean nothing to us."""

    facts: dict[tuple[int, ...], Fact] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    copies: int = 0
    passed_over: int = 0
    error: str = ""


def facts_in(provider: str, body: bytes, key: bytes) -> Reading:
    """Return what a body of this provider says.

    `key` (at most 64 bytes) keeps anybody from guessing what was hashed. Nothing in a body raises an
    exception: anything that makes no sense is counted and ignored.
    """
    reading = Reading()
    try:
        events = _events(provider, body)
    except Refused as refused:
        reading.error = str(refused)
        return reading
    for event in events:
        _note(event, provider, reading, key)
    return reading


def _events(provider: str, body: bytes) -> list[ReportedEvent]:
    described = PROVIDERS.get(provider)
    if described is None or described.hook is None:
        raise Refused(f"The provider {provider} reports nothing here.")
    return described.hook.read(body)


def _note(event: ReportedEvent, source: str, reading: Reading, key: bytes) -> None:
    confirmation = _CONFIRMATION.fullmatch(event.delivery_id)
    if event.attempt and not confirmation and len(event.attempt) <= _LONGEST_NONCE:
        reading.nonces.add(event.attempt)
    fact = _fact(event, source, int(confirmation[1]) if confirmation else 0, key)
    if fact is None:
        reading.passed_over += 1
    elif fact.key in reading.facts:
        reading.copies += 1
    else:
        reading.facts[fact.key] = fact


def _fact(event: ReportedEvent, source: str, confirmation_id: int, key: bytes) -> Fact | None:
    """Return the fact that we keep; None if the event is unknown, or not ours and without consequences."""
    if event.kind is None:
        return None
    ours = _OURS.fullmatch(event.delivery_id)
    if not ours and event.reason is None:
        return None
    return Fact(
        int(ours[1]) if ours else 0,
        int(ours[2]) if ours else 0,
        event.kind.value,
        int(event.at.timestamp()),
        _detail_hash(event, "" if ours else event.email, key),
        event.attempt[:_LONGEST_NONCE],
        event.event_id[:_LONGEST_ID],
        event.reason,
        event.leaves,
        event.email,
        confirmation_id,
        source,
    )


def _detail_hash(event: ReportedEvent, whose: str, key: bytes) -> int:
    """Return 64 bits that distinguish two events that happened to one copy in the same second."""
    said = "\0".join((event.attempt, *event.details, event.delivery_id, whose))
    digest = blake2b(said.encode(), digest_size=8, key=key, person=b"roundup-events")
    return int.from_bytes(digest.digest(), "big", signed=True)
