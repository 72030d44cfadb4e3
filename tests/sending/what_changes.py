"""What can change between an approval and a mail: every field of the models that rendering reads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models

from roundup.articles.models import Article, Picture
from roundup.editions.form_versions import SPONSOR_WORDS
from roundup.editions.layout import blocks_of
from roundup.editions.models import Contributor, Edition, Story
from roundup.publications.models import Publication
from tests.making import NOW

# What a mail shows, field by field. The value is what the field changes to; None: something of its kind.
SHOWN: dict[type[models.Model], dict[str, Any]] = {
    Publication: {
        "name": None,
        "url": None,
        "language": "de",
        "postal_address": None,
        "privacy_url": None,
        "brand": {"accent": "#114488", "tagline": "Another tide"},
    },
    Edition: {
        "number": None,
        "subject": None,
        "preheader": None,
        "note": None,
        "note_signature": None,
        "layout": lambda edition: list(reversed(blocks_of(edition))),
        "left_out": lambda edition: blocks_of(edition)[-1:],
        "sponsor": dict.fromkeys(SPONSOR_WORDS, "https://sponsor.example.org/"),
        "sponsor_picture": lambda edition: Picture.objects.order_by("pk").last(),
        "dated": None,
    },
    Story: {
        "place": "section",
        "section_key": "elsewhere",
        "section_name": None,
        "section_style": "briefs",
        "position": 0,
        "headline": None,
        "blurb": None,
        "kicker": None,
        "byline": None,
        "image": {"url": "https://quay.example.org/new.jpg", "alt": "New", "credit": "", "caption": ""},
        "picture": lambda story: Picture.objects.order_by("pk").last(),
        "focus": "n",
    },
    Picture: {"digest": "f" * 64, "kind": "png", "width": 300, "height": 200},
    Contributor: {
        "name": None,
        "about": None,
        "url": None,
        "image_url": "",
        "picture": lambda person: None,
    },
}
# What changes no mail: keys and names that stay for good (the slug and the prefix of the marks are two of
# them), clocks, what the machine moves itself, and the envelope. That one is the sender's, and is read at
# the moment of posting: a sender that the provider refuses can be fixed in mid-mailing.
UNSEEN: dict[type[models.Model], set[str]] = {
    Publication: {
        *(
            "id",
            "slug",
            "timezone",
            "sender_name",
            "sender_email",
            "reply_to",
            "layout",
            "left_out",
            "severities",
            "created_at",
        ),
        *("recurs", "recurs_every", "send_weekdays", "month_place", "month_day", "first_day", "breaks"),
        *("one_offs", "assemble_days_before", "assemble_time", "send_time", "at_deadline", "thin_week"),
        *("undo_minutes", "spread_minutes", "max_stories", "max_age_days", "least_stories"),
        *("last_looks", "look_policies", "weights", "notice_patterns"),
        *(
            "archive_is_listed",
            "leave_domain",
            "draft_ping_url",
            "mailing_ping_url",
            "mails_leave_notes",
            "offers_best_of_month",
        ),
        *("is_offered", "privacy_text", "welcome", "welcome_words"),
    },
    Edition: {
        *(
            "id",
            "publication",
            "token_prefix",
            "period",
            "month",
            "period_start",
            "period_end",
            "status",
            "assembled_at",
            "revision",
        ),
        *("news_since", "touched_at", "send_at", "hour_before", "held_at", "held_reason", "mailed_at"),
        *("skipped_at", "skipped_because", "taken_up_at"),
        "cluster_edits",
    },
    Story: {"id", "edition", "article", "kept"},
    # What a mail shows of an article itself is kept with the approval: a source changes it at any time.
    Article: {
        *("url", "content_html", "paywalled"),
        *("id", "publication", "url_key", "canonical_url", "canonical_key", "title", "dek", "authors"),
        *("section", "kicker", "tags", "published_at", "updated_at", "summary", "image", "language"),
        *("page_looks_left", "first_seen_at", "headline_key"),
    },
    Picture: {"id", "key", "url", "kept_at", "tries", "next_try_at", "problem"},
    Contributor: {"id", "publication"},
}
# Models of these rooms of which rendering reads nothing.
UNREAD = {
    *("Section", "Alarm", "AlarmCall", "Source", "Look", "Validator", "Sighting", "LinkAnswer"),
    *("Approval", "Verdict", "LedgerEntry", "EditionRevision", "HistoryLine", "NewsOffer"),
    *("SourceRecord", "LastLook", "Certificate", "Ping"),
}
FIELDS = [(model, name) for model, named in SHOWN.items() for name in named]


def change(edition: Edition, model: type[models.Model], name: str) -> None:
    """Change one field in the database, past every rule: a later version may do it by any way."""
    row = row_of(edition, model)
    if name in ("section_name", "section_style"):
        row = edition.stories.filter(place="section").first()
    if name in ("section_key", "position"):
        row = edition.stories.filter(place="section").last()
    value = SHOWN[model].get(name)
    value = value(row) if callable(value) else value
    field = model._meta.get_field(name)
    if value is None and not field.null:
        value = another(field, getattr(row, name))
    type(row)._default_manager.filter(pk=row.pk).update(**{name: value})


def row_of(edition: Edition, model: type[models.Model]) -> Any:
    lead = edition.stories.get(place="lead")
    rows = {
        Publication: edition.publication,
        Edition: edition,
        Story: lead,
        Article: lead.article,
        Picture: lead.picture,
        Contributor: Contributor.objects.get(),
    }
    return rows[model]


def another(field: Any, value: Any) -> Any:
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.IntegerField):
        return value + 1
    if isinstance(field, models.DateField):
        return (value or date(2026, 1, 1)) + timedelta(days=1)
    if isinstance(field, models.URLField) or field.name == "url":
        return "https://changed.example.org/"
    # PostgreSQL takes no more letters than the field has.
    return f"{value} changed"[: field.max_length]


def unlike(field: Any, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return ["changed"] if isinstance(value, list) else {"url": "https://x.example.org/x.jpg"}
    if isinstance(field, models.DateTimeField):
        return (value or NOW) + timedelta(hours=1)
    if isinstance(field, models.TimeField):
        return value.replace(hour=5)
    return {"timezone": "Asia/Tokyo"}.get(field.name) or another(field, value)
