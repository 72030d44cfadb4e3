"""No change of a schedule makes two editions of a week or none, and the newsroom shows first what it does."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from roundup.editions.due_drafts import assemble_due_edition
from roundup.editions.models import Edition
from roundup.editions.rescheduling import apply_change, plan_change
from roundup.editions.schedule_breaks import add_day, begin_pause, end_break, remove_day, skip_day
from roundup.publications.models import Alarm, Publication
from tests.making import FRIDAY, THURSDAY, make_publication

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def publication(db: None) -> Publication:
    return make_publication()


def change(publication: Publication, now: datetime, *, moves: bool = False, **fields: object) -> list[date]:
    """Change the schedule as the settings do; return the days of the next four editions that are shown."""
    before = Publication.objects.get(pk=publication.pk)
    after = Publication.objects.get(pk=publication.pk)
    for name, value in fields.items():
        setattr(after, name, value)
    planned = plan_change(before, after, now, moves=moves)
    after.save()
    apply_change(planned, after, now, None)
    publication.refresh_from_db()
    return [slot.day for slot in planned.coming]


def hours() -> list[datetime]:
    return list(Edition.objects.order_by("send_at").values_list("send_at", flat=True))


def live(publication: Publication, since: datetime, until: datetime, step: timedelta = HOUR) -> None:
    """Let the clock tick; every edition whose hour comes is mailed."""
    now = since
    while now <= until:
        assemble_due_edition(publication, now)
        Edition.objects.filter(send_at__lte=now, status="draft").update(status="mailed", mailed_at=now)
        now += step


def test_an_earlier_hour_for_drafts_makes_no_second_edition_of_the_week(publication: Publication) -> None:
    """The draft was made on Thursday; then drafts are to be made on Wednesdays."""
    live(publication, THURSDAY, THURSDAY + HOUR)

    shown = change(publication, THURSDAY + HOUR, assemble_days_before=2)
    live(publication, THURSDAY + HOUR, FRIDAY + WEEK)

    assert hours() == [FRIDAY, FRIDAY + WEEK]
    assert shown[0] == date(2026, 11, 27)


@pytest.mark.parametrize(("moves", "first"), [(False, FRIDAY), (True, FRIDAY + 3 * DAY)])
def test_an_open_draft_keeps_its_hour_or_moves_and_the_next_one_follows_it(
    moves: bool, first: datetime, publication: Publication
) -> None:
    live(publication, THURSDAY, THURSDAY + HOUR)

    shown = change(publication, THURSDAY + HOUR, moves=moves, send_weekdays=[0])

    assert hours() == [first]
    assert shown == [date(2026, 11, 30), *(date(2026, 12, day) for day in (7, 14, 21))]
    live(publication, THURSDAY + HOUR, FRIDAY + 2 * WEEK)
    assert hours() == [first, datetime(2026, 11, 30, 7, tzinfo=UTC)]


def test_every_second_week_is_counted_on_if_only_the_hour_changes(publication: Publication) -> None:
    live(publication, THURSDAY, FRIDAY)
    fortnights = change(publication, FRIDAY, recurs_every=2)

    later = change(publication, FRIDAY + DAY, send_time=time(9, 30))

    assert fortnights == later == [date(2026, 11, 27) + n * 2 * WEEK for n in range(4)]


def test_a_moved_hour_is_no_lost_week(publication: Publication) -> None:
    """On Monday, drafts are to be made on Tuesdays instead of Thursdays."""
    live(publication, THURSDAY, FRIDAY)
    monday = FRIDAY + 3 * DAY

    change(publication, monday, assemble_days_before=3)
    live(publication, monday, FRIDAY + WEEK)

    assert hours() == [FRIDAY, FRIDAY + WEEK]
    assert not Alarm.objects.filter(about__startswith="period:").exists()


def test_a_new_publication_may_begin_with_the_next_sending(publication: Publication) -> None:
    shown = change(publication, THURSDAY - DAY, recurs="weekday", send_weekdays=[1], month_place=-1)

    assert shown == [date(2026, 11, 24), date(2026, 12, 29), date(2027, 1, 26), date(2027, 2, 23)]


def test_a_skipped_date_and_a_pause_send_nothing_and_raise_no_alarm(publication: Publication) -> None:
    live(publication, THURSDAY, FRIDAY)
    skip_day(publication, (FRIDAY + WEEK).date(), FRIDAY)
    begin_pause(publication, date(2026, 12, 10), date(2026, 12, 20), FRIDAY)

    live(publication, FRIDAY, FRIDAY + 5 * WEEK)

    assert hours() == [FRIDAY, FRIDAY + 2 * WEEK, FRIDAY + 5 * WEEK]
    assert not Alarm.objects.filter(about__startswith="period:").exists()


def test_a_pause_skips_the_open_draft_which_can_be_taken_up_again(publication: Publication) -> None:
    live(publication, THURSDAY, THURSDAY + HOUR)

    assert begin_pause(publication, FRIDAY.date(), None, THURSDAY + HOUR) == 1
    assert Edition.objects.get().status == Edition.Status.SKIPPED


def test_a_pause_that_is_ended_raises_no_alarm_about_the_weeks_in_it(publication: Publication) -> None:
    live(publication, THURSDAY, FRIDAY)
    begin_pause(publication, date(2026, 11, 21), None, FRIDAY)
    live(publication, FRIDAY, FRIDAY + 3 * WEEK, 6 * HOUR)

    end_break(publication, date(2026, 11, 21), FRIDAY + 3 * WEEK)
    live(publication, FRIDAY + 3 * WEEK, FRIDAY + 4 * WEEK)

    assert hours() == [FRIDAY, FRIDAY + 4 * WEEK]
    assert not Alarm.objects.filter(about__startswith="period:").exists()


def test_a_day_can_be_added_and_taken_back(publication: Publication) -> None:
    tuesday = date(2026, 11, 24)
    live(publication, THURSDAY, FRIDAY)
    add_day(publication, tuesday, FRIDAY)
    add_day(publication, date(2026, 12, 1), FRIDAY)
    remove_day(publication, date(2026, 12, 1), FRIDAY)

    live(publication, FRIDAY, FRIDAY + 2 * WEEK)

    assert hours() == [FRIDAY, datetime(2026, 11, 24, 7, tzinfo=UTC), FRIDAY + WEEK, FRIDAY + 2 * WEEK]


def test_two_open_drafts_are_not_moved_to_one_hour(publication: Publication) -> None:
    """Those of Tuesday and of Friday are both open when the magazine turns to Sundays."""
    change(publication, THURSDAY - 3 * DAY, send_weekdays=[1, 4], assemble_days_before=5)
    live(publication, FRIDAY, FRIDAY + 2 * HOUR)
    tuesday, friday = datetime(2026, 11, 24, 7, tzinfo=UTC), FRIDAY + WEEK
    live(publication, FRIDAY + 2 * HOUR, tuesday - DAY)
    assert hours()[-2:] == [tuesday, friday]

    shown = change(publication, tuesday - DAY, moves=True, send_weekdays=[6])

    sunday = tuesday + 5 * DAY
    assert hours()[-2:] == [sunday, sunday + WEEK]
    assert shown[0] == (sunday + 2 * WEEK).date()


def test_a_new_hour_leaves_no_day_out_of_two_that_follow_each_other(publication: Publication) -> None:
    """It comes out on Mondays and Tuesdays, and gets another hour after Monday's draft is made."""
    monday = date(2026, 11, 23)
    change(publication, THURSDAY, send_weekdays=[0, 1])
    now = datetime(2026, 11, 22, 15, tzinfo=UTC)
    live(publication, now - HOUR, now)

    shown = change(publication, now, send_time=time(8))

    assert shown[:2] == [monday + DAY, monday + WEEK]


