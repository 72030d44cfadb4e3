"""Taking a batch, and what happens to one whose worker is gone.

A claim is a lease with an epoch. Whatever a worker writes afterwards names its epoch, so that one
that was frozen and wakes late changes nothing. A lease that runs out gives the batch back only if
posting had not begun; nothing ever moves `posting` back to `ready` because time has passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from roundup.editions.models import Edition
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


# By hand: it is asked for each batch, and the ORM would think longer about it than the database.
_READY = f"""
    FROM {Batch._meta.db_table} b
    JOIN {Mailing._meta.db_table} m ON m.id = b.mailing_id
    JOIN {Edition._meta.db_table} e ON e.id = m.edition_id
    WHERE b.state = '{State.READY}' AND (b.not_before IS NULL OR b.not_before <= %s)
        AND m.status = '{Mailing.Status.SENDING}' AND e.held_at IS NULL
"""


def claim(now: datetime) -> Lease | None:
    """Take the next batch that may leave, or None. Two claims at once get different batches."""
    if gate.is_shut(now):
        return None
    with turn():
        found = _next(now)
        if found is None:
            return None
        pk, epoch, planned = found
        if not gate.admit(planned, now):
            return None
        lease = Lease(pk, epoch + 1, now + LEASE)
        free = Batch.objects.filter(pk=pk, state=State.READY, epoch=epoch)
        if not free.update(state=State.LEASED, epoch=lease.epoch, lease_until=lease.until):
            return None
    return lease


def anything_ready(now: datetime) -> bool:
    """Say whether a claim might find something."""
    return _first(f"SELECT 1 {_READY} LIMIT 1", now) is not None


def _next(now: datetime) -> tuple[int, int, int] | None:
    """Return the id, the epoch and the size of the next batch, locked against other claims."""
    locked = " FOR UPDATE OF b SKIP LOCKED" if connection.vendor == "postgresql" else ""
    found: tuple[int, int, int] | None = _first(
        f"SELECT b.id, b.epoch, b.planned {_READY} ORDER BY b.mailing_id, b.seq LIMIT 1{locked}", now
    )
    return found


def _first(statement: str, now: datetime) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, [connection.ops.adapt_datetimefield_value(now)])
        return cursor.fetchone()


def expire_leases(now: datetime) -> None:
    """Give back what was leased and never begun; mark as uncertain what was being posted."""
    out = Batch.objects.filter(lease_until__lt=now)
    out.filter(state=State.LEASED).update(state=State.READY, lease_until=None)
    out.filter(state=State.POSTING).update(
        state=State.UNCERTAIN, lease_until=None, evidence="The worker was gone while it posted."
    )
