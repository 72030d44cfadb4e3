"""Finds the text of an article if that can be done cheaply; otherwise finds nothing."""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from itertools import islice

from lxml import etree

from roundup.articles.sources.page.document import Page
from roundup.articles.sources.page.dom import Element, is_aside, seen_text, within_aside
from roundup.articles.sources.text.clean import clean_html

_BODY_XPATHS = (
    "//*[@itemprop='articleBody']",
    "//*[contains(concat(' ', @class, ' '), ' body-description ')]",
)
_BLOCKS = ("p", "blockquote", "pre")
_FRAMES = ("div", "section", "article", "main", "td", "li")
_NEARLY_ALL = 0.7
_DROPPED = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "button",
        "iframe",
        "form",
        "nav",
        "aside",
        "footer",
        "input",
    }
    | {"select", "textarea", "video", "audio", "object", "embed", "dialog"}
)
_RESIDUE = re.compile(
    r"^(advertisement|advertising|anzeige|publicité|publicidad|"
    r"read more:?|continue reading|keep reading|show less|"
    r"follow us on social|google cta|share this( article| story)?|subscribe( now)?|sign up.{0,60}|"
    r"the post .{1,200} appeared first on .{1,80})\W*$",
    re.IGNORECASE,
)
_MIN_PARAGRAPH = 60
_MAX_BODIES = 20
_DEEPEST_BLOCK = 4
_ENOUGH = 250


def body_of(page: Page) -> Element | None:
    """Return the element that contains the main text, or None if none stands out."""
    for path in _BODY_XPATHS:
        found = max(page.tree.xpath(path)[:_MAX_BODIES], key=_weight, default=None)
        if found is not None and _weight(found) >= _ENOUGH:
            return found
    return _heaviest(page.tree)


def content_of(page: Page) -> str:
    """Return the cleaned main text of `page`, or '' if none can be found."""
    body = body_of(page)
    if body is None:
        return ""
    kept = copy.deepcopy(body)
    kept.tail = None
    _prune(kept)
    return clean_html(etree.tostring(kept, encoding="unicode", method="html"), page.canonical or page.url)


def _prune(root: Element) -> None:
    """Remove from `root` everything that is not the article: scripts, boxes beside it, calls to read on."""
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
    """Return how many letters of running text `element` contains, not counting links."""
    framed = sum(_own_letters(frame) for frame in element.iter(*_FRAMES))
    return framed + sum(_letters(block) for block in element.iter(*_BLOCKS))


def _letters(block: Element) -> int:
    """Return the number of letters in a block, not counting links; 0 for a block deep inside others."""
    if sum(1 for _ in islice(block.iterancestors(*_BLOCKS), _DEEPEST_BLOCK)) == _DEEPEST_BLOCK:
        return 0
    linked = sum(len(link.text_content()) for link in block.iter("a"))
    return max(0, len(" ".join(block.text_content().split())) - 2 * linked)


def _heaviest(tree: Element) -> Element | None:
    """Return the innermost element that contains nearly all the running text of the page, or None."""
    weights = _weights(tree)
    total = weights[tree]
    if total < _ENOUGH:
        return None
    found = tree
    while (
        inner := next((child for child in found if weights.get(child, 0) >= total * _NEARLY_ALL), None)
    ) is not None:
        if inner.tag in _BLOCKS:
            break
        found = inner
    return found


def _weights(tree: Element) -> dict[Element, int]:
    """Return how many letters of running text each element contains, including its descendants' letters."""
    weights: defaultdict[Element, int] = defaultdict(int)
    for block in tree.iter(*_BLOCKS, *_FRAMES):
        letters = _letters(block) if block.tag in _BLOCKS else _own_letters(block)
        if letters >= _MIN_PARAGRAPH and not within_aside(block):
            weights[block] += letters
    for element in reversed(list(tree.iter())):
        above = element.getparent()
        if above is not None and element in weights:
            weights[above] += weights[element]
    return weights


def _own_letters(frame: Element) -> int:
    """Return the number of letters in `frame` that are not in a paragraph."""
    return sum(len(" ".join((text or "").split())) for text in (frame.text, *(child.tail for child in frame)))


def paragraphs_of(element: Element) -> int:
    """Return how many real paragraphs `element` contains."""
    return sum(1 for block in element.iter(*_BLOCKS) if len(seen_text(block)) >= _MIN_PARAGRAPH)
