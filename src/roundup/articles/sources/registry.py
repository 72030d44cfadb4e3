"""Every kind of source, and how the right kind is found for a document."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from roundup.articles.sources.base import Document, SourceKind
from roundup.articles.sources.feed import FeedSource
from roundup.articles.sources.gzipped import gunzip_limited
from roundup.articles.sources.jsonfeed import JsonFeedSource
from roundup.articles.sources.page import PageSource
from roundup.articles.sources.shared_addresses import note_shared_addresses
from roundup.articles.sources.wordpress import WordPressSource
from roundup.core.articles import Reading
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell
from roundup.core.urls import without_query

# In the order in which they are tried. Pages come last, because any other document may contain HTML, too.
_ALL: Final[tuple[SourceKind, ...]] = (WordPressSource(), JsonFeedSource(), FeedSource(), PageSource())
KINDS: Final[dict[str, SourceKind]] = {kind.name: kind for kind in _ALL}


def kinds_in_words(*, with_pages: bool) -> str:
    """Return what Roundup can read, for a sentence: "a feed, a JSON feed or an article’s page"."""
    # The kinds that are tried last are the most common.
    lists = [kind for kind in reversed(_ALL) if not kind.is_page]
    pages = [kind for kind in _ALL if kind.is_page] if with_pages else []
    *others, last = map(_in_words, lists + pages)
    return tell("%(some)s or %(last)s", some=", ".join(others), last=last)


def _in_words(kind: SourceKind) -> str:
    called = tell(kind.called)
    return f"{called} ({kind.found_at})" if kind.found_at else called


def accepted_types() -> str:
    """Return the Accept header that asks a server for everything that some kind can read."""
    return ", ".join(dict.fromkeys([*(kind.accepts for kind in _ALL), "*/*;q=0.5"]))


def is_page_kind(name: str) -> bool:
    """Say whether the kind with this name reads pages for people, each about one article."""
    return name in KINDS and KINDS[name].is_page


def read_here(document: Document, kind: str = "", cpu_seconds: float = math.inf) -> Reading:
    """Return what a document contains, read in this process. A hostile document may stall it: see `reader`.

    `kind` says how to read it; if it is '', the content decides. Starts no further article once this process
    has used `cpu_seconds` of computing time. Raises SourceError with a sentence if the document is empty or
    no kind can read it. No sentence repeats a value from the query of its address, which may be a key.
    """
    content = gunzip_limited(document.content)
    if not content.strip(b" \t\r\n\x00"):
        raise SourceError("empty", tell("There is nothing at this address. Check it, or try again later."))
    document = replace(document, content=content)
    try:
        reading = note_shared_addresses(_kind_of(document, kind).read(document, cpu_seconds))
    except SourceError as refused:
        said = without_query(str(refused), document.url)
        raise SourceError(refused.code, said, refused.feeds) from None
    told = (replace(each, message=without_query(each.message, document.url)) for each in reading.problems)
    return replace(reading, problems=tuple(told))


def _kind_of(document: Document, name: str) -> SourceKind:
    if name:
        if name not in KINDS:
            raise SourceError(
                "unknown-kind",
                tell(
                    "There is no source of the kind “%(kind)s”. Use %(kinds)s.",
                    kind=name,
                    kinds=", ".join(KINDS),
                ),
            )
        return KINDS[name]
    for kind in KINDS.values():
        if kind.recognises(document):
            return kind
    raise SourceError(
        "unrecognised",
        tell(
            "Roundup cannot read what is at this address. Give the address of %(kinds)s.",
            kinds=kinds_in_words(with_pages=True),
        ),
    )
