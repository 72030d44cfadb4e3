"""Transactional mail, to one person and outside of any mailing: what is known of its way out."""

from __future__ import annotations

from django.db import models


class TransactionalMail(models.Model):
    """How far such a mail got. Each kind has a table of its own that begins with these columns.

    Whoever wants the mail writes the row, in whatever room; `sending` hands it over (`transactional_mail`).
    Nothing moves `posting` or `uncertain` to `waiting` because time has passed.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting to be handed over"
        POSTING = "posting", "The first byte may have left"
        ACCEPTED = "accepted", "The provider took it"
        REFUSED = "refused", "It will never be mailed"
        UNCERTAIN = "uncertain", "We cannot know whether the provider took it"

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    not_before = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    attempt = models.CharField(max_length=40, blank=True, help_text="The nonce of the last handing-over.")
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
