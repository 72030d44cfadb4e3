"""How the mailing of a batch stands at the moment of posting."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending.models import Batch, Mailing, Variant

# By hand: for each batch the ORM would spend more time on these words than the database does.
_STANDING = f"""
    SELECT m.status, e.held_at, v.hash, e.token_prefix,
        p.name, p.slug, p.sender_name, p.sender_email, p.reply_to
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
    sharing = " FOR SHARE OF m, e" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING + sharing, [batch.mailing_id, batch.variant_id])
        return Standing(*cursor.fetchone())
