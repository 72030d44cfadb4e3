from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.health import Health, health_after, is_alarming, is_redirect_settled, next_look

NOW = datetime(2026, 10, 8, 14, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def wait(failures: int = 0, interval: timedelta = HOUR, **options: object) -> timedelta:
    return next_look(NOW, interval, source_id=1, failures=failures, **options) - NOW  # type: ignore[arg-type]


def test_a_source_goes_from_active_over_failing_to_inactive() -> None:
    assert [health_after(failures) for failures in (0, 1, 9, 10)] == [
        Health.ACTIVE,
        Health.FAILING,
        Health.FAILING,
        Health.INACTIVE,
    ]


def test_a_source_that_says_it_is_gone_is_inactive_at_once() -> None:
    assert health_after(1, gone=True) is Health.INACTIVE
    assert wait(1, gone=True) >= DAY


def test_each_failure_doubles_the_wait_up_to_a_day() -> None:
    hours = [wait(failures) // HOUR for failures in (0, 1, 2, 3, 4, 5)]
    assert hours == [1, 1, 2, 4, 8, 16]
    assert wait(6) == wait(400) >= DAY


def test_what_a_server_asks_for_is_granted_up_to_a_day() -> None:
    assert wait(at_least=5 * HOUR) >= 5 * HOUR
    assert wait(at_least=timedelta(minutes=5)) >= HOUR
    assert DAY <= wait(at_least=timedelta(days=400)) < 2 * DAY


@given(st.integers(0, 10_000), st.integers(0, 30), st.integers(15, 20_000))
def test_no_source_is_looked_at_before_its_interval_or_much_later_than_due(
    source_id: int, failures: int, minutes: int
) -> None:
    interval = timedelta(minutes=minutes)
    due = next_look(NOW, interval, source_id=source_id, failures=failures)
    assert interval <= due - NOW <= max(interval, DAY) * 1.1
    assert due == next_look(NOW, interval, source_id=source_id, failures=failures)


def test_sources_that_were_added_together_do_not_stay_together() -> None:
    assert len({next_look(NOW, HOUR, source_id=number) for number in range(50)}) > 40


@pytest.mark.parametrize(
    ("failures", "succeeded", "alarming"),
    [(0, False, False), (0, True, False), (1, False, True), (2, True, False), (3, True, True)],
)
def test_a_person_is_told_about_the_third_failure_or_the_first_of_a_source_that_never_gave(
    failures: int, succeeded: bool, alarming: bool
) -> None:
    assert is_alarming(failures, succeeded) is alarming


def test_a_move_is_believed_after_three_times_over_a_day() -> None:
    assert is_redirect_settled(3, NOW - DAY, NOW)
    assert not is_redirect_settled(2, NOW - DAY, NOW)
    assert not is_redirect_settled(30, NOW - DAY + HOUR, NOW)
