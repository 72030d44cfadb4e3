"""Who else has an edition's page open, so that two editors see each other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User

from roundup.editions.models import Edition
from roundup.newsroom.models import Presence

# The page asks every twenty seconds. An editor whose page has not asked for longer than this has gone.
_HERE: Final = timedelta(seconds=50)
_FORGOTTEN: Final = timedelta(days=1)


def others_here(edition: Edition, user: User, now: datetime) -> list[str]:
    """Note that somebody has the page open, and return the names of the others who have it open."""
    Presence.objects.update_or_create(edition=edition, user=user, defaults={"seen_at": now})
    Presence.objects.filter(edition=edition, seen_at__lt=now - _FORGOTTEN).delete()
    others = Presence.objects.filter(edition=edition, seen_at__gt=now - _HERE).exclude(user=user)
    return [found.user.get_username() for found in others.select_related("user").order_by("user__username")]


def is_open(edition: Edition, now: datetime) -> bool:
    """Say whether anybody has an edition's page open."""
    return Presence.objects.filter(edition=edition, seen_at__gt=now - _HERE).exists()
