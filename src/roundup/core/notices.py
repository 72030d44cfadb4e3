"""Tells notices and advertising from stories: sign-ups, podcasts, corrections, paid posts, galleries.

A pattern is a line that an editor can read and change: where to look, and for which words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol
from urllib.parse import unquote, urlsplit

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.core.notice_patterns import DEFAULT_PATTERNS
from roundup.core.sections import label_key


class Where(StrEnum):
    """Where a pattern looks. The values are what an editor writes."""

    HEADLINE = "headline"
    PART = "headline part"
    STARTS = "headline starts"
    ENDS = "headline ends"
    LABEL = "label"
    AUTHOR = "author"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that make an article a notice if they stand in this place, in any case and with any accents.

    In a headline they are whole words in a row; a part of it is set off by a colon, a dash, a bar or
    brackets, and is these words alone. A label is the words and nothing else, an author begins with them, and
    in an address they are a folder of its path.
    """

    where: Where
    words: str

    def __str__(self) -> str:
        return f"{self.where}: {self.words}"


class Noticed(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def authors(self) -> tuple[str, ...]: ...


_MOST_PATTERNS = 500
_PARTS = re.compile(r"[:：|│•·\[\]()（）【】«»]|\s[-–—]+\s|[–—]")
_MOST_PARTS = 20


def read_patterns(text: str) -> tuple[Pattern, ...]:
    """Return the patterns of lines such as `headline part: sponsored`; empty lines say nothing.

    Raises Refused, naming the line, for one that says something else.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    found = [_pattern(number, line) for number, line in lines if line]
    if len(found) > _MOST_PATTERNS:
        raise Refused(tell("There may be %(most)s lines at most.", most=_MOST_PATTERNS))
    return tuple(dict.fromkeys(found))


@cache
def default_patterns() -> tuple[Pattern, ...]:
    return read_patterns(DEFAULT_PATTERNS)


def _pattern(number: int, line: str) -> Pattern:
    where, colon, words = line.partition(":")
    place = " ".join(where.split()).casefold()
    if not colon or place not in list(Where) or not label_key(words):
        raise Refused(
            tell(
                "Line %(number)s, “%(line)s”, is not understood: write where to look, a colon and the words, "
                "like “%(example)s”. The places are %(places)s.",
                number=number,
                line=line[:80],
                example="headline part: sponsored",
                places=", ".join(Where),
            )
        )
    return Pattern(Where(place), " ".join(words.split()))


def notice_of(article: Noticed, patterns: Iterable[Pattern]) -> Pattern | None:
    """Return the first pattern that makes an article a notice, or None for a story."""
    places = _Places(article)
    return next((pattern for pattern in patterns if places.have(pattern)), None)


class _Places:
    """What stands where in an article, in the form in which words are compared."""

    def __init__(self, article: Noticed) -> None:
        self._headline = f"-{label_key(article.title)}-"
        self._parts = {label_key(part) for part in _PARTS.split(article.title)[:_MOST_PARTS]}
        self._labels = [f"{label_key(label)}-" for label in article.labels]
        self._authors = [f"{label_key(author)}-" for author in article.authors]
        self._folders = _folders(article.url)

    def have(self, pattern: Pattern) -> bool:
        words = f"{_key(pattern.words)}-"
        match pattern.where:
            case Where.HEADLINE:
                return f"-{words}" in self._headline
            case Where.PART:
                return words.rstrip("-") in self._parts
            case Where.STARTS:
                return self._headline.startswith(f"-{words}")
            case Where.ENDS:
                return self._headline.endswith(f"-{words}")
            case Where.LABEL:
                return words in self._labels
            case Where.AUTHOR:
                return any(author.startswith(words) for author in self._authors)
        return words.rstrip("-") in self._folders


@cache
def _key(words: str) -> str:
    return label_key(words)


def _folders(url: str) -> Sequence[str]:
    """Return the folders of an address, without its last part, which names the article itself."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return []
    return [label_key(unquote(part)) for part in path.split("/")[:-1] if part]
