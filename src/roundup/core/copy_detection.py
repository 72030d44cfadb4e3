"""Recognises one story at several addresses: duplicates and syndicated copies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Told(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def order_key(self) -> str: ...
    @property
    def original_key(self) -> str: ...
    @property
    def is_copy(self) -> bool: ...
    @property
    def has_image(self) -> bool: ...


T = TypeVar("T", bound=Told)

# A short headline ("Letters", "The week in pictures") proves nothing on its own.
_TELLING_TITLE = 24
_TELLING_TEXT = 120


def join_copies(
    articles: Sequence[T], spent: Sequence[T]
) -> tuple[list[tuple[T, list[T]]], list[tuple[T, str]]]:
    """Return (article, its copies) in the order of `articles`, and the copies of what was `spent`.

    Among several that tell the same story, the publication's own or the better illustrated one is chosen.
    """
    groups = _groups([*spent, *articles])
    used = {id(article) for article in spent}
    alive: list[tuple[T, list[T]]] = []
    stale: list[tuple[T, str]] = []
    for members in groups:
        earlier = [m for m in members if id(m) in used]
        fresh = [m for m in members if id(m) not in used]
        if earlier:
            stale += [(m, earlier[0].title[:200]) for m in fresh]
        elif fresh:
            main = min(fresh, key=lambda m: (m.is_copy, not m.has_image, m.order_key))
            alive.append((main, [m for m in fresh if m is not main]))
    return alive, stale


def _groups(articles: Sequence[T]) -> list[list[T]]:
    """Join articles that share a trait, directly or through a third."""
    parent = list(range(len(articles)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[tuple[str, str], int] = {}
    for place, article in enumerate(articles):
        for trait in _traits(article):
            parent[root(place)] = root(first.setdefault(trait, place))
    joined: dict[int, list[T]] = {}
    for place, article in enumerate(articles):
        joined.setdefault(root(place), []).append(article)
    return list(joined.values())


def _traits(article: Told) -> list[tuple[str, str]]:
    """Return the traits by which articles are the same: the address, the headline, the first words."""
    marks = [("address", article.order_key)]
    if article.original_key:
        marks.append(("address", article.original_key))
    title, text = _letters(article.title), _letters(article.text)[:200]
    if len(title) >= _TELLING_TITLE:
        marks.append(("title", title))
    if len(text) >= _TELLING_TEXT:
        marks.append(("text", text))
    return marks


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
