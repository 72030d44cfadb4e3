"""Mailings, their variants, batches, attempts and deliveries, and who was left out and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from roundup.editions.models import Edition
from roundup.publications.identifiers import fresh_id
from roundup.publications.transactional_mail import TransactionalMail


class Mailing(models.Model):
    """Sending one approved edition to a frozen audience."""

    class Status(models.TextChoices):
        PREPARING = "preparing", "Preparing: the audience is being written down"
        SENDING = "sending", "Sending: batches are handed over"
        HELD = "held", "Held: nothing more leaves until somebody resumes it"
        DONE = "done", "Done: every batch has come to its end"
        CANCELLED = "cancelled", "Cancelled: what had not left stays here"

    id = models.BigAutoField(primary_key=True, default=fresh_id)
    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="mailing")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PREPARING)
    installation = models.CharField(max_length=8, default="", help_text="The identity of whose it is.")
    outlet = models.CharField(
        max_length=300, default="", help_text="Where it leaves: no other may settle it."
    )
    held_reason = models.CharField(max_length=300, blank=True)
    # The best of a month is not counted, either.
    ordinal = models.PositiveIntegerField(
        default=0, help_text="Which mailing of its publication it is; 0: from before these were counted."
    )
    audience_bound = models.PositiveBigIntegerField(help_text="The newest subscriber at the freeze.")
    cursor = models.PositiveBigIntegerField(default=0, help_text="The last subscriber written down.")
    candidates = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    lists_read_at = models.DateTimeField(
        null=True, blank=True, help_text="When the provider's lists were read for it, or given up."
    )
    lists_note = models.CharField(max_length=300, blank=True, help_text="Why they could not be read.")
    prepared_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"mailing {self.pk} of edition {self.edition_id}"


class Variant(models.Model):
    """The rendering for all readers whose preferences select the same stories."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="variants")
    key = models.CharField(max_length=64, help_text="Hash of the stories, in order.")
    stories = models.JSONField(help_text="Ids of the stories, in order.")
    subject = models.CharField(max_length=300)
    html = models.TextField()
    text = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "key"], name="one_variant_per_key")]

    def __str__(self) -> str:
        return f"variant {self.key[:8]}"


class Batch(models.Model):
    """The part of a mailing handed over in one call. All its readers share a variant."""

    class State(models.TextChoices):
        READY = "ready", "Ready to be handed over"
        LEASED = "leased", "A worker has it, and has not begun"
        POSTING = "posting", "The first byte may have left"
        ACCEPTED = "accepted", "The provider took it"
        SPLIT = "split", "Its readers went on in smaller batches"
        REFUSED = "refused", "The provider will never take it"
        UNCERTAIN = "uncertain", "We cannot know yet whether the provider took it"
        CANCELLED = "cancelled", "Stopped before it left"

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="batches")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="batches")
    seq = models.PositiveIntegerField()
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    epoch = models.PositiveIntegerField(
        default=0, help_text="Counts claims; results of an older one are void."
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    post_deadline = models.DateTimeField(null=True, blank=True, help_text="No byte leaves after this.")
    planned = models.PositiveIntegerField(default=0)
    posted = models.PositiveIntegerField(default=0)
    evidence = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "seq"], name="one_batch_per_seq")]
        indexes = [
            models.Index(fields=["mailing", "seq"], condition=Q(state="ready"), name="batch_ready"),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["leased", "posting"]), name="batch_out"
            ),
            models.Index(fields=["posted_at"], condition=Q(state="uncertain"), name="batch_uncertain"),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk} {self.state}"


