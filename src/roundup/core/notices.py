"""Tells notices and advertising from stories: sign-ups, podcasts, corrections, paid posts, galleries.

A pattern is a line that an editor can read and change. It says where to look, and for which words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Protocol

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.core.notice_patterns import DEFAULT_PATTERNS
from roundup.core.sections import address_folders, label_key


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

    In a headline they must be whole words in a row. A part of a headline (set off by a colon, a dash, a bar
    or brackets) or a label must consist of them alone, an author's name must begin with them, and an address
    must have a folder of that name.
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
    """Return the patterns in lines such as `headline part: sponsored`; empty lines are skipped.

    Raises Refused, naming the line, for any other line.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    found = [_pattern(number, line) for number, line in lines if line]
    if len(found) > _MOST_PATTERNS:
        raise Refused(tell("At most %(most)s lines are allowed.", most=_MOST_PATTERNS))
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


def notice_of(article: Noticed, patterns: tuple[Pattern, ...]) -> Pattern | None:
    """Return the first pattern that makes an article a notice, place by place; None for a story."""
    found = _Finder.of(patterns)
    headline = f"-{label_key(article.title)}-"
    parts = map(label_key, _PARTS.split(article.title)[:_MOST_PARTS])
    return (
        found.in_text(Where.HEADLINE, headline)
        or found.alone(Where.PART, parts)
        or found.at_start(Where.STARTS, headline)
        or found.at_end(Where.ENDS, headline)
        or found.alone(Where.LABEL, map(label_key, article.labels))
        or found.first_words(Where.AUTHOR, map(label_key, article.authors))
        or found.alone(Where.ADDRESS, address_folders(article.url))
    )


class _Finder:
    """Patterns by place and words, built once, because a week has hundreds of articles."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self._words: dict[Where, dict[str, Pattern]] = {where: {} for where in Where}
        for pattern in patterns:
            self._words[pattern.where].setdefault(label_key(pattern.words), pattern)

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, patterns: tuple[Pattern, ...]) -> _Finder:
        return cls(patterns)

    def alone(self, where: Where, keys: Iterable[str]) -> Pattern | None:
        words = self._words[where]
        return next((words[key] for key in keys if key in words), None)

    def in_text(self, where: Where, text: str) -> Pattern | None:
        return next((each for key, each in self._words[where].items() if f"-{key}-" in text), None)

    def at_start(self, where: Where, text: str) -> Pattern | None:
        return next((each for key, each in self._words[where].items() if text.startswith(f"-{key}-")), None)

    def at_end(self, where: Where, text: str) -> Pattern | None:
        return next((each for key, each in self._words[where].items() if text.endswith(f"-{key}-")), None)

    def first_words(self, where: Where, keys: Iterable[str]) -> Pattern | None:
        return next((found for key in keys if (found := self.at_start(where, f"-{key}-"))), None)
