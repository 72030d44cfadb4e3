"""The fields that say what becomes of an edition that nobody approves by its hour, or that is thin."""

from __future__ import annotations

from django.db import models

from roundup.core.newsroom_language import tell_later


class WithDeadline(models.Model):
    """A publication's policies for the hour at which an edition should go out."""

    class AtDeadline(models.TextChoices):
        WAIT = "wait", tell_later("It waits, and an alarm says so")
        SEND = "send", tell_later("It goes out by itself")
        SKIP = "skip", tell_later("It is skipped")

    class ThinWeek(models.TextChoices):
        WAIT = "wait", tell_later("It waits for somebody to approve it")
        SEND = "send", tell_later("A shorter edition goes out like any other")
        FILL = "fill", tell_later("It is filled with older articles that were never mailed")
        SKIP = "skip", tell_later("It is skipped unless somebody approves it")

    at_deadline = models.CharField(
        max_length=10,
        choices=AtDeadline.choices,
        default=AtDeadline.WAIT,
        help_text="What happens at its hour to an edition that nobody approved.",
    )
    thin_week = models.CharField(
        max_length=10,
        choices=ThinWeek.choices,
        default=ThinWeek.WAIT,
        help_text="What happens to an edition with fewer stories than `least_stories`.",
    )
    least_stories = models.PositiveSmallIntegerField(default=3, help_text="Fewer make a thin week.")

    class Meta:
        abstract = True

    @property
    def sends_unapproved(self) -> bool:
        """Say whether an edition without errors goes out even if nobody approved it."""
        return self.at_deadline == self.AtDeadline.SEND
