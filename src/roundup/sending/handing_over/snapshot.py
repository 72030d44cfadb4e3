"""The state of a leased batch and its mailing at the moment of posting."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from roundup.core.schedule import period_name
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending.handing_over.claim import Lease
from roundup.sending.models import Batch, Mailing, Variant
from roundup.sending.sql import first_row, lock_words

# SQL by hand: `python -m benchmarks sending` shows what this gains (decision 16).
_SNAPSHOT = f"""
    SELECT b.mailing_id, b.seq, b.variant_id, v.hash, m.status, e.held_at, e.token_prefix,
        p.id, e.period, e.month, p.name, p.slug, p.sender_name, p.sender_email, p.reply_to, p.leave_domain,
        m.installation
    FROM {Batch._meta.db_table} b
    JOIN {Mailing._meta.db_table} m ON m.id = b.mailing_id
    JOIN {Edition._meta.db_table} e ON e.id = m.edition_id
    JOIN {Publication._meta.db_table} p ON p.id = e.publication_id
    JOIN {Variant._meta.db_table} v ON v.id = b.variant_id
    WHERE b.id = %s AND b.epoch = %s AND b.state = '{Batch.State.LEASED}' AND b.lease_until > %s
"""  # noqa: S608 - the names of our own tables


class BatchSnapshot(NamedTuple):
    """Whether anything may leave, and what is the same for all readers of a batch."""

    mailing_id: int
    seq: int
    variant_id: int
    variant_hash: str
    status: str
    held_at: datetime | str | None
    token_prefix: str
    publication_id: int
    period: date
    month: date | None
    publication_name: str
    slug: str
    sender_name: str
    sender_email: str
    reply_to: str
    leave_domain: str
    installation: str

    @property
    def period_name(self) -> str:
        return period_name(self.period, self.month)

    @property
    def may_leave(self) -> bool:
        """Whether nobody has held or cancelled it."""
        return self.status == Mailing.Status.SENDING and self.held_at is None


def snapshot_of(lease: Lease, now: datetime) -> BatchSnapshot | None:
    """Return the state of the batch, frozen until the caller's commit, or None if the lease is lost.

    Workers share the lock on the mailing; holding or cancelling needs it exclusively. SQLite has only one
    writer anyway.
    """
    words = _SNAPSHOT + lock_words(" FOR UPDATE OF b FOR SHARE OF m, e")
    if (found := first_row(words, lease.batch_id, lease.epoch, now)) is None:
        return None
    snapshot = BatchSnapshot(*found)
    # SQLite returns dates as they were written.
    return snapshot._replace(period=_day(snapshot.period), month=snapshot.month and _day(snapshot.month))


def _day(read: date | str) -> date:
    return date.fromisoformat(str(read))
