"""The news that would change a draft that somebody has open: offered to them, and taken in when they ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import models

# As often as a busy newsroom publishes; ticks come every few seconds.
LOOKED_EVERY: Final = timedelta(minutes=10)


class NewsOffer(models.Model):
    """When news for a draft was last looked for, and which articles' stories would come in, go or change."""

    edition = models.OneToOneField(
        "editions.Edition", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    looked_at = models.DateTimeField()
    coming = models.JSONField(default=list, blank=True)
    going = models.JSONField(default=list, blank=True)
    changing = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"news for edition {self.edition_id}"


def claim_look(edition_id: int, made_at: datetime, now: datetime) -> bool:
    """Claim the next look for news; return False if it is not due, or if another worker was quicker.

    If a worker dies after this, the news is looked for at the next time.
    """
    NewsOffer.objects.get_or_create(edition_id=edition_id, defaults={"looked_at": made_at})
    due = NewsOffer.objects.filter(edition=edition_id, looked_at__lte=now - LOOKED_EVERY)
    return bool(due.update(looked_at=now))


def withdraw_offer(edition_id: int) -> None:
    """Withdraw the offer, because the news came in or the draft was made again."""
    NewsOffer.objects.filter(edition=edition_id).update(coming=[], going=[], changing=[])
