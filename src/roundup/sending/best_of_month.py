"""Assembles the best of each month for the readers who want no other edition."""

from __future__ import annotations

import logging
from datetime import datetime

from roundup.core.errors import RoundupError
from roundup.core.newsroom_language import tell
from roundup.core.preferences import BEST_OF_MONTH, Told
from roundup.editions.best_of_month import DueMonth, assemble_best_of_month, due_month
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Publication
from roundup.subscribers.audience import count_audience, count_followers
from roundup.subscribers.eligibility import Occasion

log = logging.getLogger(__name__)
_ALARM = "best-of-month"


def assemble_due_months(now: datetime) -> None:
    """Assemble the best of the month for every publication where one is due and somebody wants it.

    The failure of one publication does not stop the others. Safe to run twice, even at once.
    """
    for publication in Publication.objects.order_by("pk"):
        try:
            _assemble(publication, now)
        except RoundupError as error:
            log.warning("the best of a month of publication %s: %s", publication.pk, error)
            told = tell("The best of the month cannot be assembled. %(error)s", error=error)
            raise_alarm(publication, _ALARM, told, now)


def _assemble(publication: Publication, now: datetime) -> None:
    if (due := due_month(publication, now)) is None or not _is_wanted(publication):
        return
    if assemble_best_of_month(publication, due, _followers(publication, due), now):
        clear_alarm(publication, _ALARM, now)


def _is_wanted(publication: Publication) -> bool:
    return count_audience(publication, Occasion(ordinal=BEST_OF_MONTH))[None] > 0


def _followers(publication: Publication, due: DueMonth) -> dict[int, int]:
    """Return by article how many readers follow its story."""
    told = {story.article_id: Told.of(story.section_key, story.byline) for story in due.stories}
    counts = count_followers(publication, set(told.values()))
    return {article_id: counts[each] for article_id, each in told.items()}
