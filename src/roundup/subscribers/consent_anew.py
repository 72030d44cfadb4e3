"""Lifts the suppression that kept mail away from a reader, if the reader's new consent can lift it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime
from typing import Final

from roundup.core.errors import Refused
from roundup.core.language import say_later
from roundup.core.suppression import SuppressionReason
from roundup.subscribers import clearings
from roundup.subscribers.models import Subscriber
from roundup.subscribers.suppressions import lift_suppression, reason_of

_CLOSED: Final[Mapping[SuppressionReason, str]] = {
    SuppressionReason.COMPLAINED: say_later(
        "One of our emails was reported as spam from this address. Only the preferences link in an email "
        "that we sent to it can undo that."
    ),
    SuppressionReason.INVALID: say_later("This address cannot receive mail: subscribe with another one."),
    SuppressionReason.BY_EDITOR: say_later("The editors have stopped mail to this address: write to them."),
}


def is_mailed(subscriber: Subscriber) -> bool:
    """Say whether the reader is subscribed and nothing keeps mail from them, so that consent adds nothing."""
    return subscriber.status == Subscriber.Status.ACTIVE and reason_of(subscriber.email_hash) is None


def reopen_address(
    subscriber: Subscriber, lifting: Set[SuppressionReason], now: datetime
) -> SuppressionReason | None:
    """Lift the suppression of a reader's address and return its reason, or None if there is none.

    The provider's own lists will be cleared as well. Raises Refused, which says why, if the reason is not
    among `lifting`.
    """
    reason = reason_of(subscriber.email_hash)
    if reason is None:
        return None
    if reason not in lifting:
        raise Refused(_CLOSED[reason])
    lift_suppression(subscriber.email_hash, lifting)
    clearings.want(subscriber, lifting, now)
    return reason
