"""Fills the gaps that a source leaves, using the articles' own pages: slowly, and a few at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.db.models import F, Q, QuerySet

from roundup.articles.models import Article, Source
from roundup.articles.sources.base import Document
from roundup.articles.sources.fetch import Fetcher
from roundup.articles.sources.reader import read_document
from roundup.articles.sources.registry import is_page_kind
from roundup.articles.store import complete_from
from roundup.core.article_identity import canonical_key, letters_and_digits
from roundup.core.articles import FoundArticle
from roundup.core.errors import SourceError
from roundup.publications.models import Publication

log = logging.getLogger(__name__)

MOST_PAGES: Final = 20
PAUSE_SECONDS: Final = 1.0
_LONGEST_SECONDS: Final = 60.0
_NEW: Final = timedelta(days=2)
_LACKING: Final = Q(dek="") | Q(authors=[]) | Q(image__isnull=True) | Q(published_at=None)


@dataclass(slots=True)
class Pace:
    """Keeps us from asking a host more than once a second, and limits the time for all reading."""

    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _asked: dict[str, float] = field(default_factory=dict)
    _began: float | None = None

    def is_over(self) -> bool:
        self._began = self.clock() if self._began is None else self._began
        return self.clock() - self._began > _LONGEST_SECONDS

    def wait_for(self, host: str) -> None:
        """Wait until `host` may be asked again."""
        if host in self._asked and (left := self._asked[host] + PAUSE_SECONDS - self.clock()) > 0:
            self.sleep(left)
        self._asked[host] = self.clock()


def fill_gaps(source: Source, now: datetime, fetcher: Fetcher, pace: Pace | None = None) -> int:
    """Complete the new articles of `source` that lack something, and return how many were completed.

    Reads at most twenty pages, at least a second apart on each host that is not the installation's own. A
    page that cannot be read is tried twice more at later looks; it never counts as a failure of the source.
    """
    pace = pace or Pace()
    filled = 0
    for article in _lacking(source, now)[:MOST_PAGES]:
        if pace.is_over():
            break
        host = urlsplit(article.url).hostname or ""
        if not fetcher.allows(host):
            pace.wait_for(host)
        filled += _fill(article, source.publication.timezone, fetcher)
    return filled


def _lacking(source: Source, now: datetime) -> QuerySet[Article]:
    """Return the articles worth completing: new, recent enough to be mailed, and incomplete."""
    publication: Publication = source.publication
    oldest = now - timedelta(days=publication.max_age_days)
    return (
        Article.objects.filter(sightings__source=source, page_looks_left__gt=0, first_seen_at__gt=now - _NEW)
        .filter(_LACKING, Q(published_at=None) | Q(published_at__gt=oldest))
        .exclude(url="")
        .order_by(F("published_at").desc(nulls_last=True), "pk")
    )


def _fill(article: Article, zone: str, fetcher: Fetcher) -> bool:
    """Take what an article lacks from its page; return False if the page gave nothing."""
    rows = Article.objects.filter(pk=article.pk)
    # Counted before the page is read, so that a page that crashes its worker is not read over and over.
    rows.update(page_looks_left=F("page_looks_left") - 1)
    try:
        told = _told(fetcher.fetch(article.url).document, zone)
        rows.update(page_looks_left=0)
        return told is not None and _is_about(article, told) and complete_from(article.pk, told)
    except SourceError:
        return False
    except Exception:
        # One page must not make the source fail, or keep the others from being read.
        log.exception("The page of article %s could not be read", article.pk)
        return False


def _told(document: Document | None, zone: str) -> FoundArticle | None:
    reading = read_document(replace(document, zone=zone)) if document else None
    return next(iter(reading.articles), None) if reading and is_page_kind(reading.kind) else None


def _is_about(article: Article, told: FoundArticle) -> bool:
    """Say whether the page is the article's own rather than a request for consent or the front page."""
    if told.canonical_url and canonical_key(told) in (article.url_key, article.canonical_key):
        return True
    ours, theirs = (set(map(letters_and_digits, title.split())) for title in (article.title, told.title))
    return len(ours & theirs) * 3 >= min(len(ours), len(theirs)) > 0
