"""A worker that runs and does not look is restarted, ever more rarely where that does not help."""

from __future__ import annotations

import math
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from roundup.config.processes.watchdog import EVERY, MOST, Watchdog, build_watchdog
from roundup.sending.models import Installation


class Scene:
    """A clock, a worker that ticks or does not, and what the watchdog did about it."""

    def __init__(self, patience: float = 120) -> None:
        self.now = 1000.0
        self.age: float | None = 0.0
        self.restarts: list[float] = []
        self.said: list[str] = []
        self.dog = Watchdog(
            lambda: self.age,
            patience,
            restart=lambda: self.restarts.append(self.now),
            say=self.said.append,
            clock=lambda: self.now,
        )

    def wait(self, seconds: float, *, ticks: bool) -> None:
        """Let time pass, looking as often as the supervisor does."""
        ends = self.now + seconds
        while self.now < ends:
            self.now += EVERY
            self.age = 1.0 if ticks else None if self.age is None else self.age + EVERY
            self.dog.look()


def test_a_worker_that_looks_is_left_alone() -> None:
    scene = Scene()

    scene.wait(3600, ticks=True)

    assert scene.restarts == []


def test_silence_is_tolerated_for_a_while_and_then_ends_with_a_restart_and_a_sentence() -> None:
    scene = Scene()

    scene.wait(120, ticks=False)
    assert scene.restarts == []

    scene.wait(EVERY, ticks=False)
    assert len(scene.restarts) == 1
    assert scene.said == [
        "roundup: the worker is running, but has not looked for work for 135 seconds; restarting it."
    ]


@pytest.mark.parametrize("age", [math.inf, 86_400.0])
def test_a_fresh_worker_is_given_its_time(age: float) -> None:
    scene = Scene()
    scene.age = age

    scene.wait(120, ticks=False)
    assert scene.restarts == []

    scene.wait(EVERY, ticks=False)
    assert "135 seconds" in scene.said[0]


def test_if_restarting_does_not_help_it_is_tried_less_and_less_often_but_never_given_up() -> None:
    scene = Scene()

    scene.wait(6 * 3600, ticks=False)

    pauses = [after - before for before, after in pairwise(scene.restarts)]
    assert pauses[: MOST - 1] == [135.0] * (MOST - 1)
    assert pauses == sorted(pauses)
    assert len(scene.restarts) > 20
    assert pauses[-1] == 8 * 120 + EVERY
    assert "`roundup doctor`" in scene.said[-1]


def test_a_restart_that_helped_is_forgiven() -> None:
    scene = Scene()

    for _ in range(2 * MOST):
        scene.wait(150, ticks=False)
        scene.wait(60, ticks=True)
    assert len(scene.restarts) == 2 * MOST


def test_without_the_database_nobody_is_blamed() -> None:
    scene = Scene()
    scene.age = None

    scene.wait(3600, ticks=False)

    assert scene.restarts == []


def test_it_is_asked_often_and_looks_rarely() -> None:
    scene = Scene(patience=0)
    scene.age = 10.0

    for _ in range(10):
        scene.now += 0.2
        scene.dog.look()
    assert scene.restarts == []


@pytest.mark.django_db(transaction=True)
def test_it_reads_the_tick_of_this_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    from roundup.config.processes import watchdog as room

    assert room._age_of_tick() == math.inf

    Installation.objects.create(pk=1, ticked_at=timezone.now() - timedelta(hours=1))
    assert room._age_of_tick() == pytest.approx(3600, abs=60)

    def away(*_: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(away):
        assert room._age_of_tick() is None
    build_watchdog(lambda: None).look()
