"""Taking a batch, and what happens to one whose worker is gone.

A claim is a lease with an epoch. Whatever a worker writes afterwards names its epoch, so that one
that was frozen and wakes late changes nothing. A lease that runs out gives the batch back only if
posting had not begun; nothing ever moves `posting` back to `ready` because time has passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from roundup.sending import gate
from roundup.sending.models import Batch, Mailing
from roundup.sending.turns import turn

LEASE = timedelta(minutes=5)
State = Batch.State


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to hand one batch over, until `until`."""

    batch_id: int
    epoch: int
    until: datetime


def _ready(now: datetime) -> QuerySet[Batch]:
    return Batch.objects.filter(
        Q(not_before=None) | Q(not_before__lte=now),
        state=State.READY,
        mailing__status=Mailing.Status.SENDING,
        mailing__edition__held_at=None,
    )


def claim(now: datetime) -> Lease | None:
    """Take the next batch that may leave, or None. Two claims at once get different batches."""
    if gate.is_shut(now):
        return None
    with turn():
        free = _ready(now).select_for_update(skip_locked=True, of=("self",)).order_by("mailing_id", "seq")
        batch = free.only("pk", "epoch", "planned").first()
        if batch is None or not gate.admit(batch.planned, now):
            return None
        lease = Lease(batch.pk, batch.epoch + 1, now + LEASE)
        taken = Batch.objects.filter(pk=batch.pk, state=State.READY, epoch=batch.epoch)
        if not taken.update(state=State.LEASED, epoch=F("epoch") + 1, lease_until=lease.until):
            return None
    return lease


def anything_ready(now: datetime) -> bool:
    """Say whether a claim might find something."""
    return _ready(now).exists()


def expire_leases(now: datetime) -> None:
    """Give back what was leased and never begun; mark as uncertain what was being posted."""
    out = Batch.objects.filter(lease_until__lt=now)
    out.filter(state=State.LEASED).update(state=State.READY, lease_until=None)
    out.filter(state=State.POSTING).update(
        state=State.UNCERTAIN, lease_until=None, evidence="The worker was gone while it posted."
    )
