"""What a reader wishes, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar


class InSection(Protocol):
    @property
    def section(self) -> str: ...


S = TypeVar("S", bound=InSection)


@dataclass(frozen=True, slots=True)
class Preferences:
    """`sections` followed, by key (empty: all of them); mailed nothing through the day `paused_until`.

    `language` is the one to be spoken to in, one of `core.language.SPOKEN` (empty: the publication's).
    """

    sections: frozenset[str] = frozenset()
    paused_until: date | None = None
    language: str = ""


def select(stories: Sequence[S], preferences: Preferences) -> tuple[S, ...]:
    """Return the stories this reader gets, in the editor's order.

    A reader without wishes gets exactly what the editor arranged.
    """
    if not preferences.sections:
        return tuple(stories)
    return tuple(story for story in stories if story.section in preferences.sections)


def is_paused(preferences: Preferences, today: date) -> bool:
    """Say whether the reader asked for silence on `today`, in the publication's zone."""
    return preferences.paused_until is not None and today <= preferences.paused_until
