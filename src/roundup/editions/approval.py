"""The record of an approval."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from roundup.core.newsroom_language import tell, tell_later


class Approval(models.Model):
    """What somebody allowed to go out: the exact bytes, for whom, and for which hour.

    The bytes are the default variant of the mailing, and the archive shows them. Any change to the edition
    voids the approval; a void approval is kept, with the reason. An edition has at most one valid approval.
    """

    class Door(models.TextChoices):
        """How an approval was given; who gave it is stored separately."""

        NEWSROOM = "newsroom", tell_later("in the newsroom")
        SCHEDULE = "schedule", tell_later("by the schedule, as its settings ask")
        COMMAND = "command", tell_later("on the command line")

    edition = models.ForeignKey("editions.Edition", on_delete=models.CASCADE, related_name="approvals")
    hash = models.CharField(max_length=64)
    subject = models.CharField(max_length=300)
    preheader = models.CharField(max_length=300, blank=True)
    html = models.TextField(help_text="Empty: approved before the bytes were kept, and not rendered since.")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    through = models.CharField(max_length=10, choices=Door.choices, blank=True)
    audience = models.CharField(max_length=300, blank=True, help_text="Whom it was approved for, in words.")
    send_at = models.DateTimeField(null=True, blank=True, help_text="The hour that it was approved for.")
    override_reason = models.CharField(
        max_length=300, blank=True, help_text="Why it was approved although its proof had errors."
    )
    may_drop = models.BooleanField(
        default=False, help_text="It may leave without a story that is withdrawn at its source."
    )
    shown = models.JSONField(
        default=dict, help_text="What it shows of its articles themselves (`composing.Shown`), by article."
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(voided_at__isnull=True), name="one_approval_that_holds"
            )
        ]

    def __str__(self) -> str:
        return f"approval {self.hash[:8]} of edition {self.edition_id}"

    @property
    def approver(self) -> str:
        """Who approved it, in words to follow "Approved": `by ana@quay.example.org`. Empty if nobody did."""
        if self.by:
            return tell("by %(name)s", name=self.by.get_username())
        return tell(str(self.Door(self.through).label)) if self.through else ""
