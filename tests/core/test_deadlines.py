"""A deadline has passed as soon as either clock has reached it."""

from __future__ import annotations

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest

from roundup.core import deadlines
from roundup.core.deadlines import NEVER, Deadline


class Clocks(SimpleNamespace):
    """Both clocks of a machine, which a test moves."""

    def monotonic(self) -> float:
        return float(self.run)

    def time(self) -> float:
        return float(self.wall)


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    made = Clocks(run=100.0, wall=1_800_000_000.0)
    monkeypatch.setattr(deadlines, "time", made)
    return made


@pytest.mark.parametrize(
    ("run", "wall", "passed"),
    [
        (59, 59, False),
        (60, 60, True),
        (1, 3600, True),  # The machine was suspended, and only the wall clock went on.
        (61, -3600, True),  # Somebody set the wall clock back.
        (1, -3600, False),
    ],
)
def test_it_has_passed_as_soon_as_either_clock_says_so(
    clocks: Clocks, run: float, wall: float, passed: bool
) -> None:
    deadline = Deadline.after(timedelta(seconds=60))
    clocks.run += run
    clocks.wall += wall

    assert deadline.has_passed is passed


def test_an_answer_is_awaited_though_the_wall_clock_leaps(clocks: Clocks) -> None:
    deadline = Deadline.after(timedelta(seconds=60))
    clocks.run += 10
    clocks.wall += 3600

    assert deadline.left_for_answers() == 50


def test_a_shorter_span_makes_it_sooner_and_a_longer_one_does_not_move_it(clocks: Clocks) -> None:
    deadline = Deadline.after(timedelta(seconds=60))

    assert deadline.at_most(5).left() == 5
    assert deadline.at_most(500).left() == 60


def test_the_one_that_never_comes_never_passes() -> None:
    assert not NEVER.has_passed
    assert NEVER.left() > time.monotonic()
