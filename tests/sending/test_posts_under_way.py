"""A thread has several posts out at once, and writes every answer down."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connections
from pytest_django import Settings

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.core.errors import ProviderRefused, ProviderUncertain
from roundup.publications.models import Publication
from roundup.sending import tasks
from roundup.sending.handing_over import posts_under_way
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.handing_over.posts_under_way import MOST, PostsUnderWay
from roundup.sending.handing_over.submit import begin_post
from roundup.sending.models import Attempt, Batch
from roundup.sending.tasks import work
from tests.making import make_readers
from tests.sending.post import Answer, Post, raising, takes
from tests.sending.steps import LATER, prepare
from tests.services.waiting import PATIENCE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("eight_batches")]


@pytest.fixture
def eight_batches(publication: Publication, edition: object, settings: Settings) -> None:
    settings.BATCH_SIZE = 1
    make_readers(publication, [f"reader{number}" for number in range(3)])
    prepare()
    assert Batch.objects.count() == 8


@pytest.fixture(autouse=True)
def no_longer_than_there_is_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_TURN_SECONDS", PATIENCE)


def sending_through(monkeypatch: pytest.MonkeyPatch, *answers: Answer) -> Post:
    post = Post(*answers)
    monkeypatch.setattr(tasks, "provider", lambda: post)
    return post


def states() -> dict[str, int]:
    found = list(Batch.objects.values_list("state", flat=True))
    return {state: found.count(state) for state in sorted(set(found))}


def test_a_thread_posts_the_next_batches_while_it_waits_and_no_more_than_may_be_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    four_out = threading.Barrier(MOST)
    out: list[str] = []
    most: list[int] = []

    def answer(batch: OutgoingBatch) -> Receipt:
        out.append(batch.key)
        four_out.wait(PATIENCE)
        most.append(len(out))
        four_out.wait(PATIENCE)
        out.remove(batch.key)
        return takes(batch)

    sending_through(monkeypatch, *[answer] * 8)
    work()

    assert states() == {"accepted": 8}
    assert max(most) == MOST


def test_a_fault_with_one_answer_takes_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    four_out = threading.Barrier(MOST)

    def breaks(batch: OutgoingBatch) -> Receipt:
        four_out.wait(PATIENCE)
        raise ZeroDivisionError

    def waits(batch: OutgoingBatch) -> Receipt:
        four_out.wait(PATIENCE)
        return takes(batch)

    sending_through(monkeypatch, waits, breaks, waits, waits)
    with pytest.raises(ZeroDivisionError):
        work()

    found = states()
    assert found["posting"] == 1
    assert found["accepted"] == Attempt.objects.count() - 1 >= 3


def test_answers_are_written_down_though_no_more_can_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    claims: Iterator[int] = iter(range(8))
    claim = tasks.claim_batch

    def fails_at_the_third(*args: object) -> object:
        if next(claims) == 2:
            raise DatabaseError
        return claim(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "claim_batch", fails_at_the_third)
    sending_through(monkeypatch)
    with pytest.raises(DatabaseError):
        work()

    assert states() == {"accepted": 2, "ready": 6}


def test_an_answer_that_is_there_waits_for_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is told to stop has seconds: what has been answered must be written by then."""
    others_are_written = threading.Event()
    written: list[str] = []
    conclude = posts_under_way.conclude_post

    def noted(*args: Any) -> None:
        conclude(*args)
        written.append("one")
        if len(written) == 3:
            others_are_written.set()

    def hangs(batch: OutgoingBatch) -> Receipt:
        assert others_are_written.wait(PATIENCE)
        return takes(batch)

    monkeypatch.setattr(tasks, "_TURN_SECONDS", 0)
    monkeypatch.setattr(posts_under_way, "conclude_post", noted)
    sending_through(monkeypatch, hangs)
    with PostsUnderWay(tasks.provider()) as posts:
        for _ in range(MOST):
            lease = claim_batch(LATER)
            assert lease
            posting = begin_post(lease, LATER)
            assert posting
            posts.add(posting)

    assert states() == {"accepted": 4, "ready": 4}


def test_nothing_is_taken_where_the_machine_starts_no_more_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    started = iter([True, True, False])
    start = threading.Thread.start

    def starts_two(thread: threading.Thread) -> None:
        if not next(started):
            raise RuntimeError("can't start new thread")
        start(thread)

    sending_through(monkeypatch)
    monkeypatch.setattr(threading.Thread, "start", starts_two)
    with pytest.raises(RuntimeError, match="thread"):
        work()

    assert states() == {"ready": 8}


def test_each_answer_is_its_own_batchs(monkeypatch: pytest.MonkeyPatch) -> None:
    refused, unknown = raising(ProviderRefused("No.")), raising(ProviderUncertain("time-out"))
    sending_through(monkeypatch, takes, refused, takes, unknown)
    work()

    assert states() == {"accepted": 6, "refused": 1, "uncertain": 1}
    said = dict(Attempt.objects.exclude(error="").values_list("batch__state", "error"))
    assert said == {"refused": "No.", "uncertain": "time-out"}


def test_a_post_that_waits_for_its_answer_holds_no_connection_to_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held: list[object] = []

    def answer(batch: OutgoingBatch) -> Receipt:
        held.extend(connections.all(initialized_only=True))
        return takes(batch)

    sending_through(monkeypatch, *[answer] * 8)
    work()

    assert states() == {"accepted": 8}
    assert held == []
