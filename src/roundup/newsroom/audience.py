"""How many readers an edition would go to if it left now."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from roundup.publications.models import Publication
from roundup.subscribers.models import Subscriber, Suppression


def audience_size(publication: Publication, now: datetime) -> int:
    """Return how many active subscribers are neither suppressed nor pausing today.

    The mailing counts again when it begins: until then people come and go.
    """
    today = now.astimezone(publication.zone).date()
    active = Subscriber.objects.filter(publication=publication, status=Subscriber.Status.ACTIVE)
    awake = active.filter(Q(paused_until=None) | Q(paused_until__lt=today))
    return awake.exclude(Exists(Suppression.objects.filter(email_hash=OuterRef("email_hash")))).count()
