"""RSS 0.9x to 2.0, RDF and Atom as a kind of source."""

from __future__ import annotations

import math
from typing import Final

from roundup.articles.sources.base import Document
from roundup.articles.sources.feed.reading import KIND, read_feed
from roundup.articles.sources.feed.xml import begins_a_feed
from roundup.articles.sources.xml.tree import readable_xml
from roundup.core.articles import Reading
from roundup.core.newsroom_language import tell_later

_LOOKED_AT: Final = 20_000


class FeedSource:
    """Feeds in XML."""

    name = KIND
    called = tell_later("a feed")
    found_at = ""
    accepts = "application/atom+xml, application/rss+xml, application/xml;q=0.9"
    is_page = False

    def recognises(self, document: Document) -> bool:
        """Say whether the first element is a feed's, whatever comes before it."""
        text, _ = readable_xml(document.content[:_LOOKED_AT], document.charset)
        return begins_a_feed(text)

    def read(self, document: Document, cpu_seconds: float = math.inf) -> Reading:
        """Return the articles of a feed. Raises SourceError if it is not one."""
        return read_feed(document, cpu_seconds)
