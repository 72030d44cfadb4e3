"""Editions, their revisions and stories, the verdict on every article, and the ledger of articles."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from roundup.articles.models import Article, Picture
from roundup.articles.pictures.shapes import Focus
from roundup.core.schedule import period_name
from roundup.editions.approval import Approval as Approval
from roundup.editions.contributor import Contributor as Contributor
from roundup.editions.history import HistoryLine  # noqa: F401 - Django finds models here
from roundup.editions.look_models import LastLook, LinkAnswer, SourceRecord  # noqa: F401
from roundup.editions.news_offers import NewsOffer  # noqa: F401
from roundup.publications.models import Publication


def _token_prefix() -> str:
    return f"ru{secrets.token_hex(5)}"


class EditionsQuerySet(models.QuerySet["Edition"]):
    """Editions, of weeks or of months."""

    def of_weeks(self) -> EditionsQuerySet:
        """Leave out the best of each month."""
        return self.filter(month=None)


class Edition(models.Model):
    """The newsletter of one period. A constraint allows only one for each publication and period.

    The best of a month is an edition, too, for readers who want no other.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft: an editor may change it"
        APPROVED = "approved", "Approved: goes out at its hour, as it was proofed"
        MAILED = "mailed", "Mailed: handed over to its readers"
        SKIPPED = "skipped", "Skipped: there is no newsletter this week"
        CANCELLED = "cancelled", "Cancelled: its articles are free again"

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="editions")
    period = models.DateField(help_text="The local day on which the period ends.")
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    month = models.DateField(
        null=True,
        blank=True,
        help_text="The first day of the month whose best it tells; empty: an edition of a week.",
    )
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    subject = models.CharField(max_length=300, blank=True)
    preheader = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    note_signature = models.CharField(max_length=200, blank=True)
    token_prefix = models.CharField(max_length=20, default=_token_prefix)
    layout = models.JSONField(
        default=list, blank=True, help_text="The keys of its blocks in order; empty: as they naturally stand."
    )
    left_out = models.JSONField(default=list, blank=True, help_text="The keys of the blocks nobody gets.")
    cluster_edits = models.JSONField(
        default=dict,
        blank=True,
        help_text="What editors joined, parted and told: `ClusterEdits`.",
    )
    sponsor = models.JSONField(
        default=dict, blank=True, help_text="Texts by `versions.SPONSOR_WORDS`; empty: nobody pays."
    )
    sponsor_picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    revision = models.ForeignKey(
        "EditionRevision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What it is at present; empty: nobody has changed it yet.",
    )
    assembled_at = models.DateTimeField()
    news_since = models.DateTimeField(help_text="Where its news begins, when it was assembled.")
    touched_at = models.DateTimeField(null=True, blank=True, help_text="When a person first changed it.")
    dated = models.DateField(
        help_text="The day in its masthead: that of its hour, in the publication's zone."
    )
    send_at = models.DateTimeField()
    hour_before = models.DateTimeField(
        null=True,
        blank=True,
        help_text="The hour that was chosen for it, if it has another since somebody sent it at once.",
    )
    held_at = models.DateTimeField(null=True, blank=True)
    held_reason = models.CharField(max_length=300, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    skipped_at = models.DateTimeField(null=True, blank=True, help_text="When it was last skipped.")
    skipped_because = models.CharField(
        max_length=300, blank=True, help_text="Why it was skipped by itself; empty: a person skipped it."
    )
    taken_up_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When somebody last took it up again after it was ended.",
    )

    objects = EditionsQuerySet.as_manager()

    class Meta:
        ordering = ["-period"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "period"], condition=Q(month=None), name="one_edition_per_period"
            ),
            models.UniqueConstraint(fields=["publication", "month"], name="one_edition_per_month"),
            models.UniqueConstraint(fields=["publication", "number"], name="one_edition_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.period_name}"

    @property
    def period_name(self) -> str:
        return period_name(self.period, self.month)

    @property
    def is_on_its_way(self) -> bool:
        """Say whether its mailing has begun, so that nothing in it can change any more."""
        return hasattr(self, "mailing")

    @property
    def approval(self) -> Approval | None:
        """The valid approval, without its long texts; None while it is a draft."""
        return self.approvals.filter(voided_at=None).defer("html", "text").select_related("by").first()


class EditionRevision(models.Model):
    """A state of an edition, with everything that an editor can change (`editions.revisions`)."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    follows = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followers"
    )
    content = models.JSONField()
    what = models.CharField(max_length=200, help_text="What was done, in words: Dropped “…”.")
    about = models.CharField(max_length=60, blank=True, help_text="The form that was typed into, if one was.")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"revision {self.number} of edition {self.edition_id}"


class Story(models.Model):
    """An article chosen for an edition, with the editor's headline, blurb, image and place."""

    class Place(models.TextChoices):
        LEAD = "lead", "Lead"
        SECTION = "section", "In its section"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="stories")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="stories")
    place = models.CharField(max_length=10, choices=Place.choices, default=Place.SECTION)
    section_key = models.CharField(max_length=80)
    section_name = models.CharField(max_length=120)
    section_style = models.CharField(max_length=16)
    position = models.PositiveIntegerField()
    headline = models.TextField()
    blurb = models.TextField(blank=True)
    kicker = models.CharField(max_length=200, blank=True)
    byline = models.CharField(max_length=500, blank=True)
    image = models.JSONField(null=True, blank=True)
    picture = models.ForeignKey(
        Picture,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Our copy of what its image shows; set while the edition is a draft, never later.",
    )
    focus = models.CharField(
        max_length=2, choices=[(focus.value, focus.name) for focus in Focus], default=Focus.CENTRE.value
    )
    kept = models.CharField(
        max_length=64, blank=True, help_text="The correction that an editor has decided about, as a digest."
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "article"], name="one_story_per_article")]

    def __str__(self) -> str:
        return self.headline


class Verdict(models.Model):
    """Why an article is in this edition, or is not. Every article considered has one.

    `proposed` is the story as the rules put it; `points` are what it scored, by `core.ranking.Sign`;
    `instead` is the article that covers its event, and `words` are those that join the two.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="verdicts")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="verdicts")
    chosen = models.BooleanField()
    reason = models.CharField(max_length=40)
    detail = models.CharField(max_length=500, blank=True)
    proposed = models.JSONField(null=True, blank=True)
    points = models.JSONField(default=dict, blank=True)
    instead = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    words = models.JSONField(default=list, blank=True)
    perhaps_same_as = models.CharField(
        max_length=500, blank=True, help_text="The headline of what may be the same story, without proof."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "article"], name="one_verdict_per_article")]

    def __str__(self) -> str:
        return f"{self.reason} {self.detail}".strip()


class LedgerEntry(models.Model):
    """What an article's news was used for: reserved by a draft, spent by a mailing, or given back.

    An article has at most one live entry. Its copies get entries, too, so that none is mailed a week later.
    """

    class State(models.TextChoices):
        RESERVED = "reserved", "Reserved by a draft"
        SPENT = "spent", "Spent by a mailing that went out"
        RELEASED = "released", "Given back by an edition that did not"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="ledger")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="ledger")
    copy_of = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RESERVED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=~Q(state="released"), name="one_living_entry_per_article"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.state}"
