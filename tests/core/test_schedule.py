"""A slot is due at its local time, whatever the clocks do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.recurrence import Recurrence, RecurrenceKind
from roundup.core.schedule import Break, LocalTime, Schedule, Slot
from tests.schedules.by_hand import ZONES, moment_of

TEN_YEARS = date(2025, 1, 1), date(2035, 1, 1)
WEEK, DAY, MINUTE = timedelta(weeks=1), timedelta(days=1), timedelta(minutes=1)

moments = st.integers(1_577_836_800, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
recurrences = st.one_of(
    st.builds(
        Recurrence,
        st.just(RecurrenceKind.WEEKS),
        st.integers(1, 4),
        st.sets(st.integers(0, 6), min_size=1, max_size=3).map(lambda days: tuple(sorted(days))),
    ),
    st.builds(
        Recurrence,
        st.just(RecurrenceKind.WEEKDAY_OF_MONTH),
        st.integers(1, 3),
        st.tuples(st.integers(0, 6)),
        st.sampled_from([1, 2, 3, 4, -1]),
    ),
    st.builds(Recurrence, st.just(RecurrenceKind.DAY_OF_MONTH), st.integers(1, 3), day=st.integers(1, 31)),
)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    zone, sent, made = draw(st.sampled_from(ZONES)), draw(times), draw(times)
    days_before = draw(st.integers(0 if made < sent else 1, 8))
    breaks = draw(
        st.lists(st.builds(Break, st.dates(*TEN_YEARS), st.none()), max_size=0)
        | st.lists(
            st.tuples(st.dates(*TEN_YEARS), st.integers(0, 60)).map(
                lambda pair: Break(pair[0], pair[0] + timedelta(days=pair[1]))
            ),
            max_size=3,
        )
    )
    one_offs = frozenset(draw(st.lists(st.dates(*TEN_YEARS), max_size=2)))
    local = (LocalTime(sent, zone), LocalTime(made, zone))
    return Schedule(draw(recurrences), *local, days_before, None, tuple(breaks), one_offs)


def fridays(zone: str = "America/New_York", sent: time = time(7), made: time = time(14)) -> Schedule:
    return Schedule(Recurrence(), LocalTime(sent, zone), LocalTime(made, zone), 1)


def slots_within(schedule: Schedule, first: date, last: date) -> list[Slot]:
    """Return the slots of the years between two first days of January, asking for each year anew."""
    years = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    return [
        slot
        for begins, ends in pairwise(years)
        for slot in takewhile(lambda slot, ends=ends: slot.day < ends, schedule.slots_from(begins))
    ]


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [(date(2026, 3, 1), 14), (date(2026, 3, 8), 13), (date(2026, 10, 25), 13), (date(2026, 11, 1), 14)],
)
def test_nine_in_the_morning_stays_nine_across_both_changes(day: date, utc_hour: int) -> None:
    nine = LocalTime(time(9), "America/New_York")

    assert nine.on(day) == datetime(day.year, day.month, day.day, utc_hour, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_happens_when_they_have_jumped() -> None:
    half_past_two = LocalTime(time(2, 30), "America/New_York")

    assert half_past_two.on(date(2026, 3, 8)) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_a_time_that_happens_twice_happens_the_first_time() -> None:
    half_past_one = LocalTime(time(1, 30), "America/New_York")

    assert half_past_one.on(date(2026, 11, 1)) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("made", "sent"), [(time(14), time(7)), (time(1, 30), time(2)), (time(2, 5), time(2, 35))]
)
def test_ten_years_of_each_zone_agree_with_an_independent_computation(
    zone: str, made: time, sent: time
) -> None:
    days_before = 0 if made < sent else 1
    schedule = Schedule(
        Recurrence(weekdays=(5, 6)), LocalTime(sent, zone), LocalTime(made, zone), days_before
    )

    found = slots_within(schedule, *TEN_YEARS)

    every_day = (TEN_YEARS[0] + n * DAY for n in range((TEN_YEARS[1] - TEN_YEARS[0]).days))
    assert [slot.day for slot in found] == [day for day in every_day if day.weekday() in (5, 6)]
    for slot in found:
        assert slot.send_at == moment_of(datetime.combine(slot.day, sent), zone)
        end = moment_of(datetime.combine(slot.day - days_before * DAY, made), zone)
        assert slot.period.end == end or slot.period.end < slot.send_at <= end
    assert len({slot.period.key for slot in found}) == len(found)


@given(schedules(), moments)
def test_every_moment_is_in_exactly_one_period(schedule: Schedule, moment: datetime) -> None:
    slot = schedule.slot_at(moment)
    assert slot is not None

    assert moment <= slot.period.end < slot.send_at
    assert schedule.slot_at(slot.period.end) == slot
    following = schedule.slot_at(slot.period.end + timedelta(seconds=1))
    assert following == schedule.slot_after(slot)
    assert following is not None
    assert following.period.start == slot.period.end
    if moment > slot.period.start:
        assert schedule.slot_at(slot.period.start + timedelta(seconds=1)) == slot


@given(schedules(), moments)
def test_the_last_slot_due_is_the_one_before_the_next(schedule: Schedule, moment: datetime) -> None:
    last = schedule.last_due(moment)

    assert last is None or last.period.end <= moment
    assert last is None or schedule.slot_after(last) == schedule.slot_at(moment + timedelta(microseconds=1))


@given(schedules(), st.dates(*TEN_YEARS))
def test_drafts_are_made_in_the_order_in_which_they_leave(schedule: Schedule, first: date) -> None:
    for before, after in pairwise(islice(schedule.slots_from(first), 12)):
        assert before.send_at < after.send_at
        assert before.period.key < after.period.key
        assert before.period.end == after.period.start


def test_a_draft_is_made_before_it_leaves_even_if_the_clocks_jump_between_them() -> None:
    lisbon = fridays("Europe/Lisbon", time(2), time(1, 30))
    schedule = replace(lisbon, days_before=0, recurrence=Recurrence(weekdays=(6,)))

    (slot,) = islice(schedule.slots_from(date(2027, 3, 28)), 1)

    assert slot.send_at - slot.period.end == timedelta(minutes=30)


def test_late_on_a_saturday_of_nuuk_it_is_still_saturday() -> None:
    schedule = replace(
        fridays("America/Nuuk", time(23, 45), time(23, 30)),
        days_before=0,
        recurrence=Recurrence(weekdays=(5,)),
    )
    due = schedule.last_due(datetime(2026, 3, 29, 12, tzinfo=UTC))

    assert due is not None
    assert due.day == date(2026, 3, 28)


def test_a_skipped_date_leaves_its_time_to_the_next_one() -> None:
    third, tenth = date(2026, 12, 4), date(2026, 12, 11)
    schedule = replace(fridays(), breaks=(Break(third, third),))

    (slot,) = islice(schedule.slots_from(third), 1)

    assert slot.day == tenth
    assert slot.period.start == fridays().assembled.on(date(2026, 11, 26))


def test_a_pause_without_an_end_plans_nothing_more() -> None:
    schedule = replace(fridays(), breaks=(Break(date(2026, 12, 4)),))

    assert schedule.next_sending(datetime(2026, 11, 28, tzinfo=UTC)) is None
    assert schedule.slot_at(datetime(2026, 11, 28, tzinfo=UTC)) is None
    due = schedule.last_due(datetime(2027, 6, 1, tzinfo=UTC))
    assert due is not None
    assert due.day == date(2026, 11, 27)


def test_a_day_that_is_added_comes_between_the_others_and_only_once() -> None:
    added = frozenset({date(2026, 12, 1), date(2026, 12, 4)})
    schedule = replace(fridays(), one_offs=added)

    days = [slot.day for slot in islice(schedule.slots_from(date(2026, 11, 30)), 3)]

    assert days == [date(2026, 12, 1), date(2026, 12, 4), date(2026, 12, 11)]


def test_nothing_is_planned_before_the_first_day() -> None:
    schedule = replace(fridays(), since=date(2026, 12, 11))

    assert next(schedule.slots_from(date(2026, 11, 1))).day == date(2026, 12, 11)
    assert schedule.last_due(datetime(2026, 12, 1, tzinfo=UTC)) is None
