"""Claims a batch, and deals with one whose worker is gone.

A claim is a lease with an epoch. Everything that a worker writes afterwards names its epoch, so a worker that
was frozen and wakes up late changes nothing. When a lease runs out, the batch is given back only if posting
had not begun; passing time alone never moves `posting` back to `ready`.

A lease has two spans: one in which to begin posting, which takes only a moment, and then one that ends when
no answer can come any more (`submit`). A worker that is too slow for the first has lost the batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from roundup.core.newsroom_language import tell
from roundup.editions.models import Edition
from roundup.sending.handing_over import gate
from roundup.sending.models import Batch, Installation, Mailing
from roundup.sending.outlet import our_outlet
from roundup.sending.sql import first_row, lock_words, run_change
from roundup.sending.transactions import write_transaction

LEASE = timedelta(seconds=45)
State = Batch.State


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to hand one batch over, if handing over begins before `until`."""

    batch_id: int
    epoch: int
    until: datetime


# SQL by hand: `python -m benchmarks sending` shows what this gains (decision 16).
_READY = f"""
    FROM {Batch._meta.db_table} b
    JOIN {Mailing._meta.db_table} m ON m.id = b.mailing_id
    JOIN {Edition._meta.db_table} e ON e.id = m.edition_id
    JOIN {Installation._meta.db_table} i ON i.identity = m.installation
    WHERE b.state = '{State.READY}' AND (b.not_before IS NULL OR b.not_before <= %s)
        AND m.status = '{Mailing.Status.SENDING}' AND e.held_at IS NULL
"""
# A worker whose settings differ from those of the mailing and its installation finds nothing.
_OURS = "AND m.outlet = %s AND i.base_url = %s"
_NEXT = f"SELECT b.id, b.epoch, b.planned, {gate.OPEN} {_READY} {_OURS} ORDER BY b.mailing_id, b.seq LIMIT 1"
_ANY = f"SELECT 1 {_READY} LIMIT 1"
_TAKE = f"""
    UPDATE {Batch._meta.db_table} SET state = '{State.LEASED}', epoch = %s, lease_until = %s
    WHERE id = %s AND state = '{State.READY}' AND epoch = %s
"""  # noqa: S608 - the names of our own tables


def claim_batch(now: datetime) -> Lease | None:
    """Take the next batch that may leave from here, or None. Two claims at once get different batches."""
    with write_transaction():
        words = _NEXT + lock_words(" FOR UPDATE OF b SKIP LOCKED")
        found = first_row(words, settings.PROVIDER, now, now, now, our_outlet(), settings.BASE_URL)
        if found is None:
            return None
        pk, epoch, planned, open_wide = found
        if not gate.admit(planned, now, open_wide=bool(open_wide)):
            return None
        lease = Lease(pk, epoch + 1, now + LEASE)
        if not run_change(_TAKE, lease.epoch, lease.until, pk, epoch):
            return None
    return lease


def anything_ready(now: datetime) -> bool:
    """Say whether a claim on some machine might find something."""
    return first_row(_ANY, now) is not None


def expire_leases(now: datetime) -> None:
    """Give back batches that were leased but never begun; mark those that were being posted as uncertain.

    Locked batches are skipped: either their worker is busy with them, or PostgreSQL is about to notice that
    it is gone.
    """
    out = Batch.objects.filter(lease_until__lt=now).order_by("pk")
    with write_transaction():
        gone = dict(_unlocked(out).values_list("pk", "state"))
        leased = [pk for pk, state in gone.items() if state == State.LEASED]
        posting = [pk for pk, state in gone.items() if state == State.POSTING]
        Batch.objects.filter(pk__in=leased).update(state=State.READY, lease_until=None)
        Batch.objects.filter(pk__in=posting).update(
            state=State.UNCERTAIN, lease_until=None, evidence=tell("The worker stopped while it was posting.")
        )


def _unlocked(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Lock the batches that nobody else has locked. On SQLite, with its one writer, this locks none."""
    return batches.select_for_update(skip_locked=True) if connection.vendor == "postgresql" else batches
