"""A reader gets what they follow, in the editor's order, and nothing while they pause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from roundup.core.preferences import Preferences, is_paused, stories_for


@dataclass(frozen=True)
class Told:
    section: str
    number: int


SECTIONS = st.sampled_from(["world", "culture", "money", "more"])
STORIES = st.lists(st.builds(Told, SECTIONS, st.integers(0, 99)), max_size=12)
TODAY = date(2026, 11, 20)


@given(STORIES)
def test_without_wishes_a_reader_gets_everything(stories: list[Told]) -> None:
    assert stories_for(stories, Preferences()) == tuple(stories)


@given(STORIES, st.frozensets(SECTIONS, min_size=1))
def test_a_reader_gets_exactly_the_sections_they_follow(
    stories: list[Told], followed: frozenset[str]
) -> None:
    chosen = stories_for(stories, Preferences(followed))

    assert list(chosen) == [story for story in stories if story.section in followed]


def test_a_pause_holds_through_its_last_day() -> None:
    pausing = Preferences(paused_until=TODAY)

    assert is_paused(pausing, TODAY - timedelta(days=30))
    assert is_paused(pausing, TODAY)
    assert not is_paused(pausing, TODAY + timedelta(days=1))


def test_without_a_pause_there_is_mail() -> None:
    assert not is_paused(Preferences(), TODAY)
