"""Reads, in this process, what a feed says about itself and about each of its articles.

`sources.reader` runs this in a child that can be stopped.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

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
from roundup.core.urls import is_web_url, published_url, url_key

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
# Addresses of sound and film: an episode is not the page about it.
_PLAYED: Final = re.compile(
    r"\.(?:mp[34]|m4[abv]|aac|og[agv]|opus|wav|flac|mov|webm)(?:$|[?#])", re.IGNORECASE
)
_PAGE_TYPES: Final = ("", "text/html", "application/xhtml+xml")
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

    Starts no further article once this process has used `cpu_seconds` of computing time; a problem says what
    was left out. Raises SourceError if it is not a feed. A single hostile article may take long.
    """
    tree, faults = parse_feed(document.content, document.charset)
    root = root_element(tree, published_url(document.url))
    channel = _read_channel(root)
    if channel.url and urlsplit(channel.url).netloc != urlsplit(root.base).netloc:
        # Somebody else keeps the feed, or it is in a file: relative addresses belong to its own site.
        root = root_element(tree, channel.url)
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
    url = _link(item, guid, base, channel.url)
    long, brief = item.filled(*_LONG), item.filled(*_SHORT)
    short = brief.as_markup() if brief else _in_media(item, "media:description")
    return make_article(
        url=url,
        base=base,
        guid=guid,
        title=item.markup(*_TITLE) or _in_media(item, "media:title"),
        body=long.as_markup() if long else short,
        short=short,
        body_base=_base_inside(long or brief),
        short_base=_base_inside(brief),
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


def _base_inside(text: Element | None) -> str:
    return text.stated_inside if text else ""


def _link(item: Element, guid: str, base: str, home: str) -> str:
    """Return the address of the article: the original one, else a link, else a guid that is an address.

    The home page comes after all of these, because the items of some podcasts all link to it.
    """
    urls = [url for raw in _addresses(item, guid) if raw and (url := published_url(raw, base))]
    others = (published_url(raw, base) for raw in _last_addresses(item) if raw)
    own = next((url for url in urls if url_key(url) != url_key(home) and not _PLAYED.search(url)), "")
    return own or next(iter(urls), "") or next(filter(None, others), "")


def _addresses(item: Element, guid: str) -> list[str]:
    pages = [link for link in item.all("link", "atom:link") if _is_alternate(link)]
    pages.sort(key=lambda link: link.get("type").partition(";")[0].strip() not in _PAGE_TYPES)
    return [
        *item.texts("feedburner:origlink", "pheedo:origlink"),
        *(_address(link) for link in pages),
        *([guid] if _is_permalink(item) and (is_web_url(guid) or guid.startswith("/")) else []),
        item.get("href"),
        *(content.get("src") for content in item.all("content") if content.get("type") in ("", "text/html")),
    ]


def _last_addresses(item: Element) -> list[str]:
    links = item.all("link", "atom:link")
    named = (_address(link) for link in links if link.get("rel") in ("self", "related", "via"))
    return [*named, *([_about(item)] if is_web_url(_about(item)) else [])]


def _is_alternate(link: Element) -> bool:
    """Say whether a link leads to the article's page; its relation may be written as an address."""
    return link.get("rel").lower().rpartition("/")[2] in ("", "alternate")


def _address(link: Element) -> str:
    """Return where a link leads; a link in Atom may have its own base."""
    return (link.url(link.get("href")) or link.get("href")) or link.text


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
