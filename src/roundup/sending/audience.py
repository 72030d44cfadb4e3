"""Counts who would get an edition if it left now, by the same rule that the mailing itself uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from roundup.editions.composing import stories_of
from roundup.editions.models import Edition, Story
from roundup.publications.models import Publication
from roundup.sending.models import Mailing
from roundup.sending.settling import before_restore
from roundup.subscribers.audience import count_audience
from roundup.subscribers.eligibility import Occasion, WhyNot

_SAID = {
    WhyNot.SUPPRESSED: "suppressed",
    WhyNot.PAUSED: "pausing",
    WhyNot.MAILED_BEFORE: "mailed before the restore",
    WhyNot.NO_STORIES: "following only sections without a story",
}


def occasion_of(mailing: Mailing, stories: Iterable[Story]) -> Occasion:
    """Return the occasion of a mailing of these stories."""
    return _occasion(mailing.edition.publication, mailing.started_at, stories)


def posting_of(mailing: Mailing) -> Occasion:
    """Return the occasion once readers' copies are chosen, when their preferences have been applied."""
    return _occasion(mailing.edition.publication, mailing.started_at, None)


def count_audience_of(edition: Edition, at: datetime) -> Counter[WhyNot | None]:
    """Return how many active subscribers would get the edition at that moment (None), and how many would not.

    The mailing counts again when it begins: until then people come and go.
    """
    occasion = _occasion(edition.publication, at, stories_of(edition))
    return count_audience(edition.publication, occasion, before_restore.was_mailed(edition))


def audience_of_next(publication: Publication, now: datetime) -> int:
    """Return how many readers would get the next edition, whatever its stories are."""
    return count_audience(publication, _occasion(publication, now, None))[None]


def left_out(counts: Counter[WhyNot | None]) -> str:
    """Return in words who is left out: `12 pausing, 3 suppressed`; '' if nobody is."""
    return ", ".join(f"{counts[why]:,} {said}" for why, said in _SAID.items() if counts[why])


def _occasion(publication: Publication, at: datetime, stories: Iterable[Story] | None) -> Occasion:
    today = at.astimezone(publication.zone).date()
    if stories is None:
        return Occasion(today)
    return Occasion(today, frozenset(story.section_key for story in stories), publication.section_keys)
