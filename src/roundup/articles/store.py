"""Stores what a source showed: each article once, however many sources show it and however often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.db import IntegrityError, OperationalError, transaction

from roundup.articles.known_articles import KnownArticles
from roundup.articles.models import Article, Sighting, Source
from roundup.articles.records import fill_in, found_from, storable_article
from roundup.articles.sources.page import complete_from_page
from roundup.articles.upheavals import Upheaval, tell_of_upheaval
from roundup.core.article_identity import (
    Identified,
    article_key,
    guid_key,
    identify_articles,
    shows_shared_page,
)
from roundup.core.article_updates import (
    Dates,
    completed_article,
    is_dated_later,
    judge_dates,
    telling_hash,
    text_changed,
    updated_article,
    without_dates,
)
from roundup.core.articles import FoundArticle, Reading
from roundup.core.errors import SourceError
from roundup.core.feed_order import best_place, places_in_feed
from roundup.core.newsroom_language import tell
from roundup.publications.models import Publication

_MOST_SHARED: Final = 100


@dataclass(frozen=True, slots=True)
class Stored:
    """The ids of new articles, of known ones whose words changed, and of all articles that were shown."""

    new: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    seen: tuple[int, ...] = ()
    upheaval: Upheaval = field(default_factory=Upheaval)


def store_reading(source: Source, reading: Reading, now: datetime) -> Stored:
    """Store every article of `reading`. Safe to run twice, and at the same time as for another source.

    Articles with neither an address nor a headline are left out, because nothing would distinguish them.
    Raises SourceError if the source has been removed in the meantime.
    """
    stored = _store_twice(source.publication_id, source, reading.articles, now)
    tell_of_upheaval(source, stored.upheaval, now)
    return stored


def store_article(publication: Publication, found: FoundArticle, now: datetime) -> Article:
    """Return the article that an editor named, stored now if no source has shown it yet.

    A known article gets only what it lacks. A source that shows the article later will find it. `found` needs
    an address or a headline.
    """
    stored = _store_twice(publication.pk, None, [found], now)
    return Article.objects.get(pk=stored.seen[0])


def _store_twice(
    publication_id: int, source: Source | None, articles: Sequence[FoundArticle], now: datetime
) -> Stored:
    try:
        return _store(publication_id, source, articles, now)
    except (IntegrityError, OperationalError):
        # Another reading stored one of these articles at the same time. On the second try, we see it.
        return _store(publication_id, source, articles, now)


@transaction.atomic
def _store(
    publication_id: int, source: Source | None, articles: Sequence[FoundArticle], now: datetime
) -> Stored:
    # Readings for one publication take turns: otherwise they could insert the same articles in different
    # orders and wait for each other. Writes to rows that only refer to the publication do not wait.
    Publication.objects.select_for_update(no_key=True).get(pk=publication_id)
    shared = _begin_reading(source, now) if source else []
    shown = identify_articles(map(storable_article, articles), shared)
    if source:
        _note_shared(source, shared, shown)
    known = KnownArticles(publication_id, source, shown)
    dates = _dates_of(known, shown)
    if source and dates is Dates.OF_AN_ARCHIVE:
        # What it shows now is backlog, as when it was first read.
        Source.objects.filter(pk=source.pk).update(first_read_at=now)
    storing = _Storing(publication_id, source, known, now, dates)
    places = places_in_feed([each.found.published_at for each in shown])
    for each, place in zip(shown, places, strict=True):
        storing.put(each, place)
    return Stored(tuple(storing.new), tuple(storing.changed), tuple(storing.seen), storing.upheaval)


def _begin_reading(source: Source, now: datetime) -> list[str]:
    """Return the addresses that articles of this source have shared, and note when it was first read.

    Raises SourceError if the source has been removed.
    """
    row = Source.objects.filter(pk=source.pk).values_list("shared_addresses", "first_read_at").first()
    if row is None:
        raise SourceError("removed", tell("The source was removed while we were reading it."))
    shared, first_read_at = row
    if first_read_at is None:
        Source.objects.filter(pk=source.pk).update(first_read_at=now)
    return list(shared)


def _note_shared(source: Source, before: Sequence[str], shown: Sequence[Identified]) -> None:
    """Remember which addresses identify no article: the next reading may show only one article there."""
    now = {each.address_key for each in shown if shows_shared_page(each.key)}
    if now - set(before):
        source.shared_addresses = [*sorted(now), *(key for key in before if key not in now)][:_MOST_SHARED]
        source.save(update_fields=["shared_addresses"])


def _dates_of(known: KnownArticles, shown: Sequence[Identified]) -> Dates:
    """Say whether the dates of a reading can be believed, judging by those of the known articles."""
    found = [(article, each.found) for each in shown if (article := known.find(each))]
    unseen = len(shown) - sum(known.sighting(article) is not None for article, _ in found)
    return judge_dates([(found_from(article), told) for article, told in found], unseen)


@dataclass(slots=True)
class _Storing:
    """One reading on its way into the database; without a `source` if an editor named the article."""

    publication_id: int
    source: Source | None
    known: KnownArticles
    now: datetime
    dates: Dates
    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    upheaval: Upheaval = field(default_factory=Upheaval)

    def put(self, shown: Identified, place: float | None) -> None:
        article = self.known.find(shown)
        if article and article.pk in self.seen:
            return
        if article is None:
            article = self._add(shown)
        else:
            self._tell_again(article, shown)
        self.seen.append(article.pk)
        if self.source:
            self._sight(self.source, article, shown.found, place)

    def _add(self, shown: Identified) -> Article:
        article = Article(publication_id=self.publication_id, url_key=shown.key, first_seen_at=self.now)
        is_dated = self.dates is not Dates.OF_AN_ARCHIVE
        fill_in(article, shown.found if is_dated else without_dates(shown.found))
        if not is_dated:
            # Its page would only repeat the date.
            article.page_looks_left = 0
        article.save(force_insert=True)
        self.known.add(article, shown.found.guid)
        self.new.append(article.pk)
        return article

    def _tell_again(self, article: Article, shown: Identified) -> None:
        """Update the article if this source says anything different from last time.

        Without this condition, two sources that describe one article differently would take turns for ever.
        """
        found, sighting = shown.found, self.known.sighting(article)
        if sighting and sighting.telling == telling_hash(found):
            return
        before, is_its_own = found_from(article), bool(sighting) or self.known.has_returned(article)
        renew = updated_article if is_its_own else completed_article
        if self.dates is not Dates.BELIEVED and before.published_at is None:
            found = without_dates(found)
        after = renew(before, found, first_seen_at=article.first_seen_at, now=self.now)
        if is_its_own:
            after = self._moved(article, after, shown)
            self._note_upheaval(article, before, shown)
        if after == before:
            return
        if text_changed(before, after):
            self.changed.append(article.pk)
        fill_in(article, after)
        article.save()

    def _moved(self, article: Article, after: FoundArticle, shown: Identified) -> FoundArticle:
        """Follow an article to its new address, unless another article is known there."""
        if shown.found.url and self.known.is_free_for(article, shown.key):
            article.url_key = shown.key
            after = replace(after, url=shown.found.url)
        if shown.found.canonical_url:
            after = replace(after, canonical_url=shown.found.canonical_url)
        return after

    def _note_upheaval(self, article: Article, before: FoundArticle, shown: Identified) -> None:
        if before.url and shown.found.url and shown.address_key != article_key(before):
            self.upheaval.addresses.add(article.pk)
        elif is_dated_later(before, shown.found):
            self.upheaval.dates.add(article.pk)

    def _sight(self, source: Source, article: Article, found: FoundArticle, place: float | None) -> None:
        guid, telling = guid_key(found.guid), telling_hash(found)
        sighting = self.known.sighting(article)
        if sighting is None:
            self.known.remember(
                Sighting.objects.create(
                    source=source, article=article, guid=guid, telling=telling, place=place, seen_at=self.now
                )
            )
            return
        place = best_place(sighting.place, place)
        if (sighting.guid, sighting.telling, sighting.place) != (guid, telling, place):
            if guid and sighting.guid and guid != sighting.guid and not self.known.has_returned(article):
                self.upheaval.guids.add(article.pk)
            sighting.guid, sighting.telling, sighting.place = guid or sighting.guid, telling, place
            sighting.save(update_fields=["guid", "telling", "place"])


@transaction.atomic
def complete_from(article_id: int, page: FoundArticle) -> bool:
    """Fill an article's gaps with what its page says; return whether anything was filled."""
    article = Article.objects.select_for_update(no_key=True).get(pk=article_id)
    before = found_from(article)
    after = complete_from_page(before, storable_article(page))
    if after == before:
        return False
    fill_in(article, after)
    article.save()
    return True
