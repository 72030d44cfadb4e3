"""Looks around in the tree of a page: at classes, visible text, and what surrounds the article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeAlias

# lxml's elements have no type annotations.
Element: TypeAlias = Any

# How much of a page we look at: far more than any real page needs, but little enough to survive a trap.
_MAX_LOOKED_AT = 4_000
_MAX_CALLED_SO = 100
_MAX_HEADINGS = 20
_MAX_PIECES = 400
_LONGEST_TEXT = 4_000
_LONGEST_MARK = 200

_MARK = "data-roundup-aside"
_INSIDE = "data-roundup-inside-aside"
_SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "button", "iframe", "select", "textarea"}
)
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "dfn",
        "em",
        "font",
        "i",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
    }
    | {"strong", "sub", "sup", "time", "u", "var", "wbr"}
)
# Places that are about other articles, the reader or the publisher.
_ASIDE = re.compile(
    r"(^|[-_\s])(related|recommend\w*|teasers?|sidebar|footer|nav|navigation|menu|comments?|newsletter|promo\w*|"
    r"share|sharing|social|most-?read|popular|trending|latest|advert\w*|sponsor\w*|outbrain|taboola|breadcrumbs?|"
    r"cookies?|paywall|subscribe|read-?more|more-?stories|see-?also)([-_\s]|$)",
    re.IGNORECASE,
)
_ASIDE_TAGS = frozenset({"nav", "aside", "footer"})
_KEPT_TAGS = frozenset({"html", "body", "main", "article"})


def _class_and_id(element: Element) -> str:
    """Return the class and id of `element` as one text, cut to a useful length."""
    return f"{(element.get('class') or '')[:_LONGEST_MARK]} {(element.get('id') or '')[:_LONGEST_MARK]}"


def mark_asides(tree: Element) -> None:
    """Mark, once per page, what is not the article: anything so named that does not contain the headline.

    Many pages have an element called "with-sidebar" around everything.
    """
    holders = _above(tree.iter("h1", "article"))
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        parent = element.getparent()
        if parent is not None and (is_aside(parent) or within_aside(parent)):
            element.set(_INSIDE, "1")
        if element not in holders and _is_called_aside(element):
            element.set(_MARK, "1")


def _above(elements: Iterable[Element]) -> set[Element]:
    """Return all ancestors of any of `elements`."""
    found: set[Element] = set()
    for element in elements:
        for above in element.iterancestors():
            if above in found:
                break
            found.add(above)
    return found


def _is_called_aside(element: Element) -> bool:
    if element.tag in _KEPT_TAGS:
        return False
    return element.tag in _ASIDE_TAGS or _ASIDE.search(_class_and_id(element)) is not None


def is_aside(element: Element) -> bool:
    """Say whether `element` was marked as something beside the article."""
    return element.get(_MARK) is not None


def within_aside(element: Element) -> bool:
    """Say whether `element` is inside something beside the article."""
    return element.get(_INSIDE) is not None


def frames_around(element: Element | None, levels: int) -> list[Element]:
    """Return the `levels` elements around `element`, the nearest first; none if `element` is None."""
    return list(islice(element.iterancestors(), levels)) if element is not None else []


def seen_text(element: Element) -> str:
    """Return the text that a visitor sees in `element`, on one line; only the start of a very long text."""
    pieces: list[str] = []
    _gather(element, pieces)
    return " ".join("".join(pieces)[:_LONGEST_TEXT].split())


def _gather(element: Element, pieces: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in _SILENT or len(pieces) > _MAX_PIECES:
        return
    gap = "" if element.tag in _INLINE else " "
    pieces.append(gap + (element.text or "")[:_LONGEST_TEXT])
    for child in element:
        if len(pieces) > _MAX_PIECES:
            break
        _gather(child, pieces)
        pieces.append((child.tail or "")[:_LONGEST_TEXT])
    pieces.append(gap)


def by_class(tree: Element, pattern: re.Pattern[str], *tags: str) -> Iterator[Element]:
    """Yield the elements (with one of `tags`, if given) whose class or id matches `pattern`, in order.

    Matches that we need are near the top, so only the beginning of a very large page is searched.
    """
    found = 0
    for element in islice(tree.iter(*tags), _MAX_LOOKED_AT):
        if isinstance(element.tag, str) and pattern.search(_class_and_id(element)):
            yield element
            found += 1
            if found == _MAX_CALLED_SO:
                break


def headline_element(tree: Element) -> Element | None:
    """Return the h1 of the article: the one inside it, or the first that is not empty."""
    headings = [heading for heading in islice(tree.iter("h1"), _MAX_HEADINGS) if seen_text(heading)]
    marked = [heading for heading in headings if "headline" in (heading.get("itemprop") or "")]
    inside = [
        heading for heading in headings if any(above.tag == "article" for above in heading.iterancestors())
    ]
    outside = [heading for heading in headings if not within_aside(heading)]
    return next(iter((*marked, *inside, *outside, *headings)), None)
