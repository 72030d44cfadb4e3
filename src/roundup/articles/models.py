"""Sources, and the articles found in them as they were published."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from roundup.core import health
from roundup.core.article_identity import LONGEST_KEY
from roundup.core.urls import without_query
from roundup.publications.models import Publication


class _SourcesInUse(models.Manager["Source"]):
    def get_queryset(self) -> models.QuerySet[Source]:
        return super().get_queryset().filter(removed_at=None)


class Source(models.Model):
    """A place that articles come from, and how it has been doing.

    A removed source is kept, but hidden, because it knows which articles it showed, and when. Only
    `with_removed` finds it.
    """

    class Health(models.TextChoices):
        ACTIVE = health.Health.ACTIVE.value, "Active: the last look gave something"
        FAILING = (
            health.Health.FAILING.value,
            "Failing: the last looks failed, and are repeated ever more rarely",
        )
        INACTIVE = health.Health.INACTIVE.value, "Inactive: looked at once a day until it answers again"

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="sources")
    url = models.CharField(max_length=2000)
    kind = models.CharField(max_length=20, blank=True, help_text="Empty: recognised by content.")
    read_as = models.CharField(max_length=20, blank=True, help_text="The kind that the last look found.")
    title = models.CharField(max_length=300, blank=True)
    section = models.CharField(max_length=120, blank=True, help_text="For articles that name no section.")
    section_overrides = models.BooleanField(
        default=False, help_text="Its section is that of all its articles, whatever they name."
    )
    fills_from_page = models.BooleanField(
        default=True, help_text="Read the article's page for what is missing."
    )
    interval_minutes = models.PositiveIntegerField(default=60)

    health = models.CharField(max_length=10, choices=Health.choices, default=Health.ACTIVE)
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    next_fetch_at = models.DateTimeField(null=True, blank=True, db_index=True)
    claimed_until = models.DateTimeField(null=True, blank=True, help_text="A look is under way.")
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_problem = models.TextField(blank=True)
    moved_to = models.CharField(max_length=2000, blank=True)
    moved_times = models.PositiveSmallIntegerField(default=0)
    moved_since = models.DateTimeField(null=True, blank=True)
    shared_addresses = models.JSONField(
        default=list, help_text="Keys of addresses that several of its articles share: they identify nothing."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    first_read_at = models.DateTimeField(
        null=True, blank=True, help_text="Since it was added: what it showed then was no news."
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = _SourcesInUse()
    with_removed = models.Manager["Source"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "url"], condition=Q(removed_at=None), name="one_source_per_url"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.shown_url

    @property
    def shown_url(self) -> str:
        """Its address as people see it, with anything that may be a key hidden."""
        return without_query(self.url, self.url)


class Validator(models.Model):
    """What a server gave us, verbatim, to recognise an unchanged answer from one URL.

    It also records that this source has stored what came with the answer: another source with the same URL
    has to read the answer itself.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="validators")
    url = models.CharField(max_length=2000)
    etag = models.TextField(blank=True)
    last_modified = models.TextField(blank=True)
    body_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "url"], name="one_validator_per_url")]

    def __str__(self) -> str:
        return self.url


class Article(models.Model):
    """Something published elsewhere, as found; never edited here.

    `url` is as published, or empty if its source gave none. `url_key` is for comparison only: it identifies
    the article, however many sources show it. `canonical_key` does the same for the address that the
    publisher calls the article's own; `headline_key` finds articles by their headline. A `canonical_url` on
    another site says that this article is a copy, and gives no key.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="articles")
    url = models.TextField(blank=True)
    url_key = models.CharField(max_length=LONGEST_KEY)
    canonical_url = models.TextField(blank=True)
    canonical_key = models.CharField(max_length=LONGEST_KEY, blank=True, db_index=True)
    title = models.TextField()
    headline_key = models.CharField(max_length=32, blank=True, db_index=True)
    dek = models.TextField(blank=True)
    authors = models.JSONField(default=list)
    section = models.TextField(blank=True)
    kicker = models.TextField(blank=True)
    tags = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(blank=True)
    content_html = models.TextField(blank=True)
    image = models.JSONField(null=True, blank=True, help_text="Fields of core.articles.Image.")
    paywalled = models.BooleanField(default=False)
    language = models.TextField(blank=True)
    page_looks_left = models.PositiveSmallIntegerField(
        default=3, help_text="How often its page may still be read for what is missing."
    )
    first_seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "url_key"], name="one_article_per_url")]

    def __str__(self) -> str:
        return self.title


class Sighting(models.Model):
    """Records that a source showed an article: since when, under which guid, and what it said last.

    `seen_at` is when the source first showed it; `telling` is the hash of what the source said last. `place`
    is its best place in the source, from 0 (first) to 1; None if the source is ordered by date.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="sightings")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sightings")
    guid = models.CharField(max_length=LONGEST_KEY, blank=True)
    telling = models.CharField(max_length=64, blank=True)
    place = models.FloatField(null=True, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "article"], name="one_sighting_per_article")]
        indexes = [models.Index(fields=["source", "guid"])]

    def __str__(self) -> str:
        return self.guid or str(self.article_id)


class Picture(models.Model):
    """A picture somewhere on the web, and our copy of it once we have one.

    `digest` and `kind` name the copy's files; `width` and `height` are those of the master, in pixels.
    """

    key = models.CharField(max_length=64, unique=True, help_text="The hash of its address.")
    url = models.TextField()
    digest = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=4, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    kept_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="In vain.")
    next_try_at = models.DateTimeField()
    problem = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.url
