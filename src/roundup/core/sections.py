"""Decides which section an article belongs to."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar
from urllib.parse import unquote, urlsplit


class Style(StrEnum):
    """How a section is shown. The values are stored in sections and stories."""

    STORIES = "stories"
    BRIEFS = "briefs"
    QUICK = "quick"
    RANKED = "ranked"

    @property
    def is_told(self) -> bool:
        """Whether its stories have blurbs and pictures: only such a story may open an edition."""
        return self is Style.STORIES


@dataclass(frozen=True, slots=True)
class SectionRule:
    """A part of an edition: it takes articles that one of `words` fits; without words, the rest.

    A word fits a label or, if it is like `/world/`, a folder of an article's address.
    """

    key: str
    name: str
    words: frozenset[str] = frozenset()
    style: Style = Style.STORIES
    cap: int = 4


class Labelled(Protocol):
    @property
    def url(self) -> str: ...
    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def section(self) -> str: ...


L = TypeVar("L", bound=Labelled)

_MORE = SectionRule("more", "More stories", cap=60)
_THIS_WEEK = SectionRule("this-week", "This week", cap=60)
# Sections are made from labels only if this few names cover this much of the week.
_MOST_SECTIONS = 6
_MOST_OF_A_WEEK = 0.7
_OWN_CAP = 60
_LONGEST_NAME = 60


def label_key(label: str) -> str:
    """Return a label in the form in which labels are compared: without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", label).casefold()
    return re.sub(r"[\W_]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def rule_words(raw: Iterable[str]) -> frozenset[str]:
    """Return words in the form that rules use. A word with a leading `/` is a folder, or several in a row."""
    return frozenset(filter(None, map(_rule_word, raw)))


def _rule_word(word: str) -> str:
    if not word.lstrip().startswith("/"):
        return label_key(word)
    folders = list(filter(None, map(label_key, word.split("/"))))
    return _as_path(folders) if folders else ""


def _as_path(folders: Sequence[str]) -> str:
    return f"/{'/'.join(folders)}/"


def address_folders(url: str) -> list[str]:
    """Return the folders of an address, without its last part (the article), in the form of `label_key`."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return []
    return [label_key(unquote(part)) for part in path.rstrip("/").split("/")[1:-1] if part]


def all_labels(
    kicker: str, section: str, tags: Sequence[str], authors: Sequence[str], of_source: str, overrides: bool
) -> tuple[str, tuple[str, ...]]:
    """Return an article's section, and its labels in the order in which sections look at them.

    `of_source` is the section of its source, for articles that name none; if it `overrides`, it comes first,
    and the section that the article names does not count.
    """
    section = of_source if overrides and of_source else section or of_source
    leading = (section, kicker) if overrides and of_source else (kicker, section)
    return section, tuple(filter(None, [*leading, *tags, *authors]))


def arrange_sections(
    articles: Sequence[L], rules: Sequence[SectionRule]
) -> tuple[list[tuple[SectionRule, list[L]]], list[L]]:
    """Return the sections that have articles, in order, and the articles that no section takes."""
    rules = rules or _own_sections(articles)
    members: dict[str, list[L]] = {rule.key: [] for rule in rules}
    unwanted: list[L] = []
    for article in articles:
        rule = section_of(article, rules)
        (members[rule.key] if rule else unwanted).append(article)
    return [(rule, members[rule.key]) for rule in rules if members[rule.key]], unwanted


def section_of(article: Labelled, rules: Sequence[SectionRule]) -> SectionRule | None:
    """Return the section an article belongs to.

    Its labels are tried in order (kicker, section, tags, authors), each against all sections in order; then
    the folders of its address, where a longer match wins. If nothing matches, the first section without words
    takes it.
    """
    for label in map(label_key, article.labels):
        for rule in rules:
            if label in rule.words:
                return rule
    path = _as_path(address_folders(article.url))
    fitting = [
        (len(word), rule) for rule in rules for word in rule.words if word.startswith("/") and word in path
    ]
    if fitting:
        return max(fitting, key=lambda each: each[0])[1]
    return next((rule for rule in rules if not rule.words), None)


def _own_sections(articles: Sequence[Labelled]) -> list[SectionRule]:
    """Make sections from the most common names if a handful of them cover most articles; else one list."""
    names: dict[str, list[str]] = {}
    for article in articles:
        if _is_name(key := label_key(article.section)):
            names.setdefault(key, []).append(" ".join(article.section.split()))
    ranked = sorted(names, key=lambda key: (-len(names[key]), key))
    kept = [key for key in ranked if len(names[key]) > 1][:_MOST_SECTIONS]
    covered = sum(len(names[key]) for key in kept)
    if len(kept) <= 1 or covered < _MOST_OF_A_WEEK * len(articles):
        return [_THIS_WEEK]
    return [SectionRule(key, _usual(names[key]), frozenset({key}), cap=_OWN_CAP) for key in kept] + [_MORE]


def _is_name(key: str) -> bool:
    """Say whether a reader would take this for the name of a section."""
    return len(key) <= _LONGEST_NAME and key != _MORE.key and any(sign.isalpha() for sign in key)


def _usual(spellings: Sequence[str]) -> str:
    """Return a name's most frequent spelling; among equals, one that is not all small or all capital."""
    often = Counter(spellings)
    return min(often, key=lambda name: (-often[name], name.islower() or name.isupper(), name))
