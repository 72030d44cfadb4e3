"""What a story's sheet shows of its event: why the story is in, and the other articles that cover it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roundup.articles.models import Article
from roundup.core.newsroom_language import tell
from roundup.editions.clusters import EditionClusters
from roundup.editions.models import Edition, Story
from roundup.editions.reasons import Because, why_in
from roundup.publications.schedule_fields import Weekday

_SHOWN = ("title", "url", "authors", "published_at")


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """Why a story is in, the other articles about its event, why they belong together, and their days."""

    because: Because
    also: tuple[Article, ...]
    why_joined: str
    days: tuple[str, ...]


def event_of(edition: Edition, stories: Sequence[Story], story: Story) -> StoryEvent:
    """Return the event of one of an edition's stories; `stories` are all of them."""
    clusters = EditionClusters.of(edition, stories)
    others = clusters.also(story)
    articles = Article.objects.only(*_SHOWN).in_bulk(others)
    also = tuple(articles[pk] for pk in others)
    return StoryEvent(
        why_in(edition, clusters)[story.article_id],
        also,
        clusters.why_joined(story.article_id, others),
        _days(edition, [story.article, *also]),
    )


def _days(edition: Edition, articles: Iterable[Article]) -> tuple[str, ...]:
    zone = edition.publication.zone
    moments = sorted(article.published_at for article in articles if article.published_at)
    days = dict.fromkeys(moment.astimezone(zone).weekday() for moment in moments)
    return tuple(tell(str(Weekday(day).label)) for day in days)
