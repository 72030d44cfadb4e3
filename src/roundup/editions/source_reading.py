"""Reads a story's page again, in a child process like all strangers' bytes, and keeps what it first said."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.db.models import Q

from roundup.articles.filling import Pace
from roundup.articles.models import Article
from roundup.articles.records import found_from
from roundup.articles.sources.fetch import AnswerError, Fetched, Fetcher
from roundup.articles.sources.reader import read_document
from roundup.articles.sources.registry import is_page_kind
from roundup.core.errors import SourceError
from roundup.core.last_look import PageAnswer, SourceWords, words_of, words_on_page
from roundup.editions.look_models import SourceRecord
from roundup.editions.models import Edition

log = logging.getLogger(__name__)

_AGAIN_AFTER: Final = timedelta(hours=1)
_ENOUGH_PICTURE: Final = 64 * 1024
# A host that did not answer this often is not asked again in the same look.
_PATIENCE: Final = 2
_NOT_AN_ARTICLE: Final = "not-an-article"
# The server answered, but with more than we want to read, or in a form that we do not understand.
_ANSWERED: Final = frozenset({"too-large", "bad-encoding"})
_OK: Final = 200
# 5xx: the server failed; this says nothing about the page.
_FAILED: Final = 500


def item_words(article: Article) -> SourceWords:
    """Return what an article's feeds say about it, as stored now."""
    return words_of(found_from(article))


@dataclass(slots=True)
class PageReader:
    """Reads pages one by one until `is_over`: slowly on each host, and not from hosts that stay silent."""

    fetcher: Fetcher
    zone: str
    is_over: Callable[[], bool]
    pace: Pace = field(default_factory=Pace)
    _silent: Counter[str] = field(default_factory=Counter)

    def read(self, url: str) -> PageAnswer:
        """Return how the page at `url` answers now. Never raises."""
        try:
            return self._answer(url)
        except AnswerError as answer:
            return PageAnswer(answer.status if answer.status < _FAILED else 0, url)
        except SourceError as error:
            if error.code in _ANSWERED:
                return PageAnswer(_OK, url)
            return PageAnswer(0)
        except Exception:
            log.exception("a page could not be read")
            return PageAnswer(0)

    def picture_status(self, url: str) -> int | None:
        """Return the status with which a picture's address answers; None if that says nothing.

        Never raises.
        """
        try:
            self._fetch(url, _ENOUGH_PICTURE)
        except AnswerError as answer:
            return answer.status
        except SourceError:
            return None
        except Exception:
            log.exception("a picture could not be asked for")
            return None
        return _OK

    def _answer(self, url: str) -> PageAnswer:
        fetched = self._fetch(url)
        final = fetched.final_url
        if fetched.document is None:
            return PageAnswer(_OK, final)
        try:
            reading = read_document(replace(fetched.document, zone=self.zone))
        except SourceError as error:
            # The page exists; only its words are unknown.
            return PageAnswer(_OK, final, is_list=error.code == _NOT_AN_ARTICLE)
        words = words_on_page(reading) if is_page_kind(reading.kind) else None
        return PageAnswer(_OK, final, words)

    def _fetch(self, url: str, most: int | None = None) -> Fetched:
        host = urlsplit(url).hostname or ""
        if self.is_over() or self._silent[host] >= _PATIENCE:
            raise SourceError("timeout", "")
        if not self.fetcher.allows(host):
            self.pace.wait_for(host)
        try:
            return self.fetcher.fetch(url) if most is None else self.fetcher.fetch(url, max_bytes=most)
        except AnswerError:
            raise
        except SourceError as error:
            self._silent[host] += error.code not in _ANSWERED
            raise


def limit_of_time(seconds: float) -> Callable[[], bool]:
    """Return a function that says whether `seconds` have passed since this call."""
    ends = time.monotonic() + seconds
    return lambda: time.monotonic() > ends


def keep_records(edition: Edition) -> None:
    """Keep what the sources of an edition's stories say, for the stories without a record."""
    known = SourceRecord.objects.filter(edition=edition).values("article")
    new = Article.objects.filter(stories__edition=edition).exclude(pk__in=known)
    SourceRecord.objects.bulk_create(
        [SourceRecord(edition=edition, article=a, item=item_words(a).document()) for a in new],
        ignore_conflicts=True,
    )


def _unread(now: datetime) -> Q:
    return Q(page__isnull=True) & (Q(asked_at=None) | Q(asked_at__lte=now - _AGAIN_AFTER))


def open_editions_with_unread_pages(now: datetime) -> list[int]:
    """Return the ids of the drafts with a story whose page has not been read."""
    waiting = SourceRecord.objects.filter(_unread(now), edition__status=Edition.Status.DRAFT)
    waiting = waiting.exclude(article__url="")
    return list(waiting.order_by("edition").values_list("edition", flat=True).distinct())


def read_first_pages(edition: Edition, now: datetime, fetcher: Fetcher, seconds: float = 60) -> int:
    """Read the pages of a draft's stories that have not been read yet; return how many were read.

    Safe to run twice, at the same time or later: each page is claimed before it is read, and tried again
    after an hour if it could not be read.
    """
    reader, read = PageReader(fetcher, edition.publication.timezone, limit_of_time(seconds)), 0
    for record in (
        edition.source_records.filter(_unread(now)).exclude(article__url="").select_related("article")
    ):
        mine = SourceRecord.objects.filter(_unread(now), pk=record.pk).update(asked_at=now)
        if mine and not reader.is_over():
            words = reader.read(record.article.url).words
            if words:
                SourceRecord.objects.filter(pk=record.pk).update(page=words.document())
                read += 1
    return read
