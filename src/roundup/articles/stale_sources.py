"""Tells the editors about a source that can be read but has brought nothing new for a long time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Max
from django.db.models.functions import Coalesce, TruncDate

from roundup.articles.health import alarm_subject
from roundup.articles.models import Sighting, Source
from roundup.articles.sources.registry import is_page_kind
from roundup.core.moments_and_counts import day_words
from roundup.core.newsroom_language import tell
from roundup.core.source_rhythm import SHORTEST_SILENCE, longest_silence
from roundup.publications.alarms import clear_alarm, raise_alarm

_A_YEAR: Final = timedelta(days=365)


def watch_silence(source: Source, now: datetime) -> None:
    """Tell the editors if a source that has just answered is stale, until it brings something new.

    Says nothing about a single page, or while the publication is on a break: nobody expects news then.
    """
    since = _silent_since(source)
    if since is None or is_page_kind(source.read_as) or source.publication.is_on_break(now.date()):
        return
    if now - since <= SHORTEST_SILENCE or now - since <= longest_silence(_days_with_news(source, since)):
        clear_alarm(source.publication, alarm_subject(source, "stale"), now)
        return
    message = tell(
        "%(source)s can be read, but has brought nothing new since %(day)s, which is far longer than usual. "
        "See whether the magazine now has another feed. If it has stopped for good, remove the source.",
        source=source,
        day=day_words(since),
    )
    raise_alarm(source.publication, alarm_subject(source, "stale"), message, now)


def _silent_since(source: Source) -> datetime | None:
    """Return when a source last brought something, or else was first read; None if removed or never read."""
    rows = Source.objects.filter(pk=source.pk).annotate(newest=Max("sightings__seen_at"))
    moments = rows.values_list("newest", "first_read_at").first() or ()
    return max(filter(None, moments), default=None)


def _days_with_news(source: Source, until: datetime) -> list[date]:
    """Return the days of the last year from which the source has articles, its backlog included."""
    moment = Coalesce("article__published_at", "seen_at")
    found = Sighting.objects.filter(source=source).annotate(moment=moment)
    lately = found.filter(moment__gt=until - _A_YEAR, moment__lte=until)
    return list(lately.annotate(day=TruncDate("moment")).values_list("day", flat=True).distinct())
