"""Gives up addresses that bounce softly again and again.

A bounce is examined a day later, when all events of its mailing have come in, so that their order does not
matter. It is examined only for a while, so that a reader whom a person has reinstated stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from roundup.core.deliveries import DeliveryStatus, EventKind, advance_status, keeps_bouncing
from roundup.core.suppression import SuppressionReason
from roundup.events.consequences import in_pages
from roundup.events.models import Event
from roundup.sending.models import Mailing
from roundup.subscribers.consents import agreed_at
from roundup.subscribers.eligibility import mailable_readers
from roundup.subscribers.suppressions import suppress_subscriber

SETTLED_AFTER = timedelta(days=1)
LOOKED_AT_UNTIL = timedelta(days=3)
REMEMBERED = timedelta(days=90)
SOURCE = "soft bounces"


def give_up_addresses(now: datetime) -> int:
    """Suppress the addresses that bounced too often (`core.deliveries.keeps_bouncing`); return how many.

    Safe to repeat: a suppressed address is not examined again.
    """
    recent = [int((now - ago).timestamp()) for ago in (LOOKED_AT_UNTIL, SETTLED_AFTER)]
    bounces = Event.objects.filter(kind=EventKind.SOFT_BOUNCED.value, at__range=recent)
    suspects = _still_mailed(sorted(set(bounces.values_list("subscriber_id", flat=True))))
    mailings = list(
        Mailing.objects.filter(started_at__gte=now - REMEMBERED).values_list("pk", flat=True)
        if suspects
        else ()
    )
    given_up = 0
    for page in in_pages(suspects):
        for subscriber_id, copies in _copies(page, mailings, until=recent[1]).items():
            if keeps_bouncing(copies):
                given_up += suppress_subscriber(subscriber_id, SuppressionReason.BOUNCED, now, SOURCE)
    return given_up


def _still_mailed(ids: Sequence[int]) -> list[int]:
    found: list[int] = []
    for page in in_pages(ids):
        found += mailable_readers().filter(pk__in=page).values_list("pk", flat=True)
    return found


def _copies(
    subscriber_ids: Sequence[int], mailing_ids: Sequence[int], until: int
) -> dict[int, list[tuple[int, DeliveryStatus]]]:
    """Return, for each reader, what happened to each copy, and when we first heard of it."""
    events = Event.objects.filter(
        mailing_id__in=mailing_ids, subscriber_id__in=subscriber_ids, at__lte=until
    ).order_by("at")
    seen: dict[tuple[int, int], tuple[int, DeliveryStatus]] = {}
    agreed = agreed_at(subscriber_ids)
    for subscriber_id, mailing_id, at, kind in events.values_list(
        "subscriber_id", "mailing_id", "at", "kind"
    ):
        if subscriber_id in agreed and at <= agreed[subscriber_id].timestamp():
            continue  # For a reader who has agreed again since then, counting starts again.
        first, status = seen.get((subscriber_id, mailing_id), (at, None))
        seen[subscriber_id, mailing_id] = (first, advance_status(status, EventKind(kind)))
    copies: dict[int, list[tuple[int, DeliveryStatus]]] = {}
    for (subscriber_id, _), copy in seen.items():
        copies.setdefault(subscriber_id, []).append(copy)
    return copies
