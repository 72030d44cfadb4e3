"""Whether anybody looks for work, and whether there is any."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from roundup.editions.models import Edition
from roundup.sending import control
from roundup.sending.models import Batch, Installation
from roundup.sending.safety import heartbeat
from roundup.sending.tasks import tick
from tests.making import FRIDAY, NOW
from tests.sending.post import Post
from tests.sending.steps import LATER, prepare, send_all

pytestmark = pytest.mark.django_db


def test_before_the_first_look_there_is_silence() -> None:
    assert heartbeat.tick_age(NOW) is None
    assert heartbeat.is_silent(None)


def test_a_tick_writes_down_that_it_looked(settings: Settings) -> None:
    tick()

    ticked_at = Installation.objects.get().ticked_at
    assert ticked_at
    assert heartbeat.tick_age(ticked_at + timedelta(seconds=3)) == timedelta(seconds=3)


@pytest.mark.parametrize(("every", "borne"), [(1, 40), (5, 40), (60, 360)])
def test_silence_is_borne_for_six_ticks_and_forty_seconds_at_least(
    every: int, borne: int, settings: Settings
) -> None:
    settings.TICK = timedelta(seconds=every)

    assert not heartbeat.is_silent(timedelta(seconds=borne))
    assert heartbeat.is_silent(timedelta(seconds=borne + 1))


def test_an_approved_edition_is_work_once_its_hour_has_come(edition: Edition) -> None:
    assert not heartbeat.work_waits(edition.send_at - timedelta(seconds=1))
    assert heartbeat.work_waits(edition.send_at)


def test_what_is_held_is_not_work(edition: Edition) -> None:
    control.hold_sending(edition, "A fact is in doubt.", FRIDAY)

    assert not heartbeat.work_waits(FRIDAY)


def test_a_batch_that_may_leave_is_work_and_one_that_left_is_none(edition: Edition) -> None:
    prepare()
    assert heartbeat.work_waits(LATER)

    send_all(Post())
    assert not heartbeat.work_waits(LATER)


def test_an_uncertain_batch_waits_for_evidence_not_for_a_worker(edition: Edition) -> None:
    prepare()
    Batch.objects.update(state=Batch.State.UNCERTAIN)

    assert not heartbeat.work_waits(LATER)
