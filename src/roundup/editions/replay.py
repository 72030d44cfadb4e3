"""Makes past editions again by other rules, to show what a change of the rules would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from roundup.core.assembly import AssemblyRules, assemble_draft
from roundup.core.candidates import Candidate, Window
from roundup.editions.considered import articles_considered_then, articles_spent_then
from roundup.editions.models import Edition
from roundup.publications.models import Publication

EDITIONS: Final = 12


@dataclass(frozen=True, slots=True)
class ReplayedStory:
    """A story as one set of rules would place it; it `differs` if the other rules would not tell it."""

    headline: str
    section: str
    is_lead: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class Replay:
    """An edition as the saved rules and the tried rules would make it, from what was known at its time."""

    edition: Edition
    saved: tuple[ReplayedStory, ...]
    tried: tuple[ReplayedStory, ...]

    @property
    def changes(self) -> int:
        """How many stories come in; without any, 1 if the lead is a different one, or else 0."""
        leads = [{story.headline for story in side if story.is_lead} for side in (self.saved, self.tried)]
        return sum(story.differs for story in self.tried) or int(leads[0] != leads[1])


def replay_editions(publication: Publication, saved: AssemblyRules, tried: AssemblyRules) -> list[Replay]:
    """Return the last editions, the newest first, as both sets of rules would have made them.

    Articles count as they are stored today. Articles found later and later mailings do not count.
    """
    editions = Edition.objects.of_weeks().filter(publication=publication).order_by("-period")[:EDITIONS]
    return [_replay(edition, saved, tried) for edition in editions]


def _replay(edition: Edition, saved: AssemblyRules, tried: AssemblyRules) -> Replay:
    max_age = timedelta(days=edition.publication.max_age_days)
    window = Window(edition.news_since, edition.assembled_at, max_age)
    candidates = articles_considered_then(edition, window)
    spent = articles_spent_then(edition)
    sides = [_told(candidates, spent, window, rules) for rules in (saved, tried)]
    return Replay(edition, _compared(sides[0], sides[1]), _compared(sides[1], sides[0]))


def _told(
    candidates: Sequence[Candidate], spent: Sequence[Candidate], window: Window, rules: AssemblyRules
) -> dict[int, ReplayedStory]:
    titles = {candidate.id: candidate.title for candidate in candidates}
    draft = assemble_draft(candidates, spent, window, rules)
    return {
        placed.id: ReplayedStory(titles[placed.id], placed.section.name, placed.lead, differs=False)
        for placed in draft.stories
    }


def _compared(one: dict[int, ReplayedStory], other: dict[int, ReplayedStory]) -> tuple[ReplayedStory, ...]:
    return tuple(
        ReplayedStory(story.headline, story.section, story.is_lead, differs=pk not in other)
        for pk, story in one.items()
    )
