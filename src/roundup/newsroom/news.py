"""News for a draft: it comes in by itself, or is offered to the editors who have the draft open."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime

import orjson

from roundup.articles.models import Article
from roundup.core.errors import RoundupError
from roundup.core.newsroom_language import tell_count
from roundup.editions.keeping_up import drafts_to_keep_up, keep_up, offer_news, offered_news
from roundup.editions.models import Edition
from roundup.editions.unread_sources import tell_unread_sources, unread_sources
from roundup.newsroom.presence import is_open

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """What is offered to the editors of a draft, by headline, and which sources could not be read.

    `version` is a digest of it, so that only something new changes the page.
    """

    coming: tuple[str, ...] = ()
    going: tuple[str, ...] = ()
    changing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def is_offered(self) -> bool:
        return bool(self.coming or self.going or self.changing)

    @property
    def words(self) -> str:
        """What taking it in would do: `3 new stories would come in. 1 story would go.`"""
        coming, going, changing = len(self.coming), len(self.going), len(self.changing)
        told = [
            tell_count("%(n)s new story would come in.", "%(n)s new stories would come in.", coming)
            if coming
            else "",
            tell_count("%(n)s story would go.", "%(n)s stories would go.", going) if going else "",
            tell_count("%(n)s story would change.", "%(n)s stories would change.", changing)
            if changing
            else "",
        ]
        return " ".join(filter(None, told))

    @property
    def version(self) -> str:
        said = [self.coming, self.going, self.changing, self.unread]
        return hashlib.sha256(orjson.dumps(said)).hexdigest()[:12]


def keep_drafts_current(now: datetime) -> None:
    """Bring the drafts that nobody has open up to date, and offer the news of the others to their editors.

    The failure of one does not stop the others; it is tried again at the next look.
    """
    for edition in drafts_to_keep_up(now):
        tell_unread_sources(edition, now)
        try:
            if is_open(edition, now):
                offer_news(edition, now)
            else:
                keep_up(edition, now)
        except RoundupError as error:
            log.warning("edition %s was not kept current: %s", edition.pk, error)


def news_of(edition: Edition) -> News:
    """Return what the page of an edition says about news; nothing unless it is a draft."""
    if edition.status != Edition.Status.DRAFT:
        return News()
    offered = offered_news(edition)
    told = dict(edition.stories.values_list("article_id", "headline"))
    titles = dict(Article.objects.filter(pk__in=offered.coming).values_list("pk", "title"))
    return News(
        tuple(titles[pk] for pk in offered.coming if pk in titles),
        tuple(told[pk] for pk in offered.going),
        tuple(told[pk] for pk in offered.changing),
        tuple(unread_sources(edition.publication)),
    )
