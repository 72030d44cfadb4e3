"""Looks at a publication's sources before its draft is made, and tells which ones could not be read."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from roundup.articles.fetching import Outcome, fetch_source
from roundup.articles.models import Source
from roundup.articles.sources.fetch import Fetcher
from roundup.core.moments_and_counts import moment_words
from roundup.core.newsroom_language import tell
from roundup.editions.models import Edition
from roundup.editions.state_words import period_in_words
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Publication

# A source that was looked at within this time shows nothing new now.
_LATELY: Final = timedelta(minutes=5)
_LONGEST_SECONDS: Final = 120.0


def look_before_assembling(publication: Publication, now: datetime, fetcher: Fetcher) -> bool:
    """Look at every source that was not looked at lately, the one that has waited longest first.

    After two minutes, it starts no more looks. Returns False while another worker is looking at one of them:
    the draft waits for that, at most until the claim runs out. Safe to run twice, at the same time or later.
    """
    stale = Q(last_fetched_at=None) | Q(last_fetched_at__lte=now - _LATELY)
    sources = Source.objects.filter(stale, publication=publication).order_by("last_fetched_at", "pk")
    ends, outcomes = time.monotonic() + _LONGEST_SECONDS, set()
    for source_id in list(sources.values_list("pk", flat=True)):
        if time.monotonic() > ends:
            break
        outcomes.add(fetch_source(source_id, now, fetcher).outcome)
    return Outcome.BUSY not in outcomes


def unread_sources(publication: Publication) -> list[str]:
    """Return a sentence about each source whose last look failed, with the date of its newest story."""
    newest = Max(Coalesce("sightings__article__published_at", "sightings__seen_at"))
    failing = Source.objects.filter(publication=publication, failures__gt=0).exclude(last_fetched_at=None)
    return [_told(publication, source) for source in failing.annotate(newest=newest).order_by("pk")]


def tell_unread_sources(edition: Edition, now: datetime) -> None:
    """Tell the editors of a draft from which sources it may lack news, until these can be read again."""
    about, told = f"edition:{edition.pk}:unread", unread_sources(edition.publication)
    if not told:
        clear_alarm(edition.publication, about, now)
        return
    day = period_in_words(edition)
    message = tell("The draft for %(day)s may lack news. %(sources)s", day=day, sources=" ".join(told))
    raise_alarm(edition.publication, about, message, now)


def _told(publication: Publication, source: Source) -> str:
    when = moment_words(source.last_fetched_at or source.created_at, publication.zone)
    newest = getattr(source, "newest", None)
    if newest is None:
        return tell(
            "“%(source)s” could not be read at %(when)s; it has shown no story yet.", source=source, when=when
        )
    return tell(
        "“%(source)s” could not be read at %(when)s; its newest story is from %(newest)s.",
        source=source,
        when=when,
        newest=moment_words(newest, publication.zone),
    )
