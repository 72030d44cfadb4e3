"""Subscribers, their consent, suppressions, and the confirmations waiting to be mailed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import models
from django.db.models import Q

from roundup.core.preferences import Preferences
from roundup.publications.identifiers import fresh_id
from roundup.publications.models import Publication
from roundup.publications.transactional_mail import TransactionalMail
from roundup.subscribers.box_models import Box as Box
from roundup.subscribers.box_models import BoxWording as BoxWording
from roundup.subscribers.leave_models import Leave as Leave
from roundup.subscribers.objection_models import Objection as Objection
from roundup.subscribers.own_request_models import OwnRequest as OwnRequest
from roundup.subscribers.preference_columns import PREFERENCE_COLUMNS, from_columns
from roundup.subscribers.welcome_models import Welcome as Welcome


class Subscriber(models.Model):
    """An address and its preferences.

    `email` is as the reader wrote it; `email_key` is for comparison; `email_hash` finds its suppression. An
    erased subscriber keeps its row without any of these, so that links already mailed stay harmless.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Pending: asked for, not confirmed"
        ACTIVE = "active", "Active: mailed every week"
        UNSUBSCRIBED = "unsubscribed", "Unsubscribed: never mailed"

    id = models.BigAutoField(primary_key=True, default=fresh_id)
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="subscribers")
    email = models.CharField(max_length=254)
    email_key = models.CharField(max_length=254)
    email_hash = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING)
    sections = models.JSONField(default=list, blank=True, help_text="Keys of sections followed; none: all.")
    paused_until = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=16, blank=True, help_text="Empty: the publication's.")
    writers = models.TextField(blank=True, help_text="Names of writers followed, one a line.")
    muted_sections = models.TextField(blank=True, help_text="Keys of sections never wanted, one a line.")
    muted_writers = models.TextField(blank=True, help_text="Names of writers never wanted, one a line.")
    rhythm = models.CharField(max_length=10, blank=True, help_text="Empty: every edition.")
    empty_week = models.CharField(
        max_length=10, blank=True, help_text="Of an edition with nothing for them; empty: no mail."
    )
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    link_generation = models.PositiveSmallIntegerField(
        default=0, help_text="Links of an earlier one may only leave."
    )
    forget_at = models.DateTimeField(
        null=True, blank=True, help_text="When one who asked and is still pending is forgotten."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "email_key"], name="one_subscriber_per_address")
        ]
        indexes = [
            models.Index(fields=["publication", "status", "id"]),
            models.Index(fields=["forget_at"], condition=Q(status="pending"), name="subscriber_pending"),
        ]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"

    @property
    def preferences(self) -> Preferences:
        return from_columns(getattr(self, name) for name in PREFERENCE_COLUMNS)


class Consent(models.Model):
    """One thing a reader agreed to or took back: when, how, the words that were shown, and where."""

    class Act(models.TextChoices):
        ASKED = "asked"
        CONFIRMED = "confirmed"
        IMPORTED = "imported"
        CHANGED = "changed"
        UNSUBSCRIBED = "unsubscribed"
        ERASED = "erased"

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="consents")
    act = models.CharField(max_length=12, choices=Act.choices)
    at = models.DateTimeField()
    channel = models.CharField(max_length=40, help_text="form, box, link, one-click, import, editor, …")
    wording = models.TextField(blank=True)
    wording_version = models.CharField(
        max_length=16, blank=True, help_text="Of a box: which wording it showed."
    )
    page = models.CharField(max_length=300, blank=True, help_text="Of a box: the page on which it stood.")
    network = models.CharField(max_length=64, blank=True, help_text="The asker's address, shortened.")
    mailing_id = models.PositiveBigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.act} by {self.channel}"


class Suppression(models.Model):
    """An address that must not be mailed, as a keyed hash, which outlives the subscriber."""

    class Reason(models.TextChoices):
        UNSUBSCRIBED = "unsubscribed"
        BY_EDITOR = "by-editor"
        INVALID = "invalid"
        BOUNCED = "bounced"
        COMPLAINED = "complained"

    email_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    at = models.DateTimeField()
    source = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.reason


