"""Feeds made for one test each."""

from __future__ import annotations

from roundup.articles.sources.base import Document
from roundup.articles.sources.feed.reading import read_feed
from roundup.core.articles import FoundArticle, Reading

ADDRESS = "https://magazine.example/feeds/feed.rss"
_NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:dcterms="http://purl.org/dc/terms/"'
)


def rss(*items: str, head: str = "<title>The Magazine</title><link>https://magazine.example/</link>") -> str:
    """Return an RSS 2.0 feed; each of `items` is the content of an item."""
    within = "".join(f"<item>{item}</item>" for item in items)
    root = f'<rss version="2.0" {_NAMESPACES}>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{root}<channel>{head}{within}</channel></rss>'


def atom(*entries: str, head: str = "<title>The Magazine</title>") -> str:
    """Return an Atom 1.0 feed; each of `entries` is the content of an entry."""
    within = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{within}</feed>'


def document(text: str | bytes, charset: str = "") -> Document:
    return Document(url=ADDRESS, content=text.encode() if isinstance(text, str) else text, charset=charset)


def reading(text: str | bytes, charset: str = "") -> Reading:
    """Read a feed in this process."""
    return read_feed(document(text, charset))


def article(item: str) -> FoundArticle:
    """Return the article of an RSS feed with the one `item`."""
    (found,) = reading(rss(item)).articles
    return found


def codes(found: Reading) -> list[str]:
    return [problem.code for problem in found.problems]
