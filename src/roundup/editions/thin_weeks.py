"""Tells the editors about an edition with too few stories."""

from __future__ import annotations

from datetime import datetime

from roundup.core.newsroom_language import tell_count
from roundup.editions.models import Edition
from roundup.editions.state_words import period_in_words
from roundup.publications.alarms import clear_alarm, raise_alarm


def watch_thin_week(edition: Edition, stories: int, now: datetime) -> None:
    """Tell the editors about an edition with too few stories, until it has enough."""
    publication, about = edition.publication, f"edition:{edition.pk}:thin"
    if stories >= publication.least_stories:
        clear_alarm(publication, about, now)
        return
    raise_alarm(
        publication,
        about,
        tell_count(
            "A thin week: only %(n)s story for the edition of %(day)s. "
            "See whether a source has failed, bring stories in, or skip the week.",
            "A thin week: only %(n)s stories for the edition of %(day)s. "
            "See whether a source has failed, bring stories in, or skip the week.",
            stories,
            day=period_in_words(edition),
        ),
        now,
    )
