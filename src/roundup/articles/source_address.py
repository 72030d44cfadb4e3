"""Finds out whether an address that may become a source can be read, and which feed to read instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from roundup.articles.source_management import require_readable
from roundup.articles.sources.fetch import Fetcher
from roundup.articles.sources.reader import read_document
from roundup.core.errors import Refused, SourceError
from roundup.core.newsroom_language import tell

# Problems that will not pass: the document is not a feed.
FOR_GOOD: Final = frozenset({"unrecognised", "not-an-article", "not-posts"})


@dataclass(frozen=True, slots=True)
class Found:
    """The address to read, and a note with what a person should know about it, or ''."""

    url: str
    note: str = ""


def look_at(url: str, fetcher: Fetcher) -> Found:
    """Read `url` once, and return its address or, for a front page or a list, that of the feed it names.

    A server that does not answer now may answer later, so this becomes a note. Raises Refused for an address
    that can never be read.
    """
    if note := require_readable(url, looks_up=True):
        return Found(url, note)
    try:
        if document := fetcher.fetch(url).document:
            read_document(document)
    except SourceError as error:
        return _instead(url, error)
    return Found(url)


def _instead(url: str, error: SourceError) -> Found:
    if error.feeds:
        feed = error.feeds[0]
        require_readable(feed, looks_up=True)
        return Found(
            feed,
            tell(
                "%(page)s is a front page or a list. Its feed %(feed)s was added instead.",
                page=url,
                feed=feed,
            ),
        )
    if error.code in FOR_GOOD:
        raise Refused(tell("%(address)s cannot be a source. %(why)s", address=url, why=error))
    return Found(url, str(error))
