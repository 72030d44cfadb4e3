"""A reader gets what they follow, in the editor's order, and nothing while they pause."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.bylines import writer_keys
from roundup.core.language import Language
from roundup.core.preferences import (
    EVERY_SECOND,
    EVERYTHING,
    Preferences,
    has_story,
    is_due,
    is_paused,
    leaves_nothing,
    next_mail,
    stories_for,
)
from roundup.core.recurrence import Recurrence
from roundup.core.schedule import Break, LocalTime, Schedule


@dataclass(frozen=True)
class Numbered:
    section: str
    byline: str
    number: int

    @property
    def writers(self) -> frozenset[str]:
        return writer_keys(self.byline)


SECTIONS = st.sampled_from(["world", "culture", "money", "more"])
NAMES = st.sampled_from(["Jo Roe", "Al Fa", "José Ek"])
BYLINES = st.lists(NAMES, max_size=3, unique=True).map(Language("en").listed)
STORIES = st.lists(st.builds(Numbered, SECTIONS, BYLINES, st.integers(0, 99)), max_size=12)
TODAY = date(2026, 11, 20)


@given(STORIES)
def test_without_wishes_a_reader_gets_everything(stories: list[Numbered]) -> None:
    assert stories_for(stories, Preferences()) == tuple(stories)


@given(STORIES, st.frozensets(SECTIONS, min_size=1))
def test_a_reader_gets_exactly_the_sections_they_follow(
    stories: list[Numbered], followed: frozenset[str]
) -> None:
    chosen = stories_for(stories, Preferences(followed))

    assert list(chosen) == [story for story in stories if story.section in followed]


@given(STORIES, st.frozensets(SECTIONS), st.frozensets(NAMES, min_size=1))
def test_a_story_comes_if_its_section_or_one_of_its_writers_is_followed(
    stories: list[Numbered], sections: frozenset[str], writers: frozenset[str]
) -> None:
    chosen = stories_for(stories, Preferences(sections, writers=writers))

    assert list(chosen) == [
        story
        for story in stories
        if story.section in sections or any(name in story.byline for name in writers)
    ]
    assert has_story(stories, Preferences(sections, writers=writers)) is bool(chosen)


@given(
    STORIES,
    st.builds(Preferences, st.frozensets(SECTIONS), writers=st.frozensets(NAMES)),
    st.frozensets(SECTIONS),
    st.frozensets(NAMES),
)
def test_a_mute_wins_over_whatever_is_followed(
    stories: list[Numbered], followed: Preferences, sections: frozenset[str], writers: frozenset[str]
) -> None:
    muting = replace(followed, muted_sections=sections, muted_writers=writers)

    assert list(stories_for(stories, muting)) == [
        story
        for story in stories_for(stories, followed)
        if story.section not in sections and not any(name in story.byline for name in writers)
    ]


def test_mutes_that_leave_nothing_are_known() -> None:
    living = frozenset({"world", "culture"})
    world, ann = frozenset({"world"}), frozenset({"Ann Ek"})

    assert leaves_nothing(Preferences(muted_sections=living), living)
    assert leaves_nothing(Preferences(world, muted_sections=world), living)
    assert leaves_nothing(Preferences(writers=ann, muted_writers=frozenset({"ANN EK"})), living)
    assert not leaves_nothing(Preferences(world, writers=ann, muted_sections=world), living)
    assert not leaves_nothing(Preferences(muted_sections=world, muted_writers=ann), living)
    assert not leaves_nothing(Preferences(muted_sections=frozenset({"gone"})), frozenset())


def test_a_writer_is_followed_however_the_byline_spells_the_name() -> None:
    story = Numbered("world", "By JOSE EK, Lisbon", 1)

    assert stories_for([story], Preferences(writers=frozenset({"José Ek"}))) == (story,)


def test_a_pause_holds_through_its_last_day() -> None:
    pausing = Preferences(paused_until=TODAY)

    assert is_paused(pausing, TODAY - timedelta(days=30))
    assert is_paused(pausing, TODAY)
    assert not is_paused(pausing, TODAY + timedelta(days=1))


def test_without_a_pause_there_is_mail() -> None:
    assert not is_paused(Preferences(), TODAY)


@given(STORIES, st.frozensets(SECTIONS, min_size=1))
def test_a_week_with_nothing_of_ones_own_brings_everything_if_so_chosen(
    stories: list[Numbered], followed: frozenset[str]
) -> None:
    asking = Preferences(followed, empty_week=EVERYTHING)

    assert stories_for(stories, asking) == (stories_for(stories, Preferences(followed)) or tuple(stories))
    assert has_story(stories, asking) is bool(stories)


BERLIN = "Europe/Berlin"
FRIDAYS = Schedule(Recurrence(), LocalTime(time(7), BERLIN), LocalTime(time(14), BERLIN), 1)


@pytest.mark.parametrize(
    ("preferences", "ordinal", "day"),
    [
        (Preferences(), 1, "2026-10-23 05:00"),
        (Preferences(rhythm=EVERY_SECOND), 2, "2026-10-23 05:00"),
        # The clocks change on Sunday, and the hour stays that of the magazine.
        (Preferences(rhythm=EVERY_SECOND), 1, "2026-10-30 06:00"),
        (Preferences(paused_until=date(2026, 10, 23)), 1, "2026-10-30 06:00"),
        (Preferences(paused_until=date(2026, 10, 29)), 1, "2026-10-30 06:00"),
        (Preferences(paused_until=date(2026, 10, 30)), 1, "2026-11-06 06:00"),
        (Preferences(paused_until=date(2026, 10, 24), rhythm=EVERY_SECOND), 2, "2026-11-06 06:00"),
    ],
)
def test_the_next_mail_is_the_first_that_is_due_after_a_pause(
    preferences: Preferences, ordinal: int, day: str
) -> None:
    coming = datetime(2026, 10, 23, 5, tzinfo=UTC)

    assert f"{next_mail(preferences, coming, ordinal, FRIDAYS):%Y-%m-%d %H:%M}" == day


@pytest.mark.parametrize("days", [-1, 1, 2, 3])
def test_an_edition_at_another_hour_of_its_week_is_followed_by_that_of_the_next(days: int) -> None:
    moved = datetime(2026, 11, 20, 6, tzinfo=UTC) + timedelta(days=days)

    following = next_mail(Preferences(rhythm=EVERY_SECOND), moved, 1, FRIDAYS)
    assert following is not None
    assert following.date() == date(2026, 11, 27)


def test_while_the_publication_pauses_no_next_mail_is_promised() -> None:
    paused = replace(FRIDAYS, breaks=(Break(date(2026, 11, 21)),))
    coming = datetime(2026, 11, 20, 6, tzinfo=UTC)

    assert next_mail(Preferences(), coming, 1, paused) == coming
    assert next_mail(Preferences(rhythm=EVERY_SECOND), coming, 1, paused) is None
    assert next_mail(Preferences(), None, 1, paused) is None


@given(st.integers(1, 1000))
def test_of_two_mailings_in_a_row_one_is_for_who_wants_every_second(ordinal: int) -> None:
    assert is_due(EVERY_SECOND, ordinal) is not is_due(EVERY_SECOND, ordinal + 1)
    assert is_due("", ordinal)
