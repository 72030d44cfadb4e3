"""A worker that cannot reach the provider stops claiming, by itself and only itself, until it can."""

from __future__ import annotations

import pytest
from django.utils import timezone

from roundup.core.errors import ProviderBusy, ProviderRefused
from roundup.editions.models import Edition
from roundup.publications.models import Alarm
from roundup.sending import tasks
from roundup.sending.handing_over import provider_reach
from roundup.sending.handing_over.provider_reach import Reach
from roundup.sending.models import Gate
from tests.sending.post import Post, raising
from tests.sending.steps import prepare, sums

pytestmark = pytest.mark.django_db

AWAY = ProviderBusy("SendGrid could not be reached.")


class Scene:
    """A worker's way to the provider, and a clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.reach = Reach(lambda: self.now)

    def miss(self, times: int = 1) -> None:
        for _ in range(times):
            self.reach.missed("No route to host.", timezone.now())

    def tries_within(self, seconds: int) -> int:
        """Let time pass, and each trial miss; return how many there were."""
        tries = 0
        for _ in range(seconds):
            self.now += 1
            if self.reach.lets_through():
                tries += 1
                self.miss()
        return tries


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The way of this process."""
    scene = Scene()
    monkeypatch.setattr(provider_reach, "here", scene.reach)
    return scene


def test_one_or_two_misses_are_tolerated(scene: Scene) -> None:
    scene.miss(2)
    assert scene.reach.lets_through()

    scene.reach.reached(timezone.now())
    scene.miss(2)
    assert scene.reach.lets_through()


def test_after_a_few_in_a_row_it_is_tried_ever_more_rarely(scene: Scene) -> None:
    scene.miss(24)

    assert not scene.reach.lets_through()
    assert scene.tries_within(60) <= 4
    assert 9 <= scene.tries_within(600) <= 12


def test_one_trial_goes_at_a_time(scene: Scene) -> None:
    scene.miss(3)
    scene.now += 6

    assert [scene.reach.lets_through() for _ in range(24)].count(True) == 1


def test_a_trial_that_finds_nothing_to_try_with_is_followed_by_another(scene: Scene) -> None:
    scene.miss(3)
    scene.now += 6
    assert scene.reach.lets_through()

    scene.now += 11
    assert scene.reach.lets_through()


def test_it_stops_with_an_alarm_that_names_its_machine_and_ends_with_the_first_answer(
    edition: Edition, scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "worker-7")
    scene.miss(24)

    alarm = Alarm.objects.get(about="worker:worker-7:unreached")
    assert "The worker on worker-7 cannot reach the provider" in alarm.message
    assert [
        record.message
        for record in caplog.records
        if record.name == "roundup.sending.handing_over.provider_reach"
    ] == ["the provider cannot be reached from here: no more batches are taken, except as trials"]

    scene.reach.reached(timezone.now())
    alarm.refresh_from_db()
    assert alarm.cleared_at
    assert scene.reach.lets_through()


def test_a_worker_that_was_restarted_clears_what_the_one_before_had_raised(
    edition: Edition, scene: Scene
) -> None:
    scene.miss(3)

    Reach().reached(timezone.now())

    assert not Alarm.objects.filter(about__startswith="worker:", cleared_at=None).exists()


def test_its_batches_wait_for_nobody(edition: Edition, here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    lost, found = Post(*[raising(AWAY)] * 10), Post()
    monkeypatch.setattr(tasks, "wake_workers", lambda count: None)
    monkeypatch.setattr(tasks, "provider", lambda: lost)
    tasks.work()
    assert len(lost.given) == 3
    assert sums(edition) == {"candidates": 5, "pending": 5}

    monkeypatch.setattr(provider_reach, "here", Reach())
    monkeypatch.setattr(tasks, "provider", lambda: found)
    tasks.work()

    assert sums(edition) == {"candidates": 5, "accepted": 5}


def test_whatever_the_provider_says_it_was_reached(
    edition: Edition, here: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare()
    post = Post(raising(AWAY), raising(AWAY), raising(ProviderRefused("no")), raising(AWAY), raising(AWAY))
    monkeypatch.setattr(tasks, "wake_workers", lambda count: None)
    monkeypatch.setattr(tasks, "provider", lambda: post)

    tasks.work()

    assert not here.reach.is_shut
    assert not Gate.objects.filter(shut_until__isnull=False).exists()
