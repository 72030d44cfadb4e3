"""Days recur as people say it, whatever the calendar does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.recurrence import LAST, Recurrence, RecurrenceKind
from tests.schedules.by_hand import is_in_month, is_nth, months_between, weeks_between

Kind = RecurrenceKind
FIRST, UNTIL = date(2026, 1, 1), date(2036, 1, 1)
ORIGIN = date(2026, 2, 11)


MEANINGS: dict[str, tuple[Recurrence, Callable[[date], bool]]] = {
    "every Friday": (Recurrence(), lambda day: day.weekday() == 4),
    "Tuesdays and Fridays": (Recurrence(weekdays=(1, 4)), lambda day: day.weekday() in (1, 4)),
    "every third Sunday": (
        Recurrence(every=3, weekdays=(6,), counted_from=ORIGIN),
        lambda day: day.weekday() == 6 and weeks_between(ORIGIN, day) % 3 == 0,
    ),
    "Mondays and Saturdays of every second week": (
        Recurrence(every=2, weekdays=(0, 5), counted_from=ORIGIN),
        lambda day: day.weekday() in (0, 5) and weeks_between(ORIGIN, day) % 2 == 0,
    ),
    "the first Tuesday": (
        Recurrence(Kind.WEEKDAY_OF_MONTH, weekdays=(1,)),
        lambda day: is_nth(day, 1, 1),
    ),
    "the last Friday": (
        Recurrence(Kind.WEEKDAY_OF_MONTH, weekdays=(4,), place=LAST),
        lambda day: is_nth(day, 4, -1),
    ),
    "the fourth Monday of every third month": (
        Recurrence(Kind.WEEKDAY_OF_MONTH, every=3, weekdays=(0,), place=4, counted_from=ORIGIN),
        lambda day: is_nth(day, 0, 4) and months_between(ORIGIN, day) % 3 == 0,
    ),
    "the fifteenth": (Recurrence(Kind.DAY_OF_MONTH, day=15), lambda day: day.day == 15),
    "the thirtieth or the last day before it": (
        Recurrence(Kind.DAY_OF_MONTH, day=30),
        lambda day: is_in_month(day, 30),
    ),
    "the last day of every second month": (
        Recurrence(Kind.DAY_OF_MONTH, every=2, day=31, counted_from=ORIGIN),
        lambda day: (day + timedelta(days=1)).day == 1 and months_between(ORIGIN, day) % 2 == 0,
    ),
    "never": (Recurrence(Kind.NEVER), lambda day: False),
}


@pytest.mark.parametrize("said", MEANINGS)
def test_ten_years_have_the_days_that_a_printed_calendar_shows(said: str) -> None:
    recurrence, means = MEANINGS[said]
    every_day = (FIRST + timedelta(days=n) for n in range((UNTIL - FIRST).days))

    found = list(takewhile(lambda day: day < UNTIL, recurrence.days_from(FIRST)))

    assert found == [day for day in every_day if means(day)]


@given(st.sampled_from(sorted(MEANINGS)), st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 90))
def test_it_does_not_matter_from_where_one_looks(said: str, first: date, later: int) -> None:
    recurrence, _ = MEANINGS[said]
    second = first + timedelta(days=later)

    ahead = takewhile(lambda day: day < second + timedelta(days=200), recurrence.days_from(first))
    nearer = takewhile(lambda day: day < second + timedelta(days=200), recurrence.days_from(second))

    assert [day for day in ahead if day >= second] == list(nearer)


@pytest.mark.parametrize("said", sorted(MEANINGS.keys() - {"never"}))
def test_the_usual_gap_is_about_what_lies_between_two_days(said: str) -> None:
    recurrence, _ = MEANINGS[said]
    days = list(islice(recurrence.days_from(FIRST), 60))

    average = (days[-1] - days[0]) / (len(days) - 1)
    assert abs(average / recurrence.usual_gap - 1) < 0.05


def test_the_shortest_gap_is_that_of_the_two_nearest_days() -> None:
    assert Recurrence(weekdays=(0, 1, 4)).shortest_gap == timedelta(days=1)
    assert Recurrence(weekdays=(0, 6)).shortest_gap == timedelta(days=1)
    assert Recurrence(every=2, weekdays=(4,)).shortest_gap == timedelta(days=14)
    assert Recurrence(Kind.DAY_OF_MONTH, every=3).shortest_gap == timedelta(days=90)
