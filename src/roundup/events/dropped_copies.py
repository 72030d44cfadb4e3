"""Finds the readers whose copy the provider took and then dropped, and mails them after all.

A reader is mailed again only if it is proven that they got nothing: the provider has reported a drop for
every attempt that may have reached them, and nothing else about their copy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from roundup.core.deliveries import DROPS, EventKind
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.editions.models import Edition
from roundup.events.models import Event
from roundup.sending.audience import posting_of
from roundup.sending.models import Batch, Delivery, Mailing
from roundup.sending.settling.before_restore import mailed_before
from roundup.sending.settling.redrive import mailing_to_redrive, redrive_batch
from roundup.subscribers.eligibility import mailable_readers

# Before it drops a copy, the provider may report that it is processing it.
_COMPATIBLE = (EventKind.PROCESSED, *DROPS)


def count_dropped(mailing: Mailing) -> int:
    """Return how many readers of a mailing could be mailed after all."""
    readers = set(_drops(mailing).values_list("subscriber_id", flat=True))
    return len(readers - mailed_before(mailing.edition, sorted(readers)))


def redrive_dropped(edition: Edition, now: datetime) -> int:
    """Hand the dropped copies over again, and return for how many readers.

    Safe to run twice, at the same time or later: nobody is mailed again until another drop is reported for
    them. Raises Refused if there is nobody to mail, or if nothing may leave.
    """
    mailing = mailing_to_redrive(edition)
    batches = {pk for pk in _drops(mailing).values_list("batch_id", flat=True) if pk}
    moved = sum(redrive_batch(pk, _proven, now) for pk in sorted(batches))
    if not moved:
        raise Refused(tell("It is not proven that the provider dropped any copy: nothing is sent again."))
    return moved


def _proven(batch: Batch, nonces: Collection[str]) -> list[int]:
    """Return the readers of the batch for whom each of these attempts has a reported drop."""
    told: defaultdict[int, set[str]] = defaultdict(set)
    rows = _drops(batch.mailing).filter(batch_id=batch.pk)
    for subscriber_id, nonce in rows.values_list("subscriber_id", "nonce"):
        told[subscriber_id].add(nonce)
    return [pk for pk, dropped_in in told.items() if dropped_in.issuperset(nonces)]


def _drops(mailing: Mailing) -> QuerySet[Event, Event]:
    """Return the drops of copies that still count as accepted, for readers who may be mailed."""
    same: dict[str, Any] = {name: OuterRef(name) for name in ("mailing_id", "subscriber_id")}
    stands = Delivery.objects.filter(
        **same,
        batch_id=OuterRef("batch_id"),
        outcome=Delivery.Outcome.FOLLOWS_BATCH,
        batch__state=Batch.State.ACCEPTED,
    )
    reached = Event.objects.filter(**same).exclude(kind__in=_COMPATIBLE)
    reader = mailable_readers(posting_of(mailing)).filter(pk=OuterRef("subscriber_id"))
    told = Event.objects.filter(mailing_id=mailing.pk, kind__in=DROPS, batch_id__isnull=False)
    return told.filter(Exists(stands), Exists(reader), ~Exists(reached))
