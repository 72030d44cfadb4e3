"""Tells the editors about an edition with too few stories."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from roundup.core.newsroom_language import tell_count
from roundup.editions.models import Edition
from roundup.editions.state_words import period_in_words
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Publication

_DECIDED: Final = (Publication.ThinWeek.SEND, Publication.ThinWeek.SKIP)


def is_alarmingly_thin(edition: Edition, stories: int) -> bool:
    """Say whether an edition has too few stories and no policy of its publication says what then happens."""
    publication = edition.publication
    return stories < publication.least_stories and publication.thin_week not in _DECIDED


def watch_thin_week(edition: Edition, stories: int, now: datetime) -> None:
    """Tell the editors about an edition with too few stories, until it has enough.

    If the publication's policy says what becomes of it, nobody needs to act.
    """
    publication, about = edition.publication, f"edition:{edition.pk}:thin"
    if not is_alarmingly_thin(edition, stories):
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
