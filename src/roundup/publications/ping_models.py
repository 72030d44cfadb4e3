"""What outside monitors have been told, so that nothing is told twice and nothing is left out."""

from __future__ import annotations

from django.db import models


class Ping(models.Model):
    """The pings to one monitor: `tick`, or `draft:3` and `mailing:3` for publication 3.

    A ping is due if something has happened after `told_at`. Failures are counted here, and raise no alarm.
    """

    key = models.CharField(max_length=40, primary_key=True)
    told_at = models.DateTimeField(help_text="The moment of the newest event that the monitor knows of.")
    tried_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    error = models.CharField(max_length=40, blank=True, help_text="The code of the last failure.")

    def __str__(self) -> str:
        return f"pings about {self.key}"
