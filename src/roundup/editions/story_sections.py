"""The sections that a story of an edition may go into, and the one that an article belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from roundup.articles.models import Article, Source
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.core.sections import SectionRule, Style, all_labels, rule_words, section_of
from roundup.editions.draft_changes import ordered_stories
from roundup.editions.models import Edition


def sections_of(edition: Edition) -> list[SectionRule]:
    """Return the sections a story may go into: those in the edition, then the publication's others.

    A section that the publication does not have takes the articles labelled with its name.
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
    """Return the section with this key. Raises Refused if a story cannot go there."""
    for rule in sections_of(edition):
        if rule.key == section_key:
            return rule
    raise Refused(tell("There is no such section in this edition. Reload the page and choose again."))


def fitting_section(article: Article, rules: Sequence[SectionRule], sources: Iterable[Source]) -> str:
    """Return the key of the section that an article of `sources` belongs to; '' if none takes it."""
    section, labels = labels_of(article, sources)
    found = section_of(_Labelled(article.url, labels, section), rules)
    return found.key if found else ""


def labels_of(article: Article, sources: Iterable[Source]) -> tuple[str, tuple[str, ...]]:
    """Return an article's section and its labels; its sources may have named a section, too.

    The first of `sources` that overrides the section decides; if none does, the first that names one.
    """
    naming = [source for source in sources if source.section]
    source = next((each for each in naming if each.section_overrides), next(iter(naming), None))
    return all_labels(
        article.kicker,
        article.section,
        article.tags,
        article.authors,
        of_source=source.section if source else "",
        overrides=bool(source and source.section_overrides),
    )


class _Labelled(NamedTuple):
    url: str
    labels: tuple[str, ...]
    section: str
