"""Sources, and the articles found in them as they were published."""

from __future__ import annotations

from django.db import models

from roundup.publications.models import Publication


class Source(models.Model):
    """A place that articles come from, and how it has been doing."""

    class Health(models.TextChoices):
        ACTIVE = "active", "Active: the last look gave something"
        FAILING = "failing", "Failing: the last looks failed, and are repeated ever more rarely"
        INACTIVE = "inactive", "Inactive: looked at once a day until it answers again"

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="sources")
    url = models.CharField(max_length=2000)
    kind = models.CharField(max_length=20, blank=True, help_text="Empty: recognised by content.")
    title = models.CharField(max_length=300, blank=True)
    section = models.CharField(max_length=120, blank=True, help_text="For articles that name no section.")
    fills_from_page = models.BooleanField(
        default=True, help_text="Read the article's page for what is missing."
    )
    interval_minutes = models.PositiveIntegerField(default=60)

    health = models.CharField(max_length=10, choices=Health.choices, default=Health.ACTIVE)
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    next_fetch_at = models.DateTimeField(null=True, blank=True, db_index=True)
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_problem = models.TextField(blank=True)
    moved_to = models.CharField(max_length=2000, blank=True)
    moved_times = models.PositiveSmallIntegerField(default=0)
    moved_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "url"], name="one_source_per_url")]

    def __str__(self) -> str:
        return self.title or self.url


class Validator(models.Model):
    """What a server gave to recognise an unchanged answer by: for one URL, verbatim."""

    url = models.CharField(max_length=2000, unique=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    body_hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.url


class Article(models.Model):
    """Something published elsewhere, as found; never edited here.

    `url` is as published; `url_key` is for comparison only and makes the article one, however
    many sources show it.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="articles")
    url = models.CharField(max_length=2000)
    url_key = models.CharField(max_length=2000)
    canonical_url = models.CharField(max_length=2000, blank=True)
    title = models.TextField()
    dek = models.TextField(blank=True)
    authors = models.JSONField(default=list)
    section = models.CharField(max_length=200, blank=True)
    kicker = models.CharField(max_length=200, blank=True)
    tags = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(blank=True)
    content_html = models.TextField(blank=True)
    image = models.JSONField(null=True, blank=True, help_text="Fields of core.articles.Image.")
    paywalled = models.BooleanField(default=False)
    language = models.CharField(max_length=35, blank=True)
    first_seen_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "url_key"], name="one_article_per_url")]

    def __str__(self) -> str:
        return self.title


class Sighting(models.Model):
    """That a source showed an article, and under which guid."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="sightings")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sightings")
    guid = models.CharField(max_length=2000, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "article"], name="one_sighting_per_article")]
        indexes = [models.Index(fields=["source", "guid"])]

    def __str__(self) -> str:
        return self.guid or str(self.article_id)