def test_a_change_in_a_pause_makes_no_second_edition_when_the_pause_ends(publication: Publication) -> None:
    live(publication, THURSDAY, THURSDAY + HOUR)
    begin_pause(publication, FRIDAY.date() + DAY, None, THURSDAY + HOUR)

    change(publication, THURSDAY + HOUR, send_weekdays=[5])
    end_break(publication, FRIDAY.date() + DAY, THURSDAY + 2 * HOUR)
    live(publication, THURSDAY + 2 * HOUR, FRIDAY + 2 * WEEK)

    assert hours() == [FRIDAY, FRIDAY + DAY + WEEK]


@pytest.mark.parametrize("how", ["hours", "pause", "added"])
def test_a_week_that_was_lost_is_told_even_if_another_schedule_follows(
    how: str, publication: Publication
) -> None:
    """No worker ran, and the newsroom changed the schedule all the same."""
    live(publication, THURSDAY, FRIDAY)
    now = FRIDAY + WEEK + HOUR

    if how == "hours":
        change(publication, now, send_time=time(9, 30))
    elif how == "pause":
        begin_pause(publication, now.date(), None, now)
    else:
        add_day(publication, (now + DAY).date(), now)

    assert Alarm.objects.get(about__startswith="period:").about == "period:2026-11-26"


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "send_weekdays": st.sets(st.integers(0, 6), min_size=1, max_size=3).map(sorted),
        "recurs": st.sampled_from(["weeks", "weeks", "weekday", "day"]),
        "recurs_every": st.integers(1, 3),
        "month_place": st.sampled_from([1, 2, 3, 4, -1]),
        "month_day": st.integers(1, 31),
        "send_time": st.times().map(lambda at: at.replace(minute=0, second=0, microsecond=0)),
        "assemble_days_before": st.integers(1, 5),
        "timezone": st.sampled_from(
            ["Australia/Lord_Howe", "Europe/Dublin", "Africa/Casablanca", "Pacific/Chatham", "America/Nuuk"]
        ),
    },
)
CHANGES = st.lists(st.tuples(st.integers(1, 500), FIELDS, st.booleans()), min_size=1, max_size=4)


@pytest.mark.django_db
@pytest.mark.one_database
@given(CHANGES)
@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_change_of_a_schedule_makes_two_editions_or_loses_one(
    changes: list[tuple[int, dict[str, object], bool]],
) -> None:
    Edition.objects.all().delete()
    Publication.objects.all().delete()
    publication, now = make_publication(), THURSDAY
    for wait, fields, moves in changes:
        live(publication, now, now + wait * HOUR, 2 * HOUR)
        now += wait * HOUR
        change(publication, now, moves=moves, **fields)
        assert _are_apart(publication)
    live(publication, now, now + 4 * WEEK, 2 * HOUR)

    assert _are_apart(publication)
    assert not Alarm.objects.filter(about__startswith="period:").exists()


def _are_apart(publication: Publication) -> bool:
    """Say whether no two editions go out within hours of each other."""
    found = hours()
    return all(later - earlier >= 12 * HOUR for earlier, later in itertools.pairwise(found))
