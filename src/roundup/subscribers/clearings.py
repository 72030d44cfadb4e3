"""Requests to take addresses off the provider's own lists when their readers agree again.

A row is written together with the consent; `events` asks the provider before it next reads the lists.
"""

from __future__ import annotations

from collections.abc import Collection, Set
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from roundup.core.suppression import SuppressionReason
from roundup.subscribers.models import Clearing, Subscriber

_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)


def want(subscriber: Subscriber, reasons: Set[SuppressionReason], now: datetime) -> None:
    """Have this reader's address taken off the lists that stand for `reasons`."""
    row, created = Clearing.objects.select_for_update().get_or_create(
        subscriber=subscriber, defaults={"reasons": sorted(reasons), "wanted_at": now}
    )
    if created:
        return
    still = [] if row.done_at else row.reasons
    row.reasons, row.wanted_at = sorted({*reasons, *still}), now
    row.done_at, row.not_before, row.tries, row.error = None, None, 0, ""
    row.save()


def open_clearings() -> QuerySet[Clearing]:
    return Clearing.objects.filter(done_at=None)


def due(now: datetime, most: int) -> list[Clearing]:
    """Return the clearings to be done now, the longest waiting first."""
    ready = open_clearings().filter(Q(not_before=None) | Q(not_before__lte=now))
    return list(ready.select_related("subscriber").order_by("wanted_at", "pk")[:most])


def finish(row: Clearing, now: datetime) -> None:
    """Record that the provider has done it, unless it was requested again in the meantime."""
    Clearing.objects.filter(pk=row.pk, wanted_at=row.wanted_at).update(done_at=now, not_before=None, error="")


def put_off(row: Clearing, why: str, now: datetime, wait: timedelta | None = None) -> None:
    """Try again after `wait`, or after ever longer pauses."""
    pause = wait or min(_FIRST_PAUSE * 2 ** min(row.tries, 10), _LONGEST_PAUSE)
    Clearing.objects.filter(pk=row.pk, wanted_at=row.wanted_at).update(
        tries=row.tries + 1, not_before=now + pause, error=why[:300]
    )


def clearings_of(email_hashes: Collection[str]) -> dict[str, list[Clearing]]:
    """Return the clearings of these addresses, both done and open."""
    found: dict[str, list[Clearing]] = {}
    rows = Clearing.objects.filter(subscriber__email_hash__in=email_hashes).select_related("subscriber")
    for row in rows:
        found.setdefault(row.subscriber.email_hash, []).append(row)
    return found
