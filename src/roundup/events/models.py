"""Rows for what the provider posted, the events in it, and how far its lists have been read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from roundup.core.deliveries import DROPS, EventKind


class Notice(models.Model):
    """A body that the provider posted, unchanged. It contains addresses, so it is erased soon after use.

    `digest` covers only the body, so a body posted again with a new signature is the same notice.
    """

    provider = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True, help_text="When one that failed is tried again.")
    passed_over = models.PositiveIntegerField(default=0, help_text="Events in it that say nothing to us.")
    error = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["applied_at", "id"], name="notice_by_application")]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Event(models.Model):
    """One thing the provider reported about one delivery. Append-only, and without an address.

    The key is the content, so a copy of an event is the same event. The mailing and the subscriber are ids,
    not relations, because events outlive both; 0 means that it was not a mailing of ours (but a confirmation,
    say).
    """

    pk = models.CompositePrimaryKey("mailing_id", "subscriber_id", "kind", "at", "detail_hash")
    mailing_id = models.PositiveBigIntegerField()
    subscriber_id = models.PositiveBigIntegerField()
    kind = models.PositiveSmallIntegerField(choices=[(kind.value, kind.word) for kind in EventKind])
    at = models.BigIntegerField(help_text="Seconds since 1970, as the provider says.")
    detail_hash = models.BigIntegerField(help_text="Of whatever else makes it a different event.")
    batch_id = models.PositiveBigIntegerField(null=True, blank=True)
    nonce = models.CharField(max_length=40, blank=True)
    event_id = models.CharField(max_length=100, blank=True, help_text="Differs between copies.")

    class Meta:
        indexes = [
            models.Index(
                fields=["at"],
                condition=Q(kind=EventKind.SOFT_BOUNCED.value),
                name="event_soft_bounce",
            ),
            models.Index(
                fields=["mailing_id"], condition=Q(kind=EventKind.COMPLAINED.value), name="event_complaint"
            ),
            models.Index(
                fields=["mailing_id", "subscriber_id"],
                condition=Q(kind=EventKind.BOUNCED.value),
                name="event_bounce",
            ),
            models.Index(
                fields=["mailing_id"],
                condition=Q(kind__in=[kind.value for kind in DROPS]),
                name="event_drop",
            ),
        ]

    def __str__(self) -> str:
        return f"{EventKind(self.kind).word} of {self.mailing_id}/{self.subscriber_id}"


class Tally(models.Model):
    """How many events came in, by the name of their kind; also `copies`, `passed-over` and `of-others`.

    `mail-…` counts incoming mails, by what they led to.
    """

    word = models.CharField(max_length=20, primary_key=True)
    count = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.count} {self.word}"


class Reconciliation(models.Model):
    """How far a provider's own suppression lists have been read, in one row for each provider."""

    provider = models.CharField(max_length=20, primary_key=True)
    begun_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when somebody reads; none: nobody."
    )
    tried_at = models.DateTimeField(null=True, blank=True)
    last_ok = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"lists of {self.provider}"


class Toll(models.Model):
    """What a mailing had lost when it held itself, or when a person let it continue: this much is accepted.

    `held_at` is set if it held itself and nobody has resumed it since.
    """

    mailing_id = models.PositiveBigIntegerField(primary_key=True)
    held_at = models.DateTimeField(null=True, blank=True)
    handed_over = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    complained = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"toll of mailing {self.mailing_id}"
