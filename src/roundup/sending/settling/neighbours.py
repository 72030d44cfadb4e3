"""What the batches posted around an uncertain one prove about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from roundup.sending.models import Attempt, Batch, Installation

_AROUND = timedelta(minutes=5)
_LEAST = 2


def never_arrived(batch: Batch, now: datetime) -> bool:
    """Say whether its neighbours prove that the provider never had `batch`.

    They do if the provider certainly took at least two batches that were posted within five minutes of it,
    one of them after it, and events named nine out of ten readers of each, all of this long enough ago: then
    the webhook works, and the silence about this batch is evidence. After an outage events come in any order,
    so the silence counts from the last of them. While events wait to be applied, silence proves nothing.
    """
    if batch.posted_at is None or not _all_events_are_read(now):
        return False
    posted = list(_neighbours(batch, batch.posted_at).values_list("posting_at", "seen_at"))
    return (
        len(posted) >= _LEAST
        and any(at > batch.posted_at for at, _ in posted)
        and all(seen is not None and now - seen >= settings.UNCERTAIN_AFTER for _, seen in posted)
    )


def _neighbours(batch: Batch, posted_at: datetime) -> QuerySet[Attempt]:
    """Return the attempts around a batch that the provider itself accepted."""
    return Attempt.objects.filter(
        result=Batch.State.ACCEPTED,
        provider_id__gt="",
        posting_at__range=(posted_at - _AROUND, posted_at + _AROUND),
        readers__gt=0,
    ).exclude(batch=batch)


def unseen_attempts(now: datetime) -> Iterator[Attempt]:
    """Yield the attempts whose readers must be looked for in events because an uncertain batch waits.

    Neighbours prove something only if all of them were seen. So after the first one that the caller does not
    mark as seen, the other neighbours of its batch are not yielded.
    """
    waiting = Batch.objects.filter(state=Batch.State.UNCERTAIN, posted_at__lte=now - settings.UNCERTAIN_AFTER)
    for batch in waiting.order_by("pk"):
        if batch.posted_at is None:
            continue
        for attempt in _neighbours(batch, batch.posted_at).filter(seen_at=None).order_by("pk"):
            yield attempt
            if not Attempt.objects.filter(pk=attempt.pk, seen_at__isnull=False).exists():
                break


def mark_seen(attempt: Attempt, now: datetime) -> None:
    """Record that events have named enough readers of an attempt. The first such moment is kept."""
    Attempt.objects.filter(pk=attempt.pk, seen_at=None).update(seen_at=now)


def _all_events_are_read(now: datetime) -> bool:
    fresh = now - settings.UNCERTAIN_AFTER / 2
    return Installation.objects.filter(events_read_at__gte=fresh).exists()
