"""A clock that jumps does nothing until it is steady, and a person is told where it was wrong."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from django.db import connection
from django.utils import timezone

from roundup.config.celery import BY_THE_CLOCK, app
from roundup.editions import tasks
from roundup.editions.models import Edition
from roundup.providers import providers_clock
from roundup.providers.providers_clock import note_answer_date, provider_time
from roundup.publications.models import Alarm, Publication
from roundup.sending.models import Installation
from roundup.sending.safety import clock
from tests.making import FRIDAY, NOW, THURSDAY, make_articles

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))


@pytest.fixture(autouse=True)
def _installed(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"clock_at": NOW, "clock_doubted_at": None})
    monkeypatch.setattr(clock, "_database_clock", lambda: None)
    monkeypatch.setattr(clock, "_apart_since", None)


def is_told() -> bool:
    return Alarm.objects.filter(about="installation:clock", cleared_at=None).exists()


def test_a_clock_that_goes_on_is_believed() -> None:
    for number in range(200):
        assert clock.is_clock_believed(NOW + number * 5 * SECOND)
    assert clock.is_clock_believed(NOW + 200 * 5 * SECOND - MINUTE)
    assert not Alarm.objects.exists()


@pytest.mark.parametrize("jump", [8 * DAY, 15 * DAY, 18 * HOUR, 400 * DAY])
def test_a_clock_that_is_ahead_for_a_tick_or_two_does_nothing(jump: timedelta) -> None:
    assert not clock.is_clock_believed(NOW + jump)
    assert not clock.is_clock_believed(NOW + jump + 5 * SECOND)

    assert clock.is_clock_believed(NOW + 10 * SECOND)
    assert not clock.is_clock_believed(NOW + jump + 3 * MINUTE)


@pytest.mark.parametrize("jump", [8 * DAY, -DAY, -HOUR])
def test_a_clock_that_stays_where_it_jumped_is_believed_after_two_minutes(jump: timedelta) -> None:
    now = NOW + jump
    assert [clock.is_clock_believed(now + n * MINUTE) for n in range(4)] == [False, False, True, True]
    assert not is_told()


def test_after_hours_without_a_tick_nobody_is_alarmed_but_of_a_clock_that_went_back_somebody_is() -> None:
    assert not clock.is_clock_believed(NOW + 3 * HOUR)
    assert not is_told()

    assert not clock.is_clock_believed(NOW - 3 * HOUR)
    assert is_told()

    assert clock.is_clock_believed(NOW)
    assert not is_told()


def test_a_worker_whose_clock_differs_from_the_databases_does_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "_database_clock", lambda: NOW - 8 * DAY)
    assert not clock.is_clock_believed(NOW)
    assert not Alarm.objects.exists(), "It may be right again in a moment."

    monkeypatch.setattr(clock, "_database_clock", lambda: NOW - 8 * DAY + 20 * SECOND)
    assert not clock.is_clock_believed(NOW + 20 * SECOND)
    assert "correct the clock" in Alarm.objects.get(cleared_at=None).message

    monkeypatch.setattr(clock, "_about_here", lambda: "clock:another-machine")
    monkeypatch.setattr(clock, "_database_clock", lambda: NOW + MINUTE)
    assert clock.is_clock_believed(NOW + MINUTE)
    assert Alarm.objects.open().exists()

    monkeypatch.undo()
    monkeypatch.setattr(clock, "_database_clock", lambda: NOW + 2 * MINUTE)
    assert clock.is_clock_believed(NOW + 2 * MINUTE)
    assert not Alarm.objects.open().exists()


def test_the_database_is_asked_for_its_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    found = clock._database_clock()

    assert (found is None) is (connection.vendor == "sqlite")
    assert found is None or abs(found - datetime.now(found.tzinfo)) < MINUTE


def test_a_tick_of_a_worker_makes_no_draft_by_a_clock_that_jumped(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_articles(publication, 4)
    publication.sources.all().delete()
    monkeypatch.setattr(timezone, "now", lambda: FRIDAY + 8 * DAY)

    tasks.tick.apply()
    assert not Edition.objects.exists()
    assert Installation.objects.get().ticked_at == FRIDAY + 8 * DAY

    Installation.objects.update(clock_at=THURSDAY - MINUTE)
    monkeypatch.setattr(timezone, "now", lambda: THURSDAY)
    tasks.tick.apply()
    assert Edition.objects.get().period == THURSDAY.date()


def test_everything_that_the_clock_starts_asks_whether_it_is_believed() -> None:
    started = {entry["task"] for entry in app.conf.beat_schedule.values() if entry["schedule"] != 300}

    assert started == set(BY_THE_CLOCK)


@pytest.mark.parametrize("apart", [-3 * HOUR, -3 * MINUTE, 3 * MINUTE, 8 * DAY])
def test_a_clock_that_differs_from_the_providers_does_nothing_and_an_alarm_says_so(apart: timedelta) -> None:
    note_answer_date(format_datetime(NOW))
    assert not clock.is_clock_believed(NOW + apart)
    assert not Alarm.objects.exists()

    note_answer_date(format_datetime(NOW + 25 * SECOND))
    assert not clock.is_clock_believed(NOW + apart + 25 * SECOND)
    assert "the provider's says 2026-11-18 12:00 UTC" in Alarm.objects.open().get().message
    assert clock.is_clock_believed(NOW + MINUTE)
    assert not Alarm.objects.open().exists()


@pytest.mark.parametrize(
    "date",
    [None, "", "yesterday", "Wed, 18 Nov 99999 12:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "\x00" * 900],
)
def test_an_answer_without_a_date_says_nothing_of_any_clock(date: str | None) -> None:
    note_answer_date(date)

    assert provider_time() is None


def test_a_date_is_compared_for_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    note_answer_date(format_datetime(NOW))
    heard = time.monotonic()

    monkeypatch.setattr(providers_clock.time, "monotonic", lambda: heard + 599)
    assert provider_time() == pytest.approx(NOW + timedelta(seconds=599), abs=timedelta(seconds=5))
    monkeypatch.setattr(providers_clock.time, "monotonic", lambda: heard + 601)
    assert provider_time() is None
