"""The history lines of an edition, which are not revisions: what was decided about it, by whom and when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from roundup.editions.models import Edition


class HistoryLine(models.Model):
    """A history line: something decided about an edition that changed none of its words, such as a hold.

    `by` is empty if nobody acted, and for the command line.
    """

    edition = models.ForeignKey("editions.Edition", on_delete=models.CASCADE, related_name="history")
    what = models.CharField(max_length=400, help_text="What was done, in words.")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.what


def write_line(edition: Edition, what: str, now: datetime, by: Any = None) -> None:
    """Add a line to the history of an edition, in the transaction of the act that it tells."""
    HistoryLine.objects.create(edition=edition, what=what[:400], at=now, by=by)
