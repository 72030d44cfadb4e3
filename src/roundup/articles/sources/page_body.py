"""The text of an article, where it can be found cheaply; elsewhere nothing."""

from __future__ import annotations

import copy
import re
from collections import defaultdict

from lxml import etree

from roundup.articles.sources.clean import clean_html
from roundup.articles.sources.page_document import Page
from roundup.articles.sources.page_dom import Element, is_aside, seen_text, within_aside

_BODY_XPATHS = (
    "//*[@itemprop='articleBody']",
    "//*[contains(concat(' ', @class, ' '), ' body-description ')]",
)
_BLOCKS = ("p", "blockquote", "pre")
_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "button", "iframe", "form", "nav", "aside", "footer", "input"}
    | {"select", "textarea", "video", "audio", "object", "embed", "dialog"}
)
_RESIDUE = re.compile(
    r"^(advertisement|advertising|anzeige|publicité|publicidad|read more:?|continue reading|keep reading|show less|"
    r"follow us on social|google cta|share this( article| story)?|subscribe( now)?|sign up.{0,60}|"
    r"the post .{1,200} appeared first on .{1,80})\W*$",
    re.IGNORECASE,
)
_MIN_PARAGRAPH = 60
_ENOUGH = 250


def body_of(page: Page) -> Element | None:
    """Return the element that holds the main text, or None where no place stands out."""
    for path in _BODY_XPATHS:
        found = max(page.tree.xpath(path), key=_weight, default=None)
        if found is not None and _weight(found) >= _ENOUGH:
            return found
    return _heaviest(page.tree)


def content_of(page: Page) -> str:
    """Return the cleaned main text of `page`, or '' where there is none to be found."""
    body = body_of(page)
    if body is None:
        return ""
    kept = copy.deepcopy(body)
    kept.tail = None
    prune(kept)
    return clean_html(etree.tostring(kept, encoding="unicode", method="html")).strip()


def prune(root: Element) -> None:
    """Take out of `root` what is not the article: scripts, boxes beside it, calls to read on."""
    for element in list(root.iter()):
        if element is root or element.getparent() is None or not isinstance(element.tag, str):
            continue
        if element.tag in _DROPPED or is_aside(element) or _is_residue(element):
            element.drop_tree()


def _is_residue(element: Element) -> bool:
    if element.tag not in ("p", "div", "span", "a", "h2", "h3", "h4", "strong", "li"):
        return False
    text = (element.text or "") if not len(element) else ""
    return bool(text) and _RESIDUE.match(" ".join(text.split())) is not None


def _weight(element: Element) -> int:
    """Return how many letters of running text `element` holds, those of links not counted."""
    return sum(_letters(block) for block in element.iter(*_BLOCKS))


def _letters(block: Element) -> int:
    linked = sum(len(link.text_content()) for link in block.iter("a"))
    return max(0, len(" ".join(block.text_content().split())) - 2 * linked)


def _heaviest(tree: Element) -> Element | None:
    """Return the element whose own paragraphs weigh most, paragraphs one level deeper counted half."""
    scores: defaultdict[Element, float] = defaultdict(float)
    for block in tree.iter(*_BLOCKS):
        parent = block.getparent()
        weight = _letters(block)
        if parent is None or weight < _MIN_PARAGRAPH or within_aside(block):
            continue
        scores[parent] += weight
        above = parent.getparent()
        if above is not None and above.tag not in ("body", "html"):
            scores[above] += weight / 2
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= _ENOUGH else None


def paragraphs_of(element: Element) -> int:
    """Return how many real paragraphs `element` holds."""
    return sum(1 for block in element.iter(*_BLOCKS) if len(seen_text(block)) >= _MIN_PARAGRAPH)
