"""What readers asked for on their own page, and confirm by a link that is mailed to them."""

from __future__ import annotations

from django.db import models

from roundup.publications.identifiers import fresh_id
from roundup.publications.transactional_mail import TransactionalMail


class OwnRequest(TransactionalMail):
    """One mail about what a reader asked for. Its link acts for this request only.

    A change of address asks at the new one; when it is done, another row tells the old one. The `email` is
    where the mail goes, if not to the reader's own address, and is forgotten after a week.
    """

    class Kind(models.TextChoices):
        ADDRESS = "address", "asks at a new address whether mail should go there"
        MOVED = "moved", "tells the old address that mail goes to another one"
        DATA = "data", "leads to all that is held about the reader"

    id = models.BigAutoField(primary_key=True, default=fresh_id)
    subscriber = models.ForeignKey(
        "subscribers.Subscriber", on_delete=models.CASCADE, related_name="requests"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    asked_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)
    email = models.CharField(max_length=254, blank=True)
    mailbox_hash = models.CharField(max_length=64, blank=True, db_index=True, help_text="For the limits.")

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at:%Y-%m-%d}"
