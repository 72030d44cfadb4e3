"""Records of what was read on the web for an edition: its links, its sources and its last looks."""

from __future__ import annotations

from django.db import models

from roundup.articles.models import Article


class LinkAnswer(models.Model):
    """How a link answered last time. The row is written before the link is tried, as a claim."""

    class State(models.TextChoices):
        FINE = "fine", "Fine: it answers, or nothing is known against it"
        GONE = "gone", "Gone: its server says so"
        DRAFT = "draft", "Leads to a draft"
        SILENT = "silent", "Silent: nobody answered"

    key = models.CharField(max_length=64, unique=True, help_text="The hash of its address.")
    url = models.TextField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.FINE)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url


class SourceRecord(models.Model):
    """A source record: what the source of a story said when the draft was made, and what it has said since.

    Each field is a document of `core.last_look.SourceWords`: the article as its feeds described it, its page
    then, and its page as last read. `asked_at` claims a first reading of the page.
    """

    edition = models.ForeignKey("editions.Edition", on_delete=models.CASCADE, related_name="source_records")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    item = models.JSONField()
    page = models.JSONField(null=True, blank=True)
    page_now = models.JSONField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=64, blank=True, help_text="The correction that an alarm told of.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "article"], name="one_source_record_per_article")
        ]

    def __str__(self) -> str:
        return f"source of article {self.article_id} in edition {self.edition_id}"


class LastLook(models.Model):
    """One last look at the sources of an approved edition, `minutes` before the `hour` at which it leaves.

    The row is the claim: a look without `ended_at` has not been made. `findings` are those of
    `editions.last_look`, each with what was done about it.
    """

    edition = models.ForeignKey("editions.Edition", on_delete=models.CASCADE, related_name="last_looks")
    approval = models.ForeignKey("editions.Approval", on_delete=models.CASCADE, related_name="last_looks")
    hour = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["approval", "hour", "minutes"], name="one_last_look_per_hour")
        ]

    def __str__(self) -> str:
        return f"last look at edition {self.edition_id}, {self.minutes} minutes before {self.hour:%H:%M}"
