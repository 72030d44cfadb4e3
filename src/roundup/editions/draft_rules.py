"""The rules by which a publication's drafts are made, from its settings."""

from __future__ import annotations

from dataclasses import replace

from roundup.core.assembly import AssemblyRules
from roundup.core.cluster_edits import ClusterEdits
from roundup.core.notices import default_patterns, read_patterns
from roundup.core.ranking import weights_from
from roundup.core.sections import SectionRule, Style, rule_words
from roundup.editions.models import Edition
from roundup.publications.models import Publication


def rules_of(publication: Publication) -> AssemblyRules:
    """Return the rules that the settings of a publication give, saved or not."""
    sections = tuple(
        SectionRule(s.key, s.name, rule_words(s.words), Style(s.style), s.cap)
        for s in publication.sections.all()
    )
    return AssemblyRules(
        sections,
        publication.max_stories,
        weights=weights_from(publication.weights),
        notices=read_patterns(publication.notice_patterns) or default_patterns(),
    )


def rules_for(edition: Edition) -> AssemblyRules:
    """Return the rules of an edition's publication, with what its editors decided about the edition."""
    decided = ClusterEdits.read(edition.cluster_edits)
    return replace(
        rules_of(edition.publication), joined=decided.joined, parted=decided.parted, told=decided.told
    )
