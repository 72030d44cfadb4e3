"""What a feed says about itself and each of its articles, read in this process.

`sources.reader` runs this in a child that can be stopped.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from roundup.articles.sources import paywall
from roundup.articles.sources.base import Document
from roundup.articles.sources.feed.media import media_offers
from roundup.articles.sources.feed.xml import ITEMS, parse_feed
from roundup.articles.sources.making import (
    gather_problems,
    make_article,
    problems_of_all,
    read_newest,
)
from roundup.articles.sources.text.plain import plain_text
from roundup.articles.sources.xml.element import Element, root_element
from roundup.core.articles import FoundArticle, Problem, Reading
from roundup.core.newsroom_language import tell_later
from roundup.core.urls import is_web_url, published_url

KIND: Final = tell_later("feed")

_TITLE: Final = ("title", "dc:title", "atom:title", "media:title", "itunes:title")
_LONG: Final = ("content:encoded", "content", "atom:content", "xhtml:body", "body", "fullitem")
_SHORT: Final = (
    "description",
    "summary",
    "atom:summary",
    "dc:description",
    "abstract",
    "itunes:summary",
    "media:description",
)
_PUBLISHED: Final = (
    "pubdate",
    "published",
    "atom:published",
    "issued",
    "dcterms:issued",
    "dc:date",
    "created",
    "dcterms:created",
    "date",
)
_UPDATED: Final = ("updated", "atom:updated", "modified", "dcterms:modified", "lastbuilddate")
_LABELS: Final = ("category", "atom:category", "dc:subject")
_MOST_LABELS: Final = 200
_PAYWALL: Final = tuple(
    f"{space}{name}" for name in paywall.NAMES for space in ("", "dcterms:", "dc:", "other:")
)


@dataclass(frozen=True, slots=True)
class _Channel:
    """What a feed says once for all its items. `title` and `authors` are unchanged HTML."""

    title: str
    url: str
    language: str
    authors: tuple[str, ...]


def read_feed(document: Document, cpu_seconds: float = math.inf) -> Reading:
    """Return the newest articles of a feed, at most `MOST_ARTICLES`, and what was wrong with it.

    No further article is started once this process has used `cpu_seconds`; a problem says what was left
    out. Raises SourceError if it is not a feed. A single article may take long on hostile input.
    """
    tree, faults = parse_feed(document.content, document.charset)
    root = root_element(tree, published_url(document.url))
    channel = _read_channel(root)
    found, offered = read_newest(
        root.outermost(*ITEMS),
        lambda item: item.texts(*_PUBLISHED, *_UPDATED),
        lambda item: _read_item(item, channel, document.zone),
        cpu_seconds,
    )
    articles = tuple(article for article, _ in found)
    return Reading(
        kind=KIND,
        title=plain_text(channel.title),
        url=channel.url,
        language=channel.language,
        articles=articles,
        problems=faults
        + problems_of_all(articles, offered)
        + gather_problems(problems for _, problems in found),
    )


def _read_item(item: Element, channel: _Channel, zone: str) -> tuple[FoundArticle, tuple[Problem, ...]]:
    """Return the article, and any problems with its dates."""
    guid = item.first("guid", "id", "atom:id") or _about(item)
    base = item.base if is_web_url(item.base) else channel.url
    url = _link(item, guid, base)
    body, short = item.markup(*_LONG), item.markup(*_SHORT) or _in_media(item, "media:description")
    return make_article(
        url=url,
        base=base,
        guid=guid,
        title=item.markup(*_TITLE) or _in_media(item, "media:title"),
        body=body or short,
        short=short,
        bylines=list(_bylines(item)) or list(channel.authors),
        publisher_names=(channel.title,),
        labels=list(_labels(item)),
        published=item.texts(*_PUBLISHED),
        updated=item.texts(*_UPDATED),
        offers=list(media_offers(item)),
        paywalled=paywall.any_closes((name, text) for name in _PAYWALL for text in item.texts(name)),
        language=item.language or item.first("language", "dc:language") or channel.language,
        zone=zone,
    )


def _read_channel(root: Element) -> _Channel:
    """Return what the feed says about itself."""
    head = next(iter(root.all("channel")), root)
    links = [head.url(_address(link)) for link in head.all("link") if _is_alternate(link)]
    return _Channel(
        title=head.markup("title", "dc:title", "atom:title"),
        url=next((link for link in links if link), ""),
        language=head.first("language", "dc:language") or head.language or root.language,
        authors=tuple(_persons(head)) if root.node.tag.endswith("feed") else (),
    )


def _in_media(item: Element, name: str) -> str:
    return next(
        (told for media in item.descendants("media:group", "media:content") if (told := media.markup(name))),
        "",
    )


def _about(item: Element) -> str:
    return str(item.node.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or "").strip()


def _link(item: Element, guid: str, base: str) -> str:
    """Return the address of the article: the original one, else a link, else a guid that is an address."""
    links = item.all("link", "atom:link")
    pages = [link for link in links if _is_alternate(link)]
    pages.sort(key=lambda link: link.get("type") not in ("", "text/html", "application/xhtml+xml"))
    addresses = [
        *item.texts("feedburner:origlink", "pheedo:origlink"),
        *(_address(link) for link in pages),
        *([guid] if _is_permalink(item) and (is_web_url(guid) or guid.startswith("/")) else []),
        item.get("href"),
        *(content.get("src") for content in item.all("content") if content.get("type") in ("", "text/html")),
        *(_address(link) for link in links if link.get("rel") in ("self", "related", "via")),
        *([_about(item)] if is_web_url(_about(item)) else []),
    ]
    return next((url for address in addresses if address and (url := published_url(address, base))), "")


def _is_alternate(link: Element) -> bool:
    return link.get("rel").lower() in ("", "alternate", "http://www.iana.org/assignments/relation/alternate")


def _address(link: Element) -> str:
    return link.get("href") or link.text


def _is_permalink(item: Element) -> bool:
    return not any(guid.get("ispermalink").lower() == "false" for guid in item.all("guid"))


def _bylines(item: Element) -> Iterator[str]:
    yield from (creator.as_markup() for creator in item.all("dc:creator", "dc:author"))
    yield from _persons(item)
    if not item.all("dc:creator", "author", "atom:author"):
        yield from item.texts("itunes:author", "dc:contributor")
        for source in item.all("source"):
            yield from _persons(source)


def _persons(element: Element) -> Iterator[str]:
    for author in element.all("author", "atom:author"):
        yield author.first("name", "atom:name") if len(author.node) else author.as_markup()


def _labels(item: Element) -> Iterator[str]:
    for label in item.all(*_LABELS)[:_MOST_LABELS]:
        yield label.get("label") or label.text or label.get("term")
