"""Translates SendGrid's words into ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from roundup.core.deliveries import EventKind
from roundup.core.suppression import SuppressionReason
from roundup.providers.base import ReportedEvent
from roundup.providers.sendgrid.bounces import Bounce
from roundup.providers.sendgrid.webhook import PostedEvent, parse_events


class Meaning(NamedTuple):
    kind: EventKind | None
    reason: SuppressionReason | None = None
    leaves: bool = False


_NONE = Meaning(None)


def read_events(body: bytes) -> list[ReportedEvent]:
    """Return the events of a body in our words. Raises Refused for a body without an array."""
    return [_reported(event) for event in parse_events(body)]


def _reported(event: PostedEvent) -> ReportedEvent:
    meaning = _meaning(event)
    told = (event.tries, event.subtype, event.status, event.reason, event.url, event.user_agent)
    return ReportedEvent(
        meaning.kind,
        event.at,
        event.email,
        event.attempt,
        event.delivery_id,
        event.event_id,
        meaning.reason,
        meaning.leaves,
        told,
    )


def _meaning(event: PostedEvent) -> Meaning:
    simple = _SIMPLE.get(event.kind)
    if simple:
        return simple
    told = _TOLD_BY_MORE.get(event.kind)
    return told(event) if told else _NONE


def _opened(event: PostedEvent) -> Meaning:
    return Meaning(EventKind.OPENED_BY_MACHINE if event.machine else EventKind.OPENED)


def _bounced(event: PostedEvent) -> Meaning:
    if event.bounce is Bounce.BLOCK:
        return Meaning(EventKind.BLOCKED)
    if event.bounce is Bounce.SOFT:
        return Meaning(EventKind.SOFT_BOUNCED)
    return Meaning(EventKind.BOUNCED, SuppressionReason.BOUNCED)


def _dropped(event: PostedEvent) -> Meaning:
    why = event.reason.strip().lower()
    if "package quota" in why:
        return Meaning(EventKind.OVER_QUOTA)
    reason = _DROPPED_FOR.get(why)
    return Meaning(EventKind.DROPPED, reason, leaves=reason is SuppressionReason.UNSUBSCRIBED)


_SIMPLE = {
    "processed": Meaning(EventKind.PROCESSED),
    "deferred": Meaning(EventKind.DEFERRED),
    "delivered": Meaning(EventKind.DELIVERED),
    "click": Meaning(EventKind.CLICKED),
    "spamreport": Meaning(EventKind.COMPLAINED, SuppressionReason.COMPLAINED),
    "unsubscribe": Meaning(EventKind.UNSUBSCRIBED, SuppressionReason.UNSUBSCRIBED, leaves=True),
    # Leaving a group ends only the mail of that group.
    "group_unsubscribe": Meaning(EventKind.UNSUBSCRIBED, leaves=True),
}
_TOLD_BY_MORE: dict[str, Callable[[PostedEvent], Meaning]] = {
    "open": _opened,
    "bounce": _bounced,
    "blocked": _bounced,
    "dropped": _dropped,
}
# SendGrid drops copies to addresses on its own lists, so our lists should have them, too.
_DROPPED_FOR = {
    "bounced address": SuppressionReason.BOUNCED,
    "spam reporting address": SuppressionReason.COMPLAINED,
    "unsubscribed address": SuppressionReason.UNSUBSCRIBED,
    "invalid": SuppressionReason.INVALID,
}
