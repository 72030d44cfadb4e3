"""What the batches around one prove about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from roundup.sending.models import Attempt, Batch, Installation

_AROUND = timedelta(minutes=5)
_LEAST = 2


def never_arrived(batch: Batch, now: datetime) -> bool:
    """Say whether its neighbours prove that the provider never had `batch`.

    They do if at least two batches that the provider surely took were posted within five minutes of
    it, one of them after it, and events have proven every one of them, all of that long enough ago:
    then the webhook works, and the silence about this one is evidence. After an outage events come in
    any order, so that it is the last proof from which the silence counts. While events that came in
    wait to be applied, there is no silence.
    """
    if batch.posted_at is None or not _all_events_are_read(now):
        return False
    near = Attempt.objects.filter(
        result=Batch.State.ACCEPTED,
        provider_id__gt="",
        posting_at__range=(batch.posted_at - _AROUND, batch.posted_at + _AROUND),
        readers__gt=0,
    ).exclude(batch=batch)
    posted = list(near.values_list("posting_at", "proven_at"))
    return (
        len(posted) >= _LEAST
        and any(at > batch.posted_at for at, _ in posted)
        and all(proven is not None and now - proven >= settings.UNCERTAIN_AFTER for _, proven in posted)
    )


def _all_events_are_read(now: datetime) -> bool:
    fresh = now - settings.UNCERTAIN_AFTER / 2
    return Installation.objects.filter(events_read_at__gte=fresh).exists()
