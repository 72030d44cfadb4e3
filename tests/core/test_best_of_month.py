"""The best of a month: its order, its hour, and who is due it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.best_of_month import MailedStory, best_first
from roundup.core.preferences import (
    BEST_OF_MONTH,
    EVERY_SECOND,
    MONTHLY,
    RHYTHMS,
    Preferences,
    is_due,
    next_best_of_month,
)
from roundup.core.recurrence import Recurrence
from roundup.core.schedule import (
    LocalTime,
    Schedule,
    best_of_month_slot,
    month_before,
    month_of,
    period_name,
)

FIRST = datetime(2026, 10, 2, 7, tzinfo=UTC)
STORIES = st.lists(
    st.builds(
        MailedStory,
        st.integers(1, 99),
        st.integers(0, 4).map(lambda weeks: FIRST + timedelta(weeks=weeks)),
        st.integers(0, 5),
        st.booleans(),
        st.integers(0, 3),
    )
)


def weekly(weekday: int, days_before: int, zone: str, sent: time, made: time) -> Schedule:
    return Schedule(
        Recurrence(weekdays=(weekday,)), LocalTime(sent, zone), LocalTime(made, zone), days_before
    )


@given(STORIES)
def test_leads_come_first_and_then_whatever_most_readers_follow(stories: list[MailedStory]) -> None:
    best = best_first(stories)

    assert sorted(best, key=repr) == sorted(stories, key=repr)
    for better, worse in pairwise(best):
        assert better.is_lead >= worse.is_lead
        if better.is_lead == worse.is_lead:
            assert better.followers >= worse.followers


def test_among_equals_the_higher_place_counts_and_then_the_newer_edition() -> None:
    old, new = FIRST, FIRST + timedelta(weeks=1)
    stories = [
        MailedStory(1, old, 2, False, 5),
        MailedStory(2, old, 1, False, 5),
        MailedStory(3, new, 1, False, 5),
    ]
    assert [story.id for story in best_first(stories)] == [3, 2, 1]


@given(st.lists(st.integers(1, 60), min_size=1))
def test_the_best_of_a_month_is_for_those_who_want_no_week_and_for_nobody_else(ordinals: list[int]) -> None:
    assert [rhythm for rhythm in RHYTHMS if is_due(rhythm, BEST_OF_MONTH)] == [MONTHLY]
    assert not any(is_due(MONTHLY, ordinal) for ordinal in ordinals)
    assert all(is_due("", ordinal) for ordinal in ordinals)
    assert all(is_due(EVERY_SECOND, ordinal) is (ordinal % 2 == 0) for ordinal in ordinals)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Chatham", "America/Nuuk", "Africa/Casablanca"])
@given(day=st.dates(date(2020, 1, 1), date(2035, 12, 31)), weekdays=st.tuples(*[st.integers(0, 6)] * 2))
def test_each_months_best_leaves_once_in_the_month_that_follows(
    zone: str, day: date, weekdays: tuple[int, int]
) -> None:
    made, sent = weekdays
    schedule = weekly(sent, (sent - made) % 7 or 7, zone, time(2, 30), time(2, 30))
    month = month_of(day, ZoneInfo(zone))
    slot = best_of_month_slot(schedule, day)
    assert slot is not None
    following = month_of(slot.day, ZoneInfo(zone))

    assert month.key.replace(day=1) <= day <= month.key
    assert month_before(slot.day, ZoneInfo(zone)) == month
    assert month.end == following.start < slot.send_at < following.end
    later = best_of_month_slot(schedule, following.key)
    assert later is not None
    assert later.send_at > slot.send_at


def test_a_pause_moves_the_next_best_of_a_month_to_a_later_one() -> None:
    schedule = weekly(4, 1, "UTC", time(7), time(14))
    slot = best_of_month_slot(schedule, date(2026, 10, 9))
    assert slot is not None
    assert slot.day == date(2026, 11, 6)
    wanted = [Preferences(paused_until=last) for last in (None, date(2026, 11, 6), date(2026, 12, 31))]
    days = [f"{next_best_of_month(each, slot.send_at, schedule):%Y-%m-%d}" for each in wanted]
    assert days == ["2026-11-06", "2026-12-04", "2027-01-08"]


def test_a_month_and_the_week_that_ends_on_its_last_day_have_different_names() -> None:
    last = date(2026, 10, 31)
    assert (period_name(last, None), period_name(last, date(2026, 10, 1))) == ("2026-10-31", "2026-10")
