"""A reader's preferences, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar


class InSection(Protocol):
    @property
    def section(self) -> str: ...


S = TypeVar("S", bound=InSection)


@dataclass(frozen=True, slots=True)
class Preferences:
    """The `sections` followed, by key (empty: all of them); no mail up to and including `paused_until`.

    `language` is the language the reader wants, one of `core.language.SPOKEN` (empty: the publication's). A
    new preference is a field here; `subscribers.preference_columns` stores it, and
    `tests/events/test_every_preference.py` requires every place to respect it.
    """

    sections: frozenset[str] = frozenset()
    paused_until: date | None = None
    language: str = ""


def stories_for(stories: Sequence[S], preferences: Preferences) -> tuple[S, ...]:
    """Return the stories this reader gets, in the editor's order.

    A reader without preferences gets exactly what the editor arranged.
    """
    if not preferences.sections:
        return tuple(stories)
    return tuple(story for story in stories if story.section in preferences.sections)


def fitting_preferences(preferences: Preferences, living: Set[str]) -> Preferences:
    """Return the preferences as they apply if the publication has these sections (by key).

    A section that was removed cannot be followed. Readers who followed no other section get everything: a
    preference that nothing can meet must not end a reader's mail.
    """
    followed = preferences.sections & living
    return preferences if followed == preferences.sections else replace(preferences, sections=followed)


def is_paused(preferences: Preferences, today: date) -> bool:
    """Say whether the reader wants no mail on `today`, a day in the publication's zone."""
    return preferences.paused_until is not None and today <= preferences.paused_until
