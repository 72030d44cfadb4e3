"""The sections that a story of an edition may go into, and the one that an article belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from roundup.articles.models import Article
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.core.sections import SectionRule, Style, rule_words, section_of
from roundup.editions.draft_changes import ordered_stories
from roundup.editions.models import Edition


def sections_of(edition: Edition) -> list[SectionRule]:
    """Return the sections a story may go into: those in the edition, then the publication's others.

    A section that the publication does not have takes what is labelled with its name.
    """
    sections = list(edition.publication.sections.all())
    words = {section.key: rule_words(section.words) for section in sections}
    told = [
        (story.section_key, story.section_name, story.section_style) for story in ordered_stories(edition)
    ]
    rules: dict[str, SectionRule] = {}
    for key, name, style in [*told, *((each.key, each.name, each.style) for each in sections)]:
        own = words.get(key, rule_words([name]))
        rules.setdefault(key, SectionRule(key, name, own, Style(style)))
    return list(rules.values()) or [SectionRule("this-week", "This week")]


def rule_of(edition: Edition, section_key: str) -> SectionRule:
    """Return the section of this key. Raises Refused if a story cannot go there."""
    for rule in sections_of(edition):
        if rule.key == section_key:
            return rule
    raise Refused(tell("There is no such section in this edition. Reload the page and choose again."))


def fitting_section(article: Article, rules: Sequence[SectionRule], of_source: str = "") -> str:
    """Return the key of the section that an article belongs to by its labels; nothing if none takes it.

    `of_source` is what its source says of articles that name no section.
    """
    section = article.section or of_source
    labels = tuple(filter(None, [article.kicker, section, *article.tags, *article.authors]))
    found = section_of(_Labels(labels, section), rules)
    return found.key if found else ""


class _Labels(NamedTuple):
    labels: tuple[str, ...]
    section: str
