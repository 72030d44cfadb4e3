"""Reads one article from its page: what the publisher states for machines, then what a visitor sees."""

from roundup.articles.sources.page.source import PageSource, complete_from_page

__all__ = ["PageSource", "complete_from_page"]
