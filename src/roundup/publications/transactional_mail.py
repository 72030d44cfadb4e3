"""Transactional mail, to one person and outside any mailing: how far it has got."""

from __future__ import annotations

from django.db import models


class TransactionalMail(models.Model):
    """How far a transactional mail got. Each kind has its own table, which begins with these columns.

    Any room that wants to send such a mail writes a row; `sending` hands it over (`transactional_mail`). The
    passing of time alone never moves `posting` or `uncertain` back to `waiting`.
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
