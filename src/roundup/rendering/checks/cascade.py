"""How a message's elements look on a screen: the cascade of its style sheets and inline styles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from roundup.rendering.checks.stylesheet import (
    Screen,
    Selector,
    Simple,
    Styled,
    query_holds,
    read_declarations,
    read_rules,
)

# The attributes that Outlook's apps put on the elements around a message when they darken it.
_DARKENED = frozenset({"data-ogsc", "data-ogsb"})
_Key = tuple[bool, int, tuple[int, int, int], int]
Style = tuple[tuple[str, str], ...]
# Every property that decides whether a text can be read.
_TOLD = frozenset(
    {
        "color",
        "background-color",
        "background-image",
        "font-size",
        "font-weight",
        "display",
        "visibility",
        "opacity",
        "text-decoration",
    }
)


class Attributes(NamedTuple):
    """What an element's attributes say about its colours. `link` says whether the element leads somewhere."""

    tag: str
    link: bool
    color: str
    bgcolor: str
    background: bool


class Page:
    """The elements of a message, found by tag and class."""

    def __init__(self, tree: HtmlElement, sheet: str) -> None:
        self.tree = tree
        self.rules = read_rules(sheet)
        # lxml creates a new object for an element each time, unless a reference to it is kept.
        self.attributes = {node: _attributes(node) for node in tree.iter("*")}
        self.nodes: list[HtmlElement] = list(self.attributes)
        self._classes = {node: (node.get("class") or "").split() for node in self.nodes if node.get("class")}
        self._by_class: dict[str, list[HtmlElement]] = defaultdict(list)
        self._by_tag: dict[str, list[HtmlElement]] = defaultdict(list)
        for node in self.nodes:
            self._by_tag[node.tag].append(node)
        for node, names in self._classes.items():
            for name in names:
                self._by_class[name].append(node)
        self._over = self._classes_above()
        self._matched: dict[tuple[Selector, bool], list[HtmlElement]] = {}

    def styles(self, screen: Screen) -> dict[HtmlElement, Style]:
        """Return for each element the declaration that wins for each property."""
        told: dict[HtmlElement, dict[str, tuple[_Key, str]]] = defaultdict(dict)
        for place, styled in enumerate(self._for(screen)):
            for node in self.selected(styled.selector, darkened=screen is Screen.OUTLOOK):
                for name, value, important in styled.declarations:
                    _declare(told[node], name, value, (important, 0, styled.selector.weight, place))
        for node in self.nodes:
            if style := node.get("style"):
                for name, value, important in read_declarations(style):
                    _declare(told[node], name, value, (important, 1, (0, 0, 0), 0))
        return {
            node: tuple((name, value) for name, (_, value) in found.items()) for node, found in told.items()
        }

    def selected(self, selector: Selector, *, darkened: bool) -> list[HtmlElement]:
        """Return the elements that `selector` selects; `darkened` imitates Outlook's apps."""
        key = (selector, darkened)
        if key not in self._matched:
            self._matched[key] = [
                node
                for node in self._candidates(selector.parts[0])
                if self._selects(selector, node, darkened)
            ]
        return self._matched[key]

    def _classes_above(self) -> dict[HtmlElement, frozenset[str]]:
        """Return the classes of all elements around each one: most selectors need nothing else."""
        found: dict[HtmlElement, frozenset[str]] = {}
        for node in self.nodes:
            above = node.getparent()
            if above is None:
                found[node] = frozenset()
            else:
                names = self._classes.get(above)
                found[node] = found[above].union(names) if names else found[above]
        return found

    def _for(self, screen: Screen) -> Iterator[Styled]:
        if screen is not Screen.UNSTYLED:
            yield from (styled for styled in self.rules if query_holds(styled.query, screen))

    def _candidates(self, simple: Simple) -> Iterable[HtmlElement]:
        if simple.classes:
            return self._by_class.get(simple.classes[0], ())
        if simple.tag in ("", "*"):
            return self.nodes
        return self._by_tag.get(simple.tag, ())

    def _selects(self, selector: Selector, node: HtmlElement, darkened: bool) -> bool:
        if not self._is(selector.parts[0], node):
            return False
        for simple, child in zip(selector.parts[1:], selector.child, strict=True):
            if darkened and _is_darkened(simple):
                return True
            found = self._above(simple, node, child)
            if found is None:
                return False
            node = found
        return True

    def _above(self, simple: Simple, node: HtmlElement, child: bool) -> HtmlElement | None:
        if not self._over[node].issuperset(simple.classes):
            return None
        above = node.getparent()
        while above is not None and not child and not self._is(simple, above):
            above = above.getparent()
        return above if above is not None and self._is(simple, above) else None

    def _is(self, simple: Simple, node: HtmlElement) -> bool:
        if simple.tag not in ("", "*") and node.tag != simple.tag:
            return False
        if simple.classes and not set(simple.classes) <= set(self._classes.get(node, ())):
            return False
        if simple.id and node.get("id") != simple.id:
            return False
        return all(_has(node, *each) for each in simple.attributes)


def _attributes(node: HtmlElement) -> Attributes:
    said = node.attrib
    return Attributes(
        str(node.tag),
        node.tag == "a" and "href" in said,
        said.get("color", "") if node.tag == "font" else "",
        said.get("bgcolor", ""),
        "background" in said,
    )


def _is_darkened(simple: Simple) -> bool:
    return bool(simple.attributes) and all(name in _DARKENED for name, _, _ in simple.attributes)


def _has(node: HtmlElement, name: str, sign: str, value: str) -> bool:
    said: str | None = node.get(name)
    if said is None:
        return False
    match sign:
        case "":
            return True
        case "=":
            return said == value
        case "~=":
            return value in said.split()
        case "^=":
            return said.startswith(value)
        case "$=":
            return said.endswith(value)
    return value in said


def _declare(told: dict[str, tuple[_Key, str]], name: str, value: str, key: _Key) -> None:
    if name in _TOLD and (name not in told or told[name][0] <= key):
        told[name] = key, value
