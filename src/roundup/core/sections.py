"""Decides which section an article belongs to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar


class Style(StrEnum):
    """How a section is shown. The values are stored with sections and stories."""

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
    """A part of an edition. It takes articles labelled with one of `words`; without words, the rest."""

    key: str
    name: str
    words: frozenset[str] = frozenset()
    style: Style = Style.STORIES
    cap: int = 4


class Labelled(Protocol):
    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def section(self) -> str: ...


L = TypeVar("L", bound=Labelled)

_MORE = SectionRule("more", "More stories", cap=60)
_THIS_WEEK = SectionRule("this-week", "This week", cap=60)
# Sections make themselves only if so few names cover so much of the week.
_MOST_SECTIONS = 6
_MOST_OF_A_WEEK = 0.7
_OWN_CAP = 60


def label_key(label: str) -> str:
    """Return the form in which words and labels are compared: without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", label).casefold()
    return re.sub(r"[\W_]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def rule_words(raw: Iterable[str]) -> frozenset[str]:
    """Return words in the form that rules use."""
    return frozenset(key for word in raw if (key := label_key(word)))


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

    Its labels are tried in order (kicker, section, tags, authors), each against all sections in order. If
    none matches, the first section without words takes it.
    """
    for label in map(label_key, article.labels):
        for rule in rules:
            if label in rule.words:
                return rule
    return next((rule for rule in rules if not rule.words), None)


def _own_sections(articles: Sequence[Labelled]) -> list[SectionRule]:
    """Make sections of the most common names if a handful of them cover most articles; else one list."""
    names: dict[str, list[str]] = {}
    for article in articles:
        if key := label_key(article.section):
            names.setdefault(key, []).append(article.section.strip())
    ranked = sorted(names, key=lambda key: (-len(names[key]), key))
    kept = [key for key in ranked if len(names[key]) > 1][:_MOST_SECTIONS]
    covered = sum(len(names[key]) for key in kept)
    if len(kept) <= 1 or covered < _MOST_OF_A_WEEK * len(articles):
        return [_THIS_WEEK]
    return [SectionRule(key, max(names[key]), frozenset({key}), cap=_OWN_CAP) for key in kept] + [_MORE]
