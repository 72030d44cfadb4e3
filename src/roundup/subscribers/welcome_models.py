"""The welcome mails of readers who have confirmed."""

from __future__ import annotations

from django.db import models

from roundup.publications.identifiers import fresh_id
from roundup.publications.transactional_mail import TransactionalMail


class Welcome(TransactionalMail):
    """The mail that welcomes a reader who has just confirmed. What it says is decided when it leaves."""

    id = models.BigAutoField(primary_key=True, default=fresh_id)
    subscriber = models.ForeignKey(
        "subscribers.Subscriber", on_delete=models.CASCADE, related_name="welcomes"
    )
    at = models.DateTimeField(help_text="The reader's `confirmed_at` of that moment.")

    class Meta:
        indexes = [
            models.Index(
                fields=["status", "at"],
                condition=models.Q(status__in=["waiting", "posting"]),
                name="welcome_open",
            )
        ]

    def __str__(self) -> str:
        return f"welcome {self.pk}"
