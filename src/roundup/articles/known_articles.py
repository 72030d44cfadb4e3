"""The articles we already know among those a source shows: looked up together, then kept up to date."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, TypeVar

from django.db.models import Q

from roundup.articles.models import Article, Sighting, Source
from roundup.articles.records import found_from
from roundup.core.article_identity import (
    Identified,
    guid_key,
    headline_key,
    is_another_article,
    letters_and_digits,
    shows_shared_page,
)
from roundup.core.article_returns import SEVERAL, returned_articles

# Databases limit how many values a query may have.
_AT_ONCE: Final = 300

T = TypeVar("T", int, str)


class KnownArticles:
    """The known articles that those in `shown` may be. Locks them until the transaction ends.

    Without a `source`, those in `shown` do not come from one: only their addresses identify them.
    """

    def __init__(self, publication_id: int, source: Source | None, shown: Sequence[Identified]) -> None:
        self._publication_id = publication_id
        self._sightings_here = source.sightings.all() if source else Sighting.objects.none()
        self._by_guid: dict[str, Article] = {}
        self._by_key: dict[str, Article] = {}
        self._by_canonical: dict[str, Article] = {}
        self._sightings: dict[int, Sighting] = {}
        keys = {key for each in shown for key in (each.key, each.address_key, each.canonical_key) if key}
        guids = {guid_key(each.found.guid) for each in shown if each.found.guid}
        self._returned: set[int] = set()
        self._load(self._ids(keys, guids))
        if source:
            self._find_returned(source, [each for each in shown if self._is_unknown(each)])

    def find(self, shown: Identified) -> Article | None:
        """Return the known article that is shown, by guid, by the publisher's address for it, or by its own.

        A guid that the source has reused for something else does not count. If several articles now share an
        address, the article known there before is the one with the same headline.
        """
        by_guid = self._by_guid.get(guid_key(shown.found.guid)) if shown.found.guid else None
        if by_guid and not is_another_article(found_from(by_guid), shown.found):
            return by_guid
        return self._at(shown.canonical_key) or self._at(shown.key) or self._from_before(shown)

    def has_returned(self, article: Article) -> bool:
        """Say whether the article came back at a new address with a new guid, together with others."""
        return article.pk in self._returned

    def is_free_for(self, article: Article, key: str) -> bool:
        """Say whether the address with this key belongs to no other known article."""
        return self._by_key.get(key, article).pk == article.pk

    def sighting(self, article: Article) -> Sighting | None:
        """Return when and how this source showed the article before, if it did."""
        return self._sightings.get(article.pk)

    def add(self, article: Article, guid: str) -> None:
        """Add a newly saved article, so that the rest of this reading can be compared with it."""
        self._place(article)
        if guid:
            self._by_guid[guid_key(guid)] = article

    def remember(self, sighting: Sighting) -> None:
        self._sightings[sighting.article_id] = sighting

    def _at(self, key: str) -> Article | None:
        return (self._by_key.get(key) or self._by_canonical.get(key)) if key else None

    def _from_before(self, shown: Identified) -> Article | None:
        known = self._at(shown.address_key) if shows_shared_page(shown.key) else None
        is_it = known and letters_and_digits(known.title) == letters_and_digits(shown.found.title)
        return known if is_it else None

    def _place(self, article: Article) -> None:
        self._by_key[article.url_key] = article
        if article.canonical_key:
            self._by_canonical.setdefault(article.canonical_key, article)

    def _is_unknown(self, shown: Identified) -> bool:
        keys = (shown.key, shown.address_key, shown.canonical_key)
        return guid_key(shown.found.guid) not in self._by_guid and not any(map(self._at, keys))

    def _find_returned(self, source: Source, unknown: Sequence[Identified]) -> None:
        """Look for the unknown articles among those that no other healthy source shows."""
        titles = {key for each in unknown if (key := headline_key(each.found.title))}
        if len(titles) < SEVERAL:
            return
        others = Source.objects.filter(publication=self._publication_id, failures=0).exclude(pk=source.pk)
        shown_elsewhere = Sighting.objects.filter(source__in=others).values("article")
        ids: set[int] = set()
        for some in _parts(titles):
            named = Article.objects.filter(publication_id=self._publication_id, headline_key__in=some)
            ids.update(named.exclude(pk__in=shown_elsewhere).values_list("pk", flat=True))
        before = self._load(ids - {article.pk for article in self._by_key.values()})
        found = [found_from(article) for article in before]
        for place, at in returned_articles([each.found for each in unknown], found):
            self._by_key[unknown[place].key] = before[at]
            self._returned.add(before[at].pk)

    def _ids(self, keys: Collection[str], guids: Collection[str]) -> set[int]:
        ids: set[int] = set()
        of_publication = Article.objects.filter(publication_id=self._publication_id)
        for some in _parts(keys):
            wanted = of_publication.filter(Q(url_key__in=some) | Q(canonical_key__in=some))
            ids.update(wanted.values_list("pk", flat=True))
        for some in _parts(guids):
            ids.update(self._sightings_here.filter(guid__in=some).values_list("article_id", flat=True))
        return ids

    def _load(self, ids: Collection[int]) -> list[Article]:
        articles: dict[int, Article] = {}
        for some in _parts(ids):
            for article in Article.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk"):
                articles[article.pk] = article
                self._place(article)
        for some in _parts(ids):
            for sighting in self._sightings_here.filter(article__in=some).order_by("pk"):
                self.remember(sighting)
                if sighting.guid and sighting.article_id in articles:
                    self._by_guid[sighting.guid] = articles[sighting.article_id]
        return list(articles.values())


def _parts(values: Collection[T]) -> Iterator[list[T]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
