"""Articles that appear now and then: most on time, some late, undated, ahead of their date, or twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from roundup.articles.models import Article, Sighting, Source
from roundup.publications.models import Publication

_SYLLABLES = [a + b for a in "bdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "ai", "ou")]
_LABELS = ("World", "Culture")


def some_words(chance: random.Random, count: int) -> str:
    """Return words that nobody else uses, so that two articles are never about one event."""
    words = ("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(count))
    return " ".join(words).capitalize()


class Reporters:
    """Write the articles of a publication, about as many between two editions as fit into one."""

    def __init__(self, publication: Publication, chance: random.Random, since: datetime) -> None:
        self._publication, self._chance, self._written_until = publication, chance, since
        self._number = 0
        self._lately: list[Article] = []
        self._source = Source.objects.create(
            publication=publication, url="https://quay.example.org/feed", first_read_at=since
        )
        # What a source shows at its first look is no news of that day.
        self._store([self._article(since)])

    def write_until(self, now: datetime, usual_gap: timedelta) -> None:
        """Publish what appears up to a moment: sometimes little, sometimes more than an edition can tell."""
        articles = []
        for at in self._moments(now, usual_gap / self._chance.choice((2, 5, 5, 8, 16))):
            articles.append(self._article(at))
        self._store(articles)
        self._written_until = now

    def _store(self, articles: list[Article]) -> None:
        Article.objects.bulk_create(articles)
        Sighting.objects.bulk_create(
            Sighting(source=self._source, article=each, guid=each.url, seen_at=each.first_seen_at)
            for each in articles
        )
        self._lately = [*self._lately, *articles][-20:]

    def _moments(self, now: datetime, apart: timedelta) -> Iterator[datetime]:
        at = self._written_until
        while (at := at + apart * self._chance.expovariate(1)) <= now:
            yield at

    def _article(self, at: datetime) -> Article:
        self._number += 1
        told = self._chance.choice(self._lately) if self._lately and self._chance.random() < 0.05 else None
        url = f"https://quay.example.org/{self._number}"
        return Article(
            publication=self._publication,
            url=url,
            url_key=url.removeprefix("https://"),
            title=told.title if told else some_words(self._chance, 6),
            summary=told.summary if told else some_words(self._chance, 30),
            section=self._chance.choice(_LABELS),
            published_at=self._dated(at),
            first_seen_at=at,
        )

    def _dated(self, seen_at: datetime) -> datetime | None:
        kind = self._chance.random()
        if kind < 0.06:
            return None
        if kind < 0.12:
            return seen_at - timedelta(hours=self._chance.uniform(2, 20 * 24))
        if kind < 0.16:
            return seen_at + timedelta(hours=self._chance.uniform(1, 6 * 24))
        return seen_at - timedelta(minutes=self._chance.uniform(0, 90))