class Attempt(models.Model):
    """One handing-over of a batch. Written before the first byte leaves; never erased."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="attempts")
    epoch = models.PositiveIntegerField()
    nonce = models.CharField(max_length=32, unique=True)
    posting_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    readers = models.PositiveIntegerField()
    result = models.CharField(max_length=12, blank=True)
    proven_at = models.DateTimeField(null=True, blank=True, help_text="When an event proved it was accepted.")
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text="When nine of ten of its readers were seen in events."
    )
    missed_at = models.DateTimeField(null=True, blank=True, help_text="When the provider first knew nothing.")
    provider_id = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "epoch"], name="one_attempt_per_epoch")]
        indexes = [models.Index(fields=["posting_at"])]

    def __str__(self) -> str:
        return f"attempt {self.epoch} of batch {self.batch_id}"


class Delivery(models.Model):
    """One subscriber's copy. Written once, and changed only if something unusual happens.

    The subscriber is an id, not a relation, because the account must add up even after a reader is erased.
    """

    class Outcome(models.IntegerChoices):
        FOLLOWS_BATCH = 0, "as its batch"
        UNSUBSCRIBED = 10, "unsubscribed"
        SUPPRESSED = 11, "suppressed"
        PAUSED = 12, "paused"
        ERASED = 13, "erased"
        MAILED_BEFORE = 14, "mailed-before"
        REFUSED = 20, "refused"

    pk = models.CompositePrimaryKey("mailing_id", "subscriber_id")
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries")
    subscriber_id = models.PositiveBigIntegerField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="deliveries")
    outcome = models.PositiveSmallIntegerField(choices=Outcome.choices, default=Outcome.FOLLOWS_BATCH)

    def __str__(self) -> str:
        return f"delivery {self.mailing_id}/{self.subscriber_id}"


class Exclusion(models.Model):
    """A candidate who gets no copy, and why."""

    pk = models.CompositePrimaryKey("mailing_id", "subscriber_id")
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="exclusions")
    subscriber_id = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.reason


class AudienceCount(models.Model):
    """How many readers an edition had when they were last counted, by variant and by reason."""

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, primary_key=True, related_name="audience_count"
    )
    counted_at = models.DateTimeField()
    basis = models.CharField(max_length=64, help_text="A digest of what it depends on beside the readers.")
    numbers = models.JSONField()

    def __str__(self) -> str:
        return f"readers of edition {self.edition_id}"


class Forgotten(models.Model):
    """A copy that was handed over before this database was restored, known only from an event.

    `mark` names the edition (see `nonces`), whatever number its mailing had then.
    """

    pk = models.CompositePrimaryKey("mark", "subscriber_id")
    mark = models.CharField(max_length=8)
    subscriber_id = models.PositiveBigIntegerField()
    at = models.DateTimeField(help_text="When the provider first told of it.")

    def __str__(self) -> str:
        return f"{self.mark}/{self.subscriber_id}"


class Trial(TransactionalMail):
    """A test of a proof, mailed to one address for an editor. No mailing's account includes it.

    The address is kept masked: `a…@example.org`.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="trials")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    to = models.CharField(max_length=260)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["edition", "at"], name="trial_by_edition")]

    def __str__(self) -> str:
        return f"trial {self.pk} of edition {self.edition_id}"


class Gate(models.Model):
    """What all workers obey before they claim: one row for each provider.

    `free_at` is when the rate allows the next batch (GCRA's theoretical arrival time). `shut_until` keeps
    everybody out while the breaker is open, `paused_until` after a 429.
    """

    provider = models.CharField(max_length=20, primary_key=True)
    free_at = models.DateTimeField(null=True, blank=True)
    shut_until = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    pause_why = models.CharField(max_length=200, blank=True, default="")
    doubts = models.PositiveIntegerField(default=0, help_text="Uncertain answers in a row.")

    def __str__(self) -> str:
        return f"gate of {self.provider}"


class Installation(models.Model):
    """What this database knows about its own past; one row."""

    identity = models.CharField(max_length=8, default="", help_text="Its own, also outside the database.")
    outlet = models.CharField(max_length=300, default="", help_text="Where mail leaves, as was stated.")
    base_url = models.CharField(max_length=300, default="", help_text="Where readers reach it.")
    fenced_at = models.DateTimeField(null=True, blank=True)
    ticked_at = models.DateTimeField(null=True, blank=True)
    clock_at = models.DateTimeField(null=True, blank=True, help_text="The last moment that was believed.")
    clock_doubted_at = models.DateTimeField(
        null=True, blank=True, help_text="The first moment after a jump, until it is believed or not."
    )
    events_read_at = models.DateTimeField(
        null=True, blank=True, help_text="When no event that had come in was waiting to be applied."
    )

    def __str__(self) -> str:
        return f"installation {self.pk}"


class Marker(models.Model):
    """How often a start or a posting has moved this row. A copy is kept outside the database.

    A database whose rows are behind the copy has been restored, and must not send by itself. There are as
    many rows as were ever moved at the same time, so that no session waits for another's row.
    """

    value = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"marker {self.pk} at {self.value}"


class Station(models.Model):
    """How the workers of a machine are set up, and when one of them last reported it."""

    host = models.CharField(max_length=255)
    outlet = models.CharField(max_length=300)
    base_url = models.CharField(max_length=300)
    key_mark = models.CharField(max_length=8, blank=True, help_text="Tells keys apart, and gives none away.")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "outlet", "base_url", "key_mark"], name="one_station")
        ]

    def __str__(self) -> str:
        return f"{self.host} by {self.outlet}"
