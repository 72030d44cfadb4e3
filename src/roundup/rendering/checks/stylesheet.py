"""Reading the simple CSS of mails: rules, the screens they are for, and what they select.

It covers what mail programs know: types, classes, ids, attributes, descendants and children.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_SIMPLE = re.compile(
    r"(?P<tag>[a-zA-Z][\w-]*|\*)|\.(?P<class>[\w-]+)|#(?P<id>[\w-]+)"
    r"|\[(?P<name>[\w-]+)(?:(?P<sign>[~|^$*]?=)\"?'?(?P<value>[^\"'\]\[]*)\"?'?)?\]|(?P<pseudo>::?[\w-]+(?:\([^)]*+(?:\)|\Z))?)"
)
# Signs within brackets compare an attribute; elsewhere they give the place in the tree.
_COMBINED = re.compile(r"\[[^\]]*+(?:\]|\Z)|(?:(?<!\s)\s++)?+([>+~])\s*+")
_LONG = {
    "background": ("background-color", "background-image"),
    "font": ("font-size", "font-weight"),
    "text-decoration-line": ("text-decoration",),
}
_DECLARATION = re.compile(r"\s*+([\w-]++)\s*+:\s*+(\S(?:.*\S)?)\s*+", re.DOTALL)


class Screen(StrEnum):
    """What the message is shown on, which decides the media queries and selectors that apply."""

    LIGHT = "light"
    DARK = "dark"
    OUTLOOK = "outlook"
    UNSTYLED = "unstyled"


@dataclass(frozen=True, slots=True)
class Simple:
    """One element's part of a selector. Each of `attributes` is a name, an operator and a value."""

    tag: str
    classes: tuple[str, ...]
    id: str
    attributes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Selector:
    """Simple selectors from the element outwards; `child` says for each whether the next is its parent."""

    parts: tuple[Simple, ...]
    child: tuple[bool, ...]
    weight: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Styled:
    """One selector with its declarations, and the query of the `@media` around it."""

    query: str
    selector: Selector
    declarations: tuple[tuple[str, str, bool], ...]


@lru_cache(maxsize=4096)
def read_declarations(text: str) -> tuple[tuple[str, str, bool], ...]:
    """Return name, value and importance of each declaration that can be read.

    The shorthands `background` and `font` are returned under the long names.
    """
    found = []
    for part in text.split(";"):
        if declared := _DECLARATION.fullmatch(part):
            value = declared[2].lower()
            important = value.endswith("!important")
            bare = value.removesuffix("!important").strip()
            found += [
                (name, bare, important) for name in _LONG.get(declared[1].lower(), (declared[1].lower(),))
            ]
    return tuple(found)


@lru_cache(maxsize=8)
def read_rules(sheet: str) -> tuple[Styled, ...]:
    """Return the rules of a style sheet in their order, without any that cannot be read."""
    return tuple(_rules(_COMMENT.sub("", sheet), ""))


def query_holds(query: str, screen: Screen) -> bool:
    """Say whether a media query applies to a wide `screen`. Queries by size never do."""
    if "prefers-color-scheme" in query:
        return ("dark" in query) == (screen is Screen.DARK) and "-width" not in query
    return query in ("", "all", "screen", "only screen")


def _rules(text: str, query: str) -> Iterator[Styled]:
    for head, body in _blocks(text):
        if head.startswith("@media"):
            yield from _rules(body, " ".join(head.removeprefix("@media").lower().split()))
        elif not head.startswith("@"):
            declared = read_declarations(body)
            for selector in filter(None, map(_selector_of, head.split(","))):
                yield Styled(query, selector, declared)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield what comes before and what is inside each outer pair of braces."""
    start = body = depth = 0
    for found in re.finditer(r"[{}]", text):
        depth += 1 if found[0] == "{" else -1
        if found[0] == "{" and depth == 1:
            body = found.end()
        elif found[0] == "}" and depth == 0:
            yield text[start : body - 1].rpartition(";")[2].strip(), text[body : found.start()]
            start = found.end()
        depth = max(depth, 0)


@lru_cache(maxsize=512)
def _selector_of(text: str) -> Selector | None:
    """Return a selector, or None if it cannot be read or is for a state such as `:hover`."""
    words = _COMBINED.sub(lambda found: f" {found[1]} " if found[1] else found[0], text.strip()).split()
    parts: list[Simple] = []
    child: list[bool] = []
    for word in words:
        if word == ">":
            child[-1] = True
        elif simple := _simple(word):
            parts.append(simple)
            child.append(False)
        else:
            return None
    if not parts:
        return None
    weights = [_weight(part) for part in parts]
    weight = (sum(w[0] for w in weights), sum(w[1] for w in weights), sum(w[2] for w in weights))
    return Selector(tuple(reversed(parts)), tuple(reversed(child))[1:], weight)


def _simple(word: str) -> Simple | None:
    tag, classes, name, attributes, end = "", [], "", [], 0
    for found in _SIMPLE.finditer(word):
        if found.start() != end or (found["pseudo"] and found["pseudo"] not in (":root", ":link")):
            return None
        end = found.end()
        tag = (found["tag"] or tag).lower()
        classes += [found["class"]] if found["class"] else []
        name = found["id"] or name
        if found["name"]:
            attributes.append((found["name"], found["sign"] or "", found["value"] or ""))
        if found["pseudo"]:
            tag = "html" if found["pseudo"] == ":root" else tag
    return Simple(tag, tuple(classes), name, tuple(attributes)) if end == len(word) else None


def _weight(part: Simple) -> tuple[int, int, int]:
    return int(bool(part.id)), len(part.classes) + len(part.attributes), int(part.tag not in ("", "*"))
