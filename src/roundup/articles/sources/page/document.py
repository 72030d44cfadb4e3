"""Turns bytes into a page: finds their encoding, and builds a tree whose size no page can blow up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from lxml import etree
from lxml import html as lxml_html

from roundup.articles.sources.base import Document
from roundup.articles.sources.page.dom import Element, mark_asides
from roundup.articles.sources.page.jsonld import Graph, Node, article_node, graph_of
from roundup.articles.sources.page.meta import Meta, meta_of
from roundup.articles.sources.text.decoding import decode_text
from roundup.articles.sources.text.surrogates import join_surrogates
from roundup.core.articles import Problem
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell
from roundup.core.urls import published_url

MAX_BYTES = 10 * 2**20
# Twice as many tags as the longest page we know has; no article goes on after that.
MAX_TAGS = 50_000
_MAX_CANONICALS = 10

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*+=\s*+["']?\s*+([\w:.-]{2,40})""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]{2,40})""", re.IGNORECASE)

# A tag with this many attributes costs the parser quadratic time, and no real page has one.
_ATTRIBUTE = r"""[\s/]++[^\s=<>"'/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_TAG = re.compile(rf"<[a-zA-Z][^\s/<>]*+(?:{_ATTRIBUTE})*+")
_CROWDED = re.compile(rf"<[a-zA-Z][^\s/<>]*+(?:{_ATTRIBUTE}){{2000}}")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart. `article` is the JSON-LD node that describes it (empty if there is none).

    `url` is where the page came from; `canonical` is the address it gives itself (may be empty). `faults` are
    the problems with its bytes.
    """

    url: str
    canonical: str
    tree: Element
    meta: Meta
    graph: Graph
    article: Node
    faults: tuple[Problem, ...] = ()


def page_of(document: Document) -> Page:
    """Take `document` apart. Raises SourceError if it is empty, too large, or not markup at all."""
    if len(document.content) > MAX_BYTES:
        raise SourceError(
            "too-large", tell("The page is larger than 10 MB; give the address of one article.")
        )
    text, faults = decode_page(document)
    tree = _tree_of(text)
    mark_asides(tree)
    meta, graph = meta_of(tree), graph_of(tree)
    url = published_url(document.url, "")
    canonical = _canonical_of(tree, meta, url)
    return Page(url, canonical, tree, meta, graph, article_node(graph, (url, canonical)), faults)


def decode_page(document: Document) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of `document`, and a problem if some of its letters may be wrong.

    A page without a stated encoding counts as Western unless it is UTF-8.
    """
    return decode_text(document.content, *_declared(document), otherwise="cp1252")


def _declared(document: Document) -> list[str]:
    head = document.content[:4096]
    found = [match.group(1).decode("ascii") for match in _META_CHARSET.finditer(head)]
    xml = _XML_CHARSET.search(head)
    return [document.charset, *found, xml.group(1).decode("ascii") if xml else ""]


def _tree_of(text: str) -> Element:
    """Parse `text`, however broken it is. Raises SourceError if nothing is left or the text is a trap."""
    if any(_CROWDED.match(tag[0]) for tag in _TAG.finditer(text)):
        raise SourceError(
            "not-readable",
            tell("The page contains markup made to stall programs that read it; check its address."),
        )
    parser = lxml_html.HTMLParser(
        encoding="utf-8",
        recover=True,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    raw = _UNPRINTABLE.sub("", join_surrogates(_beginning(text))).encode("utf-8", "replace")
    try:
        return lxml_html.document_fromstring(raw, parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise SourceError(
            "not-readable", tell("The page contains nothing to read; check its address.")
        ) from error


def _beginning(text: str) -> str:
    """Return `text` up to its `MAX_TAGS`th tag."""
    parts = text.split("<", MAX_TAGS)
    return "<".join(parts[:MAX_TAGS]) if len(parts) > MAX_TAGS else text


def _canonical_of(tree: Element, meta: Meta, url: str) -> str:
    """Return the address that the page gives itself, or '' if it gives none or only the home page."""
    links = (link for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    stated = [link.get("href") or "" for link in islice(links, _MAX_CANONICALS)]
    base = url or next((raw for raw in stated if raw.startswith("http")), "")
    for raw in (*stated, meta.first("og:url"), meta.first("twitter:url")):
        found = published_url(raw, base) if raw.strip() else ""
        if found and not is_home(found):
            return found
    return ""


def is_home(url: str) -> bool:
    """Say whether `url` leads to the front page of its site."""
    host = re.match(r"https?://[^/?#]+", url)
    if host is None:
        return False
    rest = url[host.end() :].split("#")[0]
    return re.fullmatch(r"/?(index\.\w{2,5}|home/?|[a-z]{2}(-[a-z]{2})?/?)?", rest, re.IGNORECASE) is not None
