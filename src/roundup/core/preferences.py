"""A reader's preferences, and what follows from them."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple, Protocol, TypeVar

from roundup.core.bylines import writer_keys
from roundup.core.schedule import Schedule, best_of_month_slot
from roundup.core.writer_names import name_key


class Choosable(Protocol):
    """What readers can follow in a story: its section (by key) and its writers (by the keys of names)."""

    @property
    def section(self) -> str: ...
    @property
    def writers(self) -> Set[str]: ...


S = TypeVar("S", bound=Choosable)

EVERY_SECOND: Final = "second"
MONTHLY: Final = "monthly"
RHYTHMS: Final = ("", EVERY_SECOND, MONTHLY)
# Stands in for the ordinal of a best of a month, which has none.
BEST_OF_MONTH: Final = -1
EVERYTHING: Final = "everything"
# What a reader gets of an edition with nothing for them: no mail, or all of it.
EMPTY_WEEKS: Final = frozenset({"", EVERYTHING})


class Told(NamedTuple):
    """What readers can follow in a story, with its byline as the mail shows it."""

    section: str
    writers: Set[str] = frozenset()

    @classmethod
    def of(cls, section: str, byline: str) -> Told:
        return cls(section, writer_keys(byline))


@dataclass(frozen=True, slots=True)
class Preferences:
    """The `sections` (by key) and `writers` (by name) that a reader follows, or everything if there are none;
    those that they mute, even if they follow them; no mail up to and including `paused_until`. `rhythm` says
    which editions the reader wants (`RHYTHMS`), and `empty_week` what becomes of an edition with nothing for
    them (`EMPTY_WEEKS`).

    `language` is the language the reader wants, one of `core.language.SPOKEN` (empty: the publication's). A
    new preference is a field here; `subscribers.preference_columns` stores it, and
    `tests/events/test_every_preference.py` requires every place to respect it.
    """

    sections: frozenset[str] = frozenset()
    paused_until: date | None = None
    language: str = ""
    writers: frozenset[str] = frozenset()
    muted_sections: frozenset[str] = frozenset()
    muted_writers: frozenset[str] = frozenset()
    rhythm: str = ""
    empty_week: str = ""

    @property
    def follows(self) -> bool:
        """Whether the reader gets only what they follow."""
        return bool(self.sections or self.writers)

    @property
    def is_choosy(self) -> bool:
        """Whether the reader gets anything other than exactly what the editor arranged."""
        return self.follows or bool(self.muted_sections or self.muted_writers)

    @property
    def of_copy(self) -> Preferences:
        """The preferences that decide what a copy says."""
        return replace(self, paused_until=None, rhythm="") if self.paused_until or self.rhythm else self


def stories_for(stories: Sequence[S], preferences: Preferences) -> tuple[S, ...]:
    """Return the stories that this reader gets, in the editor's order.

    A reader without preferences gets exactly what the editor arranged.
    """
    if not preferences.is_choosy:
        return tuple(stories)
    own = tuple(story for story in stories if _is_wanted(story, preferences))
    return tuple(stories) if not own and preferences.empty_week == EVERYTHING else own


def has_story(told: Collection[Choosable], preferences: Preferences) -> bool:
    """Say whether `stories_for` would leave the reader any of these stories."""
    if not preferences.is_choosy or preferences.empty_week == EVERYTHING:
        return bool(told)
    return any(_is_wanted(story, preferences) for story in told)


def _is_wanted(story: Choosable, preferences: Preferences) -> bool:
    """Say whether a story is for a reader: a mute wins over everything they follow."""
    if story.section in preferences.muted_sections or _names_one(preferences.muted_writers, story):
        return False
    if not preferences.follows:
        return True
    return story.section in preferences.sections or _names_one(preferences.writers, story)


def _names_one(names: frozenset[str], story: Choosable) -> bool:
    return bool(names) and not _keys(names).isdisjoint(story.writers)


@lru_cache(maxsize=4096)
def _keys(names: frozenset[str]) -> frozenset[str]:
    return frozenset(map(name_key, names))


def fitting_preferences(preferences: Preferences, living: Set[str]) -> Preferences:
    """Return the preferences as they apply if the publication has these sections (by key).

    A section that was removed cannot be followed or muted. Readers who followed nothing else get everything:
    a preference that no story can meet must not end a reader's mail.
    """
    if preferences.sections <= living and preferences.muted_sections <= living:
        return preferences
    muted = preferences.muted_sections & living
    return replace(preferences, sections=preferences.sections & living, muted_sections=muted)


def leaves_nothing(preferences: Preferences, living: Set[str]) -> bool:
    """Say whether the reader mutes everything they follow, or every section of the publication."""
    fitting = fitting_preferences(preferences, living)
    if fitting.follows:
        return fitting.sections <= fitting.muted_sections and _keys(fitting.writers) <= _keys(
            fitting.muted_writers
        )
    return bool(living) and fitting.muted_sections == living


def is_paused(preferences: Preferences, today: date) -> bool:
    """Say whether the reader wants no mail on `today`, a day in the publication's zone."""
    return preferences.paused_until is not None and today <= preferences.paused_until


def is_due(rhythm: str, ordinal: int) -> bool:
    """Say whether a reader with this rhythm gets the publication's mailing with this ordinal."""
    if ordinal == BEST_OF_MONTH or rhythm == MONTHLY:
        return ordinal == BEST_OF_MONTH and rhythm == MONTHLY
    return rhythm != EVERY_SECOND or ordinal % 2 == 0


def next_mail(
    preferences: Preferences, coming: datetime | None, ordinal: int, schedule: Schedule
) -> datetime | None:
    """Return when the reader is mailed next, if `coming` is the hour of the next mailing and `ordinal` its
    number; None if no more are planned. Readers of the best of each month get different mailings
    (`next_best_of_month`).
    """
    # An editor may have chosen another hour for an edition, but the next one is still about a whole gap away.
    half_gap = schedule.recurrence.usual_gap / 2
    while coming and not (
        is_due(preferences.rhythm, ordinal) and not is_paused(preferences, schedule.local_day(coming))
    ):
        following = schedule.next_sending(coming + half_gap)
        coming, ordinal = following.send_at if following else None, ordinal + 1
    return coming


def next_best_of_month(
    preferences: Preferences, coming: datetime | None, schedule: Schedule
) -> datetime | None:
    """Return when a reader of the best of each month is mailed next, if the next one leaves at `coming`; None
    if no more are planned.
    """
    while coming and is_paused(preferences, day := schedule.local_day(coming)):
        slot = best_of_month_slot(schedule, day)
        coming = slot.send_at if slot else None
    return coming
