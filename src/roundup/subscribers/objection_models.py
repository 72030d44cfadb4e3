"""The objections of people for whom somebody else filled in the form."""

from __future__ import annotations

from django.db import models


class Objection(models.Model):
    """Records that a mailbox must not be asked again: its owner did not ask for this publication.

    It keeps no address: the mailbox is a keyed hash, and the confirmation an id whose row may be gone.
    """

    publication = models.ForeignKey(
        "publications.Publication", on_delete=models.CASCADE, related_name="objections"
    )
    mailbox_hash = models.CharField(max_length=64)
    confirmation_id = models.PositiveBigIntegerField(
        db_index=True, help_text="The mail whose link made it, and can withdraw it."
    )
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "mailbox_hash"], name="one_objection_per_mailbox")
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"
