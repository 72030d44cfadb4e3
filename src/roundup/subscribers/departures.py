"""The hashed addresses that left a publication and no longer have a subscriber row there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from roundup.publications.models import Publication
from roundup.subscribers.models import Departure


def remember(publication: Publication, email_hashes: Collection[str], now: datetime) -> None:
    """Keep imports from bringing these addresses back to this publication. Safe to repeat."""
    rows = [Departure(publication=publication, email_hash=each, at=now) for each in sorted(email_hashes)]
    Departure.objects.bulk_create(rows, ignore_conflicts=True)


def departed_hashes(publication: Publication, email_hashes: Collection[str]) -> set[str]:
    """Return which of these addresses left this publication. It takes at most a thousand at once."""
    rows = Departure.objects.filter(publication=publication, email_hash__in=email_hashes)
    return set(rows.values_list("email_hash", flat=True))


def forget(publication: Publication, email_hash: str) -> None:
    """Let the address in again: its reader has agreed to this publication again."""
    Departure.objects.filter(publication=publication, email_hash=email_hash).delete()
