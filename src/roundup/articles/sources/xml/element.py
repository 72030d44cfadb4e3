"""An element of an XML document, with names that do not depend on how the publisher spells namespaces."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from typing import Final

from lxml import etree

from roundup.articles.sources.making import MOST_ARTICLES
from roundup.articles.sources.text.plain import as_html
from roundup.core.urls import published_url

_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
# One more than we read as articles, so that the caller can say that there are more.
_MOST_CHILDREN: Final = MOST_ARTICLES + 1
_MOST_ATTRIBUTES: Final = 50
_PLAIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
# Namespaces as publishers write them, without scheme, `www.`, case and trailing punctuation.
_PREFIXES: Final = {
    "w3.org/2005/atom": "atom",
    "purl.org/atom/ns": "atom",
    "purl.org/rss/1.0": "",
    "my.netscape.com/rdf/simple/0.9": "",
    "channel.netscape.com/rdf/simple/0.9": "",
    "backend.userland.com/rss": "",
    "backend.userland.com/rss2": "",
    "backend.userland.com/rss091": "",
    "blogs.law.harvard.edu/tech/rss": "",
    "purl.org/net/rss1.1": "",
    "purl.org/dc/elements/1.1": "dc",
    "purl.org/dc/elements/1.0": "dc",
    "purl.org/dc/terms": "dcterms",
    "purl.org/rss/1.0/modules/content": "content",
    "purl.org/rss/1.0/modules/dc": "dc",
    "search.yahoo.com/mrss": "media",
    "rssboard.org/media-rss": "media",
    "tools.search.yahoo.com/mrss": "media",
    "rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "pheedo.com/namespace/pheedo": "pheedo",
    "itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "w3.org/1999/xhtml": "xhtml",
    "w3.org/1999/02/22-rdf-syntax-ns": "rdf",
}


class Element:
    """A part of a document. Children have lower-case names; those of other vocabularies are `prefix:name`.

    RSS and Atom names have no prefix in a document of their own kind; Atom's names in RSS are `atom:name`.
    """

    def __init__(self, node: etree._Element, base: str, home: str, stated: str = "") -> None:
        """Wrap `node`. `stated` is the base stated for the elements around it; '' if there is only `base`."""
        self.node = node
        self.stated = _stated(node, base, stated)
        self.base = self.stated or base
        self._home = home
        self._children: dict[str, list[etree._Element]] = {}
        for child in node:
            if isinstance(child.tag, str):
                self._children.setdefault(_name(child.tag, home), []).append(child)

    def all(self, *names: str) -> list[Element]:
        """Return the children with one of `names`: all those with the first name, then those with the next.

        At most one more than `MOST_ARTICLES` are returned for each name.
        """
        return [self.of(child) for name in names for child in self._children.get(name, ())[:_MOST_CHILDREN]]

    def of(self, node: etree._Element) -> Element:
        return Element(node, self.base, self._home, self.stated)

    def texts(self, *names: str) -> list[str]:
        """Return the contents of the children with one of `names` as plain text, leaving out empty ones."""
        return [text for child in self.all(*names) if (text := child.text)]

    def first(self, *names: str) -> str:
        """Return the first content that is not empty, in the order of `names`, or ''."""
        return next(iter(self.texts(*names)), "")

    def markup(self, *names: str) -> str:
        """Return the first content as HTML, in the order of `names`, or ''."""
        filled = self.filled(*names)
        return filled.as_markup() if filled else ""

    def filled(self, *names: str) -> Element | None:
        """Return the first child that has any content as HTML, in the order of `names`."""
        return next((child for child in self.all(*names) if child.as_markup()), None)

    def get(self, attribute: str) -> str:
        """Return an attribute by its name in any case, or ''."""
        value = self.node.get(attribute)
        if value is None:
            spelled = (str(name) for name in self.node.keys()[:_MOST_ATTRIBUTES])
            value = self.node.get(
                next((name for name in spelled if name.lower() == attribute), attribute), ""
            )
        return str(value).strip()

    def url(self, raw: str) -> str:
        return published_url(raw, self.base)

    @property
    def text(self) -> str:
        return "".join(str(text) for text in self.node.itertext()).strip()

    @property
    def language(self) -> str:
        return str(self.node.get(_LANGUAGE) or "")

    @property
    def stated_inside(self) -> str:
        """The base stated for the content, which may come from a single element that wraps it, or ''."""
        return self.of(self.node[0]).stated if len(self.node) == 1 else self.stated

    def as_markup(self) -> str:
        """Return the content as HTML, whether it came escaped, in CDATA or as elements."""
        kind = self.get("type").lower()
        if kind.startswith(("image/", "audio/", "video/", "application/octet")):
            return ""
        if len(self.node):
            return _inner(self.node)
        text = (self.node.text or "").strip()
        return as_html(text) if kind in ("text", "text/plain") else text

    def descendants(self, *names: str) -> Iterator[Element]:
        """Yield the elements inside, at any depth, that have one of `names`."""
        for node in self.node.iterdescendants():
            if self._is_called(node, names):
                yield self.of(node)

    def outermost(self, *names: str) -> Iterator[Element]:
        """Yield the elements inside that have one of `names`, except those inside another one."""
        for node in self.node.iterdescendants():
            if not self._is_called(node, names):
                continue
            above = [*takewhile(lambda around: around is not self.node, node.iterancestors())]
            if not any(self._is_called(around, names) for around in above):
                stated = self.stated
                for around in reversed(above):
                    stated = _stated(around, self.base, stated)
                yield Element(node, self.base, self._home, stated)

    def _is_called(self, node: etree._Element, names: tuple[str, ...]) -> bool:
        return isinstance(node.tag, str) and _name(node.tag, self._home) in names


def root_element(root: etree._Element, url: str) -> Element:
    """Return the root of the document that came from `url`."""
    return Element(root, url, _namespace(str(root.tag)))


def _stated(node: etree._Element, base: str, around: str) -> str:
    """Return the base stated for `node`: its own, or the one stated `around` it."""
    own = node.get(_BASE)
    return (published_url(own, around or base) if own else "") or around


@lru_cache(maxsize=4096)
def _name(tag: str, home: str) -> str:
    namespace = _namespace(tag)
    local = tag.rpartition("}")[2].lower()
    if namespace == home or not namespace:
        return local
    prefix = _PREFIXES.get(namespace, "other")
    return f"{prefix}:{local}" if prefix else local


@lru_cache(maxsize=4096)
def _namespace(tag: str) -> str:
    uri = tag[1:].partition("}")[0].strip().lower() if tag.startswith("{") else ""
    return re.sub(r"^https?://(?:www\.)?", "", uri).rstrip("/#")


def _inner(node: etree._Element) -> str:
    parts = [html.escape(node.text or "", quote=False)]
    parts += [etree.tostring(_plain(child), encoding="unicode", method="html") for child in node]
    return "".join(parts).strip()


def _plain(node: etree._Element) -> etree._Element:
    """Return `node` with plain HTML names, whatever namespace they were in."""
    for element in node.iter():
        if isinstance(element.tag, str):
            local = element.tag.rpartition("}")[2].rpartition(":")[2]
            # `<a:>` and `<a:1>` come from damaged documents.
            element.tag = local if _PLAIN_NAME.fullmatch(local) else "span"
    etree.cleanup_namespaces(node)
    return node
