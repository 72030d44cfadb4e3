"""Turns an RSS, RDF or Atom feed into a tree, even if a web page is wrapped around it."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from roundup.articles.sources.xml.text import root_name
from roundup.articles.sources.xml.tree import parse_xml, readable_xml
from roundup.core.articles import Problem
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell

ITEMS: Final = ("item", "entry")
_ROOTS: Final = frozenset({"rss", "feed", "rdf", "channel"})
_WRAPPING: Final = 5000
_WRAPPED: Final = re.compile(
    r"<(?:rss|(?:\w+:)?feed|rdf:RDF)\s[^<>]*?(?:version\s*=|xmlns(?::\w+)?\s*=)", re.IGNORECASE
)

# Places that only quote a feed: a comment, a script, and the value of an attribute.
_QUOTED: Final = re.compile(
    r"<!--(?:(?!-->).)*+|<script\b(?:(?!</script).)*+|(?<==)\"[^\"]*+\"|(?<==)'[^']*+'",
    re.IGNORECASE | re.DOTALL,
)


def parse_feed(content: bytes, charset: str = "") -> tuple[etree._Element, tuple[Problem, ...]]:
    """Return the root element of a feed, and the problems with it.

    Raises SourceError if it is not a feed. An item that was cut off is not in the tree.
    """
    text, problems = readable_xml(content, charset)
    root, more = parse_xml(_from_feed(text), _ROOTS, ITEMS)
    if root is None:
        raise _not_a_feed()
    return root, problems + more


def begins_a_feed(text: str) -> bool:
    """Say whether `text` begins with a feed, or with a web page wrapped around one."""
    return root_name(text) in _ROOTS or _start_of_wrapped(text) >= 0


def _from_feed(text: str) -> str:
    """Return `text` from the feed's root element on."""
    if not text.strip():
        raise SourceError("empty", tell("There is nothing at this address. Check it, or try again later."))
    if not begins_a_feed(text):
        raise _not_a_feed()
    return text if root_name(text) in _ROOTS else text[max(_start_of_wrapped(text), 0) :]


def _start_of_wrapped(text: str) -> int:
    """Return where a feed begins within a web page, or -1."""
    page = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text[:_WRAPPING])
    wrapped = _WRAPPED.search(page)
    return wrapped.start() if wrapped else -1


def _not_a_feed() -> SourceError:
    return SourceError(
        "not-a-feed",
        tell(
            "This is not an RSS, RDF or Atom feed. Give the address of the feed that the site's pages show."
        ),
    )
