"""The best of a month: which of the stories told in its editions, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MailedStory:
    """A story as one of the month's editions told it: its `place` there (from 0), whether it was the lead,
    and how many readers follow its section or somebody in its byline.
    """

    id: int
    mailed_at: datetime
    place: int
    is_lead: bool
    followers: int


def best_first(stories: Iterable[MailedStory]) -> list[MailedStory]:
    """Return the stories of a month, the best first: the leads, then the others.

    In both groups, stories with more followers come first; of those with equally many, the ones nearer the
    top of their edition, then the newer ones.
    """
    return sorted(stories, key=_rank)


def _rank(story: MailedStory) -> tuple[bool, int, int, float, int]:
    return not story.is_lead, -story.followers, story.place, -story.mailed_at.timestamp(), story.id
