"""RSS 0.9x to 2.0, RDF and Atom: from bytes to articles."""

from roundup.articles.sources.feed.source import FeedSource

__all__ = ["FeedSource"]