class Departure(models.Model):
    """Records that an address left a publication and has no subscriber row there. No import brings it back.

    A suppression does the same for all publications, and ends when its reader agrees to any of them again.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="departures")
    email_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "email_hash"], name="one_departure_per_address")
        ]

    def __str__(self) -> str:
        return f"departure {self.pk}"


class Clearing(models.Model):
    """A request to take an address off the provider's own lists, because its reader agreed again.

    It is kept after it is done, because entries that the provider made before then no longer count.
    """

    subscriber = models.OneToOneField(Subscriber, on_delete=models.CASCADE, related_name="clearing")
    reasons = models.JSONField(help_text="Which lists: those that stand for these reasons.")
    wanted_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["wanted_at"], condition=Q(done_at__isnull=True), name="clearing_open")
        ]

    def __str__(self) -> str:
        return f"clearing for {self.subscriber_id}"


class Confirmation(TransactionalMail):
    """A mail that was asked for with the form, and how far it got.

    It asks the reader to confirm. A reader who is mailed already gets their link instead.
    """

    id = models.BigAutoField(primary_key=True, default=fresh_id)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="confirmations")
    asked_at = models.DateTimeField()
    only_link = models.BooleanField(default=False, help_text="Asked for the link: never to confirm.")
    # Its place in the queue (`subscribers.confirmation_queue`). The names are keyed hashes, erased as soon
    # as they are not needed.
    turn = models.PositiveIntegerField(default=0, help_text="How much its network asked for within a day.")
    network = models.CharField(max_length=64, blank=True)
    wider = models.CharField(max_length=64, blank=True, help_text="The network around its network.")
    house = models.CharField(
        max_length=64, blank=True, help_text="Empty: a host where everybody may have one."
    )
    mailbox = models.CharField(max_length=64, blank=True, help_text="However it is spelled, and of whom.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox"],
                condition=Q(status__in=["waiting", "posting"]) & ~Q(mailbox=""),
                name="one_open_confirmation_per_mailbox",
            )
        ]
        indexes = [
            models.Index(
                fields=["status", "asked_at"],
                condition=Q(status__in=["waiting", "posting"]),
                name="confirm_open",
            ),
            models.Index(fields=["network"], condition=~Q(network=""), name="confirm_network"),
            models.Index(fields=["house"], condition=~Q(house=""), name="confirm_house"),
            models.Index(fields=["posted_at"], condition=Q(posted_at__isnull=False), name="confirm_posted"),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.asked_at:%Y-%m-%d}"


# Every kind of mail to one reader, outside any mailing.
READER_MAIL: Final[Sequence[type[TransactionalMail]]] = (Confirmation, Leave, OwnRequest, Welcome)


class JournalRead(models.Model):
    """How far this database has read a machine's journal of leaves (`subscribers.journal_of_leaves`)."""

    journal = models.CharField(max_length=64, unique=True)
    place = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"journal {self.journal[:8]} as far as {self.place}"


class Asking(models.Model):
    """One press of the subscribe button, kept only for the limits and without an address.

    Older rows have no `publication`, and count for all publications. Networks are keyed hashes, and are
    forgotten after a day.
    """

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(db_index=True)
    network = models.CharField(max_length=64, blank=True)
    wider = models.CharField(max_length=64, blank=True, help_text="The network around its network.")
    mailbox_hash = models.CharField(max_length=64)
    weight = models.PositiveSmallIntegerField(default=1)
    mailed = models.BooleanField(default=False, help_text="Whether a confirmation was written for it.")

    class Meta:
        indexes = [
            models.Index(fields=["network", "at"]),
            models.Index(fields=["wider", "at"], name="asking_wider"),
            models.Index(fields=["at"], condition=~Q(network=""), name="asking_with_network"),
            models.Index(fields=["mailbox_hash", "at"]),
        ]

    def __str__(self) -> str:
        return f"asked {self.at:%Y-%m-%d %H:%M}"


class SignUp(models.Model):
    """A submitted form, kept until the next tick has handled it; then it is deleted with its address."""

    asking = models.OneToOneField(Asking, on_delete=models.CASCADE, related_name="sign_up")
    email = models.CharField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    only_link = models.BooleanField(default=False, help_text="Asked for the link, not to subscribe.")
    channel = models.CharField(max_length=40)
    wording = models.TextField(blank=True)
    wording_version = models.CharField(max_length=16, blank=True)
    page = models.CharField(max_length=300, blank=True)
    network = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"sign-up {self.pk}"
