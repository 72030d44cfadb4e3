"""Articles that an editor names by their addresses, in contrast to those that a source shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction

from roundup.articles.known_articles import KnownArticles
from roundup.articles.models import Article
from roundup.articles.sources.base import Document
from roundup.articles.sources.fetch import AnswerError, Fetcher, Timeouts
from roundup.articles.sources.reader import read_document
from roundup.articles.sources.registry import KINDS, is_page_kind
from roundup.core.article_identity import identify_articles
from roundup.core.articles import FoundArticle, Reading
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell, tell_count, tell_later
from roundup.core.urls import published_url
from roundup.publications.models import Publication

# An editor and a thread of the web server are waiting.
PATIENCE: Final = Timeouts(connect=5, read=8, total=12)

_PAGES: Final = ("", "text/html", "application/xhtml+xml", "text/plain")
_SENTENCES: Final = {
    "bad-address": tell_later(
        "This is not a web address. Copy the article’s address from the browser: it begins with https://."
    ),
    "empty": tell_later(
        "There is nothing at this address. Open it in the browser, and copy the address again."
    ),
    "not-an-article": tell_later(
        "This page is a front page or a list, not an article. Open the article, and copy its address."
    ),
    "too-heavy": tell_later("This page takes too much time or memory to read."),
}
# Problems of the server, of the network or of this machine, which may be gone the next time.
_PASSING: Final = frozenset({"timeout", "no-connection", "broken-answer"})
_HERE: Final = frozenset({"stopped-here", "crashed-here", "slow-here", "busy-here"})
_CLOSED: Final = frozenset({401, 402, 403, 407, 451})
_GONE: Final = frozenset({404, 410})


def read_address(typed: str) -> str:
    """Return the address that an editor typed, without the parts that only count clicks.

    Adds `https://` if it is missing. Raises SourceError for anything that is not an address.
    """
    text = typed.strip()
    address = published_url(text if "://" in text else f"https://{text}") if text else ""
    if not address:
        raise SourceError("bad-address", tell(_SENTENCES["bad-address"]))
    return address


def known_article(publication: Publication, address: str) -> Article | None:
    """Return the article that we know at this address in any of its spellings, or None."""
    (wanted,) = identify_articles([FoundArticle(url=address, title="")])
    with transaction.atomic():
        return KnownArticles(publication.pk, None, [wanted]).find(wanted)


def read_article(publication: Publication, address: str, fetcher: Fetcher) -> FoundArticle:
    """Return what the page at `address` says, read in the same way as a source's pages. Nothing is stored.

    Takes as long as the fetcher allows, so call it outside any transaction. Raises SourceError, with a
    sentence that says what to do, for anything but the page of one article with a headline.
    """
    try:
        found = _one_of(*_read(publication, address, fetcher))
    except AnswerError as error:
        raise SourceError(error.code, _words_of_status(error.status)) from None
    except SourceError as error:
        raise SourceError(error.code, _words_of(error, address)) from None
    if not found.title.strip():
        raise SourceError("no-title", tell("The page gives no headline."))
    return replace(found, url=found.url or address)


def _read(publication: Publication, address: str, fetcher: Fetcher) -> tuple[Document, Reading]:
    document = fetcher.fetch(address).document or Document(address, b"")
    try:
        return document, read_document(replace(document, zone=publication.timezone))
    except SourceError as error:
        if error.code == "unrecognised":
            raise SourceError(error.code, _words_of_file(document)) from None
        raise


def _one_of(document: Document, reading: Reading) -> FoundArticle:
    if not is_page_kind(reading.kind):
        raise SourceError(
            "a-list",
            tell_count(
                "This is %(kind)s, with %(n)s article. Open it, and copy its address; "
                "an admin can add the whole list under Sources.",
                "This is %(kind)s, with %(n)s articles. Open one of them, and copy its address; "
                "an admin can add the whole list under Sources.",
                len(reading.articles),
                kind=tell(KINDS[reading.kind].called),
            ),
        )
    return reading.articles[0]


def _words_of_file(document: Document) -> str:
    if document.media_type in _PAGES:
        return tell("This is a file, not the page of an article.")
    return tell("This is a file (%(kind)s), not the page of an article.", kind=document.media_type[:60])


def _words_of(error: SourceError, address: str) -> str:
    if error.code in _PASSING:
        return tell("%(host)s does not answer. Try again in a minute.", host=urlsplit(address).hostname)
    if error.code in _HERE:
        return tell("The page could not be read here this time. Try again in a minute.")
    return tell(_SENTENCES[error.code]) if error.code in _SENTENCES else str(error)


def _words_of_status(status: int) -> str:
    if status in _GONE:
        return tell(
            "There is no page at this address (%(status)s). Open it in the browser, and copy it again.",
            status=status,
        )
    if status in _CLOSED:
        return tell("The server does not let programs read this page (%(status)s).", status=status)
    return tell("The server cannot show this page now (%(status)s). Try again in a minute.", status=status)
