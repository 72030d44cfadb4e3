"""How the mailing of a batch stands at the moment of posting."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending.models import Batch, Mailing, Variant
from roundup.sending.statements import first, locked

_STANDING = f"""
    SELECT m.status, e.held_at, v.hash, e.token_prefix,
        p.id, e.period, p.name, p.slug, p.sender_name, p.sender_email, p.reply_to
    FROM {Mailing._meta.db_table} m
    JOIN {Edition._meta.db_table} e ON e.id = m.edition_id
    JOIN {Publication._meta.db_table} p ON p.id = e.publication_id
    JOIN {Variant._meta.db_table} v ON v.mailing_id = m.id
    WHERE m.id = %s AND v.id = %s
"""  # noqa: S608 - the names of our own tables


class Standing(NamedTuple):
    """Whether anything may leave, and what all readers of a batch get alike."""

    status: str
    held_at: datetime | str | None
    variant_hash: str
    token_prefix: str
    publication_id: int
    period: date
    publication_name: str
    slug: str
    sender_name: str
    sender_email: str
    reply_to: str

    @property
    def may_leave(self) -> bool:
        """Say whether nobody has held or cancelled it."""
        return self.status == Mailing.Status.SENDING and self.held_at is None


def standing(batch: Batch) -> Standing:
    """Return how the batch's mailing stands, and keep it so until the caller's commit.

    Workers share the lock; whoever holds or cancels takes it alone. SQLite has one writer anyway.
    """
    found = first(_STANDING + locked(" FOR SHARE OF m, e"), batch.mailing_id, batch.variant_id)
    stands = Standing(*found)
    # SQLite hands dates out as they were written.
    return stands._replace(period=date.fromisoformat(str(stands.period)))
