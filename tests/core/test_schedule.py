"""A weekly thing is due at its local time, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.schedule import WeeklyTime, period_at, send_time

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Chatham", "Pacific/Apia"]
moments = st.integers(1_577_836_800, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
weekly_times = st.builds(
    WeeklyTime, st.integers(0, 6), st.times().map(lambda t: t.replace(microsecond=0)), st.sampled_from(ZONES)
)


def new_york(weekday: int, at: time) -> WeeklyTime:
    return WeeklyTime(weekday, at, "America/New_York")


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [(date(2026, 3, 1), 14), (date(2026, 3, 8), 13), (date(2026, 10, 25), 13), (date(2026, 11, 1), 14)],
)
def test_nine_in_the_morning_stays_nine_across_both_changes(day: date, utc_hour: int) -> None:
    assert new_york(6, time(9)).on(day) == datetime(day.year, day.month, day.day, utc_hour, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_happens_when_they_have_jumped() -> None:
    assert new_york(6, time(2, 30)).on(date(2026, 3, 8)) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_a_time_that_happens_twice_happens_the_first_time() -> None:
    assert new_york(6, time(1, 30)).on(date(2026, 11, 1)) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@given(weekly_times, moments)
def test_the_next_occurrence_is_later_and_within_eight_days(weekly: WeeklyTime, moment: datetime) -> None:
    following = weekly.next_after(moment)

    assert moment < following <= moment + timedelta(days=8)


@given(weekly_times, moments)
def test_the_last_occurrence_is_not_later_and_followed_by_the_next(
    weekly: WeeklyTime, moment: datetime
) -> None:
    last = weekly.last_until(moment)

    assert last <= moment
    assert weekly.next_after(last) == weekly.next_after(moment)


@given(weekly_times, moments)
def test_every_moment_is_in_exactly_one_period(weekly: WeeklyTime, moment: datetime) -> None:
    period = period_at(weekly, moment)

    assert period.start < moment <= period.end
    assert period_at(weekly, period.end) == period
    assert period_at(weekly, period.end + timedelta(seconds=1)).start == period.end


def test_an_edition_is_sent_at_the_first_sending_after_its_period() -> None:
    period = period_at(new_york(3, time(14)), datetime(2026, 11, 17, tzinfo=UTC))

    assert period.key == date(2026, 11, 19)
    assert send_time(new_york(4, time(7)), period) == datetime(2026, 11, 20, 12, tzinfo=UTC)
