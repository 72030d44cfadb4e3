"""What a page says about itself in JSON-LD, in all the forms in which publishers write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from roundup.articles.sources.page.dom import Element
from roundup.articles.sources.paywall import closes_article
from roundup.articles.sources.text.plain import as_html, plain_text
from roundup.core.urls import url_key

Node = dict[str, Any]

_MAX_NODES = 2_000
_MAX_KEYS = 200
_ARTICLES = re.compile(r"(Article|BlogPosting|LiveBlogPosting|^Report|^Review|^Blog Post)$", re.IGNORECASE)
_PAGES = re.compile(r"(^|[/:])(WebPage|ItemPage|MedicalWebPage|AdvertiserContentArticle)$", re.IGNORECASE)
# Wrapping meant for browsers of the nineties; removing it is safe.
_OPENINGS = ("<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "/* <![CDATA[ */")
_CLOSINGS = ("-->", "//]]>", "/*]]>*/", "]]>", "/* ]]> */", "//", ";")
# Superfluous commas. Strings and escapes are matched first, so that commas inside them are left alone.
_SPARE_COMMA = re.compile(r'\\.|"(?:[^"\\]|\\.)*"|,(?=\s*+[\]}])', re.DOTALL)
_BETWEEN = re.compile(r"[ \t\r\n;,]*")
_DEEPEST = 8
_FREE = "isAccessibleForFree"


@dataclass(frozen=True, slots=True)
class Graph:
    """Everything that a page's JSON-LD describes at its top levels, and everything with an `@id`."""

    nodes: tuple[Node, ...]
    by_id: dict[str, Node]

    def things(self, value: object, depth: int = 0) -> list[Node | str]:
        """Return `value` as a flat list of nodes and texts, with references to other nodes resolved."""
        if isinstance(value, list):
            items = value[:_MAX_NODES] if depth < _DEEPEST else []
            return [thing for item in items for thing in self.things(item, depth + 1)]
        if isinstance(value, str):
            return [value] if value.strip() else []
        if not isinstance(value, dict):
            return []
        known = self.by_id.get(str(value.get("@id") or ""), {})
        return [{**known, **{key: item for key, item in value.items() if item not in (None, "", [])}}]


def graph_of(tree: Element) -> Graph:
    """Read every JSON-LD script in `tree`, except those that are too broken to repair safely."""
    nodes: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            for value in json_values(script.text or ""):
                nodes.extend(_top_level(value))
    return Graph(tuple(nodes[:_MAX_NODES]), _identified(nodes[:_MAX_NODES]))


def json_values(text: str) -> list[object]:
    """Return the JSON values in `text`, making only repairs that cannot change a value."""
    text = _unwrapped(text)
    return _values(text) or _values(_SPARE_COMMA.sub(lambda found: "" if found[0] == "," else found[0], text))


def _unwrapped(text: str) -> str:
    text = text.strip()
    for mark in _OPENINGS:
        text = text.removeprefix(mark).lstrip()
    for mark in _CLOSINGS * 2:
        text = text.removesuffix(mark).rstrip()
    return text


def _values(text: str) -> list[object]:
    # Line breaks inside strings are the most common fault; `strict=False` accepts them.
    decoder, place = json.JSONDecoder(strict=False), 0
    found: list[object] = []
    while place < len(text) and len(found) < _MAX_NODES:
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        found.append(value)
        between = _BETWEEN.match(text, place)
        place = between.end() if between else place
    return found


def _top_level(value: object, depth: int = 0) -> Iterator[Node]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value:
            yield from _top_level(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _top_level(value.get(key), depth + 1)


def _identified(nodes: Iterable[Node]) -> dict[str, Node]:
    known: dict[str, Node] = {}
    for node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and name and 1 < len(node) <= _MAX_KEYS:
            kept = known.setdefault(name, {})
            for key, value in node.items():
                if key in kept or len(kept) < _MAX_KEYS:
                    kept.setdefault(key, value)
    return known


def types_of(node: Node) -> list[str]:
    stated = node.get("@type")
    return [str(name) for name in (stated if isinstance(stated, list) else [stated]) if name]


def is_article(node: Node) -> bool:
    return any(_ARTICLES.search(name) for name in types_of(node))


def article_node(graph: Graph, urls: Iterable[str]) -> Node:
    """Return the node that describes the page at one of `urls`, completed from its WebPage node.

    If there are several articles, only one with the page's address counts; the others may be teasers.
    """
    keys = {url_key(url) for url in urls if url}
    articles = [node for node in graph.nodes if is_article(node)]
    own = [node for node in articles if keys & set(_addresses(node))]
    if not own and len({_headline(node) for node in articles}) == 1:
        own = articles
    page = _web_page(graph, keys)
    best = max(own, key=len, default={})
    return {**{key: item for key, item in page.items() if key in _SHARED}, **best} if best else page


# What the page as a whole may say on behalf of the article in it.
_SHARED = (
    "datePublished",
    "dateModified",
    "author",
    "description",
    "inLanguage",
    "image",
    "primaryImageOfPage",
)


def _web_page(graph: Graph, keys: set[str]) -> Node:
    pages = [
        node
        for node in graph.nodes
        if any(_PAGES.search(name) for name in types_of(node)) and "datePublished" in node
    ]
    return next((node for node in pages if keys & set(_addresses(node))), pages[0] if len(pages) == 1 else {})


def _addresses(node: Node) -> Iterator[str]:
    main = node.get("mainEntityOfPage")
    stated = [node.get("url"), node.get("@id"), main]
    if isinstance(main, dict):
        stated += [main.get("@id"), main.get("url")]
    for raw in stated:
        if isinstance(raw, str) and raw.startswith("http"):
            yield url_key(raw)


def _headline(node: Node) -> str:
    return first_text(node.get("headline")) or first_text(node.get("name"))


def first_text(value: object, depth: int = 0) -> str:
    """Return the first text in `value` as plain text, or ''."""
    if depth > _DEEPEST:
        return ""
    if isinstance(value, list):
        return next((found for item in value[:_MAX_NODES] if (found := first_text(item, depth + 1))), "")
    if isinstance(value, dict):
        return first_text(value.get("name") or value.get("@value"), depth + 1)
    return plain_text(as_html(value)) if isinstance(value, str) else ""


def names_in(graph: Graph, value: object) -> list[str]:
    """Return the names of the people and organisations in `value`, unchanged and in order."""
    names: list[str] = []
    for thing in graph.things(value):
        stated = thing if isinstance(thing, str) else thing.get("name") or _given_and_family(thing)
        for name in stated if isinstance(stated, list) else [stated]:
            if isinstance(name, str) and (plain := plain_text(as_html(name))):
                names.append(plain)
    return names


def _given_and_family(person: Node) -> str:
    parts = (person.get("givenName"), person.get("familyName"))
    return " ".join(part for part in parts if isinstance(part, str) and part)


def is_paywalled(graph: Graph, node: Node) -> bool:
    """Say whether the publisher states that the article is not free to read."""
    if (stated := node.get(_FREE)) is not None:
        return closes_article(_FREE, stated)
    parts = [part for part in graph.things(node.get("hasPart")) if isinstance(part, dict)]
    return any(closes_article(_FREE, part.get(_FREE)) for part in parts)
