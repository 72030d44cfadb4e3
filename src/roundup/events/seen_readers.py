"""Counts the readers of a batch who have events, to see what the neighbours of an uncertain batch prove."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from roundup.events.models import Event
from roundup.sending.models import Attempt, Delivery
from roundup.sending.settling.neighbours import mark_seen, unseen_attempts

# Out of a hundred readers. Single events get lost; if more readers are missing, the webhook does not work.
ENOUGH = 90


def look_at_neighbours(now: datetime) -> None:
    """Mark the neighbours of uncertain batches for which enough readers have been seen.

    Safe to run at any time, even several times at once. Costs one query if nothing is uncertain.
    """
    for attempt in unseen_attempts(now):
        if 100 * count_seen_readers(attempt) >= ENOUGH * attempt.readers:
            mark_seen(attempt, now)


def count_seen_readers(attempt: Attempt) -> int:
    """Return how many readers have an event of this attempt."""
    told = Event.objects.filter(
        mailing_id=OuterRef("mailing_id"), subscriber_id=OuterRef("subscriber_id"), nonce=attempt.nonce
    )
    return Delivery.objects.filter(Exists(told), batch=attempt.batch_id).count()
