"""Tells the editors about a draft made from far more or far fewer new articles than usual."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from django.db.models import Count, Q

from roundup.core.news_volume import WEEKS_COMPARED, NewsVolume, news_volume
from roundup.core.newsroom_language import tell, tell_count
from roundup.core.verdicts import NO_NEWS
from roundup.editions.models import Edition
from roundup.editions.state_words import period_in_words
from roundup.editions.thin_weeks import is_alarmingly_thin
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Alarm

_WEEK: Final = timedelta(weeks=1)
_SPANS: Final = ("news_since", "assembled_at", "period_start", "period_end")


@dataclass(frozen=True, slots=True)
class _News:
    """How many new articles an edition had to choose from, how many are usual, and which volume that is."""

    articles: int
    usual: int
    volume: NewsVolume


def watch_unusual_week(edition: Edition, stories: int, now: datetime) -> None:
    """Tell the editors about a flood or a drought of articles, until their number is usual again.

    A draft still grows before its hour, so it has no drought yet. A thin week has its own alarm.
    """
    news = _news_of(edition)
    is_final, is_told_anyway = now >= edition.period_end, is_alarmingly_thin(edition, stories)
    _watch_flood(edition, news, now)
    _watch_drought(edition, news, now, may_tell=is_final and not is_told_anyway)


def is_flooded(edition: Edition) -> bool:
    """Say whether an alarm about a flood of articles is waiting for somebody to look through this draft."""
    about = f"edition:{edition.pk}:flood"
    return Alarm.objects.open().filter(publication=edition.publication, about=about).exists()


def _news_of(edition: Edition) -> _News:
    editions = Edition.objects.of_weeks().filter(publication=edition.publication, period__lte=edition.period)
    articles = Count("verdicts", filter=~Q(verdicts__reason__in=NO_NEWS))
    rows = editions.annotate(articles=articles).order_by("-period").values_list("articles", *_SPANS)
    (this, weeks), *earlier = [(n, _weeks(*spans)) for n, *spans in rows[: WEEKS_COMPARED + 1]]
    a_week = [n / weeks_then for n, weeks_then in earlier]
    usual = round(median(a_week) * weeks) if a_week else this
    return _News(this, usual, news_volume(this / weeks, a_week))


def _weeks(since: datetime, until: datetime, start: datetime, end: datetime) -> float:
    """Return how many weeks of news an edition covers: at least its period, even if it was made early."""
    return max(until - since, end - start) / _WEEK


def _watch_flood(edition: Edition, news: _News, now: datetime) -> None:
    about = f"edition:{edition.pk}:flood"
    if news.volume is not NewsVolume.FLOOD:
        clear_alarm(edition.publication, about, now)
        return
    message = tell(
        "The edition of %(day)s had %(n)s new articles to choose from; usually there are about %(usual)s. "
        "Look through the draft for old articles that came in as new. The Sources page shows which source "
        "brought so many.",
        day=period_in_words(edition),
        n=news.articles,
        usual=news.usual,
    )
    raise_alarm(edition.publication, about, message, now)


def _watch_drought(edition: Edition, news: _News, now: datetime, *, may_tell: bool) -> None:
    about = f"edition:{edition.pk}:drought"
    if news.volume is not NewsVolume.DROUGHT or not may_tell:
        clear_alarm(edition.publication, about, now)
        return
    message = tell_count(
        "The edition of %(day)s had only %(n)s new article to choose from; usually there are about "
        "%(usual)s. See on the Sources page whether a source has stopped bringing articles, or bring stories "
        "in.",
        "The edition of %(day)s had only %(n)s new articles to choose from; usually there are about "
        "%(usual)s. See on the Sources page whether a source has stopped bringing articles, or bring stories "
        "in.",
        news.articles,
        day=period_in_words(edition),
        usual=news.usual,
    )
    raise_alarm(edition.publication, about, message, now)
