"""Finding one's way in the tree of a page: classes, visible text, what surrounds the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeAlias

# lxml's elements carry no types of their own.
Element: TypeAlias = Any

_MAX_HEADINGS = 20
_MARK = "data-roundup-aside"
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
# Places that speak of other articles, of the reader or of the house.
_ASIDE = re.compile(
    r"(^|[-_\s])(related|recommend\w*|teasers?|sidebar|footer|nav|navigation|menu|comments?|newsletter|promo\w*|"
    r"share|sharing|social|most-?read|popular|trending|latest|advert\w*|sponsor\w*|outbrain|taboola|breadcrumbs?|"
    r"cookies?|paywall|subscribe|read-?more|more-?stories|see-?also)([-_\s]|$)",
    re.IGNORECASE,
)
_ASIDE_TAGS = frozenset({"nav", "aside", "footer"})
_KEPT_TAGS = frozenset({"html", "body", "main", "article"})


def marks(element: Element) -> str:
    """Return the class and id of `element` as one text."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def mark_asides(tree: Element) -> None:
    """Mark, once for a page, what is not the article: by what it is called, unless it holds the headline.

    Many a frame of a whole page is called "with-sidebar".
    """
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _KEPT_TAGS:
            continue
        called_so = element.tag in _ASIDE_TAGS or _ASIDE.search(marks(element)) is not None
        if called_so and element.find(".//h1") is None and element.find(".//article") is None:
            element.set(_MARK, "1")


def is_aside(element: Element) -> bool:
    """Say whether `element` was marked as something beside the article."""
    return element.get(_MARK) is not None


def within_aside(element: Element) -> bool:
    """Say whether `element` stands inside something beside the article."""
    return any(is_aside(above) for above in element.iterancestors())


def frames_around(element: Element | None, levels: int) -> list[Element]:
    """Return the `levels` elements around `element`, the nearest first; none around None."""
    return list(islice(element.iterancestors(), levels)) if element is not None else []


def seen_text(element: Element) -> str:
    """Return the text that a visitor sees in `element`, in one line."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    gap = "" if element.tag in _INLINE else " "
    yield gap + (element.text or "")
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield gap


def by_class(tree: Element, pattern: re.Pattern[str], *tags: str) -> Iterator[Element]:
    """Yield the elements (of `tags`, if any) whose class or id matches `pattern`, in their order."""
    for element in tree.iter(*tags):
        if isinstance(element.tag, str) and pattern.search(marks(element)):
            yield element


def headline_element(tree: Element) -> Element | None:
    """Return the h1 of the article: the one in it, or the first that says something."""
    headings = [heading for heading in islice(tree.iter("h1"), _MAX_HEADINGS) if seen_text(heading)]
    marked = [heading for heading in headings if "headline" in (heading.get("itemprop") or "")]
    inside = [
        heading for heading in headings if any(above.tag == "article" for above in heading.iterancestors())
    ]
    outside = [heading for heading in headings if not within_aside(heading)]
    return next(iter((*marked, *inside, *outside, *headings)), None)
