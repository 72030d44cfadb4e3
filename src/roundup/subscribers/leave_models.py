"""The leaves of readers who pressed the button on a page."""

from __future__ import annotations

from django.db import models

from roundup.core.language import say_later
from roundup.publications.identifiers import fresh_id
from roundup.publications.transactional_mail import TransactionalMail


class Leave(TransactionalMail):
    """One leave made on a page: the note that is mailed about it, and the reason, if its reader gave one.

    Its link undoes this leave only. A leave by one click (RFC 8058) has no such row.
    """

    class Reason(models.TextChoices):
        OFTEN = "often", say_later("Too many emails")
        LONG = "long", say_later("Too much to read")
        UNLIKE = "unlike", say_later("Not what I expected")
        ELSEWHERE = "elsewhere", say_later("I read it somewhere else")
        NEVER = "never", say_later("I never subscribed")
        OTHER = "other", say_later("Something else")

    id = models.BigAutoField(primary_key=True, default=fresh_id)
    subscriber = models.ForeignKey("subscribers.Subscriber", on_delete=models.CASCADE, related_name="leaves")
    at = models.DateTimeField(db_index=True, help_text="The reader's `unsubscribed_at` of that moment.")
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    words = models.CharField(max_length=200, blank=True, help_text="What the reader wrote about it.")

    class Meta:
        indexes = [
            models.Index(
                fields=["status", "at"],
                condition=models.Q(status__in=["waiting", "posting"]),
                name="leave_open",
            )
        ]

    def __str__(self) -> str:
        return f"leave {self.pk}"
