"""Handing one batch over, never twice.

1. `posting` is committed, with the attempt's nonce, before the first byte leaves.
2. The provider is asked, once.
3. What it said is written under the epoch; a worker that lost its lease changes nothing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import (
    ProviderBusy,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.core.preferences import is_paused
from roundup.editions.models import Edition
from roundup.providers import Provider
from roundup.publications.services import raise_alarm
from roundup.sending.build import outgoing
from roundup.sending.claim import Lease
from roundup.sending.models import Attempt, Batch, Delivery, Mailing
from roundup.sending.refused import excise, split
from roundup.subscribers.audience import Candidate, current

State = Batch.State
Outcome = Delivery.Outcome
BUSY_PAUSE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Posting:
    """A batch that is about to leave: what goes to the provider, and which readers are in it."""

    lease: Lease
    message: OutgoingBatch
    readers: tuple[int, ...]


def submit(lease: Lease, provider: Provider, now: datetime) -> None:
    """Hand over the leased batch and write down what became of it."""
    posting = _begin(lease, now)
    if posting is None:
        return
    try:
        receipt = provider.send(posting.message)
    except ProviderBusy as busy:
        pause = timedelta(seconds=busy.retry_after) if busy.retry_after else BUSY_PAUSE
        _finish(lease, State.READY, busy, not_before=timezone.now() + pause)
    except ProviderRefused as refused:
        _refused(posting, refused)
    except ProviderHalted as halted:
        _finish(lease, State.READY, halted)
        _halt(lease.batch_id, halted)
    except ProviderUncertain as lost:
        _finish(lease, State.UNCERTAIN, lost)
    else:
        _finish(lease, State.ACCEPTED, provider_id=receipt.provider_id)


def _begin(lease: Lease, now: datetime) -> Posting | None:
    """Commit that posting begins; None where it may not, or nobody is left to post to."""
    with transaction.atomic():
        batch = (
            Batch.objects.select_for_update(of=("self",))
            .select_related("mailing__edition__publication", "variant")
            .filter(pk=lease.batch_id, epoch=lease.epoch, state=State.LEASED, lease_until__gt=now)
            .first()
        )
        if batch is None:
            return None
        if not _may_leave(batch.mailing):
            batch.state = State.READY
            batch.save(update_fields=["state"])
            return None
        readers = _leave_out(batch)
        nonce = secrets.token_urlsafe(15)
        batch.posted, batch.posted_at = len(readers), now
        batch.state = State.POSTING if readers else State.ACCEPTED
        batch.evidence = "" if readers else "Nobody was left to mail."
        batch.save(update_fields=["posted", "posted_at", "state", "evidence"])
        Attempt.objects.create(
            batch=batch, epoch=lease.epoch, nonce=nonce, posting_at=now, readers=len(readers)
        )
    if not readers:
        return None
    return Posting(lease, outgoing(batch, nonce, readers), tuple(reader.id for reader in readers))


def _may_leave(mailing: Mailing) -> bool:
    """Say whether nobody has held or cancelled it, and keep it so until the commit."""
    edition = Edition.objects.select_for_update().get(pk=mailing.edition_id)
    status = Mailing.objects.values_list("status", flat=True).get(pk=mailing.pk)
    return status == Mailing.Status.SENDING and edition.held_at is None


def _leave_out(batch: Batch) -> list[Candidate]:
    """Return the readers as they are now; who has left since the freeze is marked so and left out."""
    following = batch.deliveries.filter(outcome=Outcome.FOLLOWS_BATCH).order_by("subscriber_id")
    ids = list(following.values_list("subscriber_id", flat=True))
    known = current(ids)
    reasons = {pk: reason for pk in ids if (reason := _late_reason(known.get(pk), batch)) is not None}
    for reason in set(reasons.values()):
        gone = [pk for pk, why in reasons.items() if why == reason]
        batch.deliveries.filter(subscriber_id__in=gone).update(outcome=reason)
    return [known[pk] for pk in ids if pk not in reasons]


def _late_reason(reader: Candidate | None, batch: Batch) -> Delivery.Outcome | None:
    zone = batch.mailing.edition.publication.zone
    if reader is None or not reader.email:
        return Outcome.ERASED
    if reader.status != "active":
        return Outcome.UNSUBSCRIBED
    if reader.suppressed:
        return Outcome.SUPPRESSED
    if is_paused(reader.preferences, batch.mailing.started_at.astimezone(zone).date()):
        return Outcome.PAUSED
    return None


def _finish(
    lease: Lease,
    state: Batch.State,
    error: ProviderError | None = None,
    *,
    provider_id: str = "",
    not_before: datetime | None = None,
) -> bool:
    """Write a result under the fence; return whether the lease still held."""
    said = str(error or "")
    with transaction.atomic():
        mine = Batch.objects.filter(pk=lease.batch_id, epoch=lease.epoch)
        held = mine.filter(state__in=[State.POSTING, State.UNCERTAIN]).update(
            state=state, lease_until=None, not_before=not_before, evidence=said[:300]
        )
        _attempt(lease).update(
            result=state, finished_at=timezone.now(), provider_id=provider_id[:200], error=said[:500]
        )
    return bool(held)


def _attempt(lease: Lease) -> QuerySet[Attempt]:
    return Attempt.objects.filter(batch_id=lease.batch_id, epoch=lease.epoch)


def _refused(posting: Posting, refused: ProviderRefused) -> None:
    """Take out the one reader to blame, or halve the batch; a single reader is refused for good."""
    index = refused.index
    if len(posting.readers) == 1:
        index = 0
    with transaction.atomic():
        alone = len(posting.readers) == 1
        if not _finish(posting.lease, State.REFUSED if alone else State.READY, refused):
            return
        if index is not None and 0 <= index < len(posting.readers) and not (refused.too_large and not alone):
            excise(posting.lease.batch_id, posting.readers[index])
        else:
            split(posting.lease.batch_id)


def _halt(batch_id: int, halted: ProviderHalted) -> None:
    """Hold the whole mailing and tell its editors: the next batch would fare no better."""
    mailing = Mailing.objects.select_related("edition__publication").get(batches=batch_id)
    Mailing.objects.filter(pk=mailing.pk, status=Mailing.Status.SENDING).update(
        status=Mailing.Status.HELD, held_reason=str(halted)[:300]
    )
    about = f"mailing:{mailing.pk}:halted"
    raise_alarm(mailing.edition.publication, about, f"Sending has stopped. {halted}", timezone.now())
