"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator
from typing import Any, Final

from roundup.articles.sources.base import Document
from roundup.articles.sources.json_text import json_or_none, list_at, parse_json, text_at, value_at
from roundup.articles.sources.making import gather_problems, make_article, problems_of_all, read_newest
from roundup.articles.sources.paywall import any_closes
from roundup.articles.sources.pictures import MEANT, Offer
from roundup.articles.sources.text.plain import as_html, plain_text
from roundup.core.articles import FoundArticle, Image, Problem, Reading
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.urls import is_web_url, published_url

_VERSION: Final = "jsonfeed.org/version/"


class JsonFeedSource:
    """JSON Feed."""

    name = tell_later("jsonfeed")
    called = tell_later("a JSON feed")
    found_at = ""
    accepts = "application/feed+json"
    is_page = False

    def recognises(self, document: Document) -> bool:
        return _is_feed(json_or_none(document))

    def read(self, document: Document, cpu_seconds: float = math.inf) -> Reading:
        """Return the articles of a JSON feed. Raises SourceError if it is not one."""
        feed, faults = parse_json(document)
        if not _is_feed(feed):
            raise SourceError(
                "not-a-feed", tell("This is JSON, but not a JSON feed. Give the address of a feed.")
            )
        home = published_url(text_at(feed, "home_page_url"), document.url)
        listed = list_at(feed, "items")
        items = [item for item in listed if isinstance(item, dict)]
        found, offered = read_newest(
            items,
            lambda item: [text_at(item, "date_published"), text_at(item, "date_modified")],
            lambda item: _read_item(item, feed, document, home),
            cpu_seconds,
        )
        articles = tuple(article for article, _ in found)
        return Reading(
            kind=self.name,
            title=plain_text(_markup_at(feed, "title")),
            url=home,
            language=text_at(feed, "language")[:35],
            articles=articles,
            problems=faults
            + problems_of_all(articles, offered, len(listed) - len(items))
            + gather_problems(problems for _, problems in found),
        )


def _is_feed(told: Any) -> bool:
    return isinstance(told, dict) and (
        _VERSION in text_at(told, "version")
        or (isinstance(told.get("items"), list) and _has_items(told["items"]))
    )


def _has_items(items: list[Any]) -> bool:
    names = ("content_html", "content_text", "url", "date_published")
    return any(
        isinstance(item, dict) and "id" in item and any(name in item for name in names) for item in items
    )


def _read_item(
    item: dict[str, Any], feed: dict[str, Any], document: Document, home: str
) -> tuple[FoundArticle, tuple[Problem, ...]]:
    base = published_url(document.url) or home
    guid = text_at(item, "id")
    url = published_url(text_at(item, "url"), base) or (published_url(guid) if is_web_url(guid) else "")
    # In a link blog, `external_url` is the page that the item is about; without a `url`, it is the article.
    url = url or published_url(text_at(item, "external_url"), base)
    return make_article(
        url=url,
        base=base,
        guid=guid,
        title=_markup_at(item, "title"),
        body=text_at(item, "content_html") or _paragraphs(text_at(item, "content_text")),
        short=_markup_at(item, "summary"),
        bylines=list(_names(item)) or list(_names(feed)),
        publisher_names=(_markup_at(feed, "title"),),
        labels=[_markup_at({"tag": tag}, "tag") for tag in list_at(item, "tags")],
        published=_given(text_at(item, "date_published")),
        updated=_given(text_at(item, "date_modified")),
        offers=list(_pictures(item, url or base)),
        paywalled=any_closes(_stated(item)),
        language=text_at(item, "language") or text_at(feed, "language"),
        zone=document.zone,
    )


def _stated(item: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield the names and values that an item, or an extension in it, states."""
    yield from item.items()
    for name, extension in item.items():
        if name.startswith("_") and isinstance(extension, dict):
            yield from extension.items()


def _markup_at(told: dict[str, Any], name: str) -> str:
    """Return, as HTML, a text that JSON Feed calls plain."""
    return as_html(text_at(told, name))


def _names(told: dict[str, Any]) -> Iterator[str]:
    """Yield the names of `authors` (1.1), else of `author` (1.0)."""
    people = list_at(told, "authors") or [value_at(told, "author")]
    for person in people:
        if name := text_at(person, "name") or (person if isinstance(person, str) else ""):
            yield as_html(name)


def _pictures(item: dict[str, Any], base: str) -> Iterator[Offer]:
    addresses = [text_at(item, "image"), text_at(item, "banner_image")]
    for attached in list_at(item, "attachments"):
        if text_at(attached, "mime_type").startswith("image/"):
            addresses.append(text_at(attached, "url"))
    for address in addresses:
        if url := published_url(address, base):
            yield Offer(Image(url=url), MEANT)


def _paragraphs(text: str) -> str:
    parts = [html.escape(part.strip(), quote=False) for part in text.split("\n\n")]
    return "".join(f"<p>{part}</p>" for part in parts if part)


def _given(date: str) -> list[str]:
    return [date] if date else []
