"""A person, the tick and the workers at one mailing at the same moment, on separate connections."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending import control
from roundup.sending.handing_over.claim import Lease, claim_batch, expire_leases
from roundup.sending.handing_over.submit import begin_post
from roundup.sending.models import Batch, Delivery, Mailing
from roundup.sending.safety import fence
from roundup.sending.settling import finishing, redrive
from roundup.sending.transactions import write_transaction
from tests.making import make_readers
from tests.sending.post import Post, takes
from tests.sending.steps import LATER, prepare, send_all, submit_batch, sums
from tests.services.beside import Beside
from tests.services.waiting import PATIENCE, until

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def before(words: str, act: Callable[[], None], nth: int = 1) -> Any:
    """Within the block, act once, just before this connection runs its nth statement with `words`."""
    acts = iter([*[lambda: None] * (nth - 1), act])

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if words in sql:
            next(acts, lambda: None)()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield


def until_somebody_waits_for_a_lock() -> None:
    """PostgreSQL tells it to whoever asks, and to nobody by itself."""
    with connection.cursor() as cursor:

        def somebody_waits() -> bool:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return bool(cursor.fetchone()[0])

        until(somebody_waits)


@pytest.fixture
def row_locks() -> None:
    """SQLite has one writer at a time: what this is about cannot happen there."""
    if connection.vendor != "postgresql":
        pytest.skip("needs row locks")


@pytest.mark.usefixtures("row_locks")
def test_cancelling_and_beginning_to_post_never_wait_for_each_other_in_a_circle(edition: Edition) -> None:
    prepare()
    lease = claim_batch(LATER)
    assert lease
    others: list[Beside] = []

    def post_begins() -> None:
        others.append(Beside(lambda: begin_post(lease, LATER)))
        until_somebody_waits_for_a_lock()

    with before('UPDATE "sending_batch"', post_begins):
        control.cancel_sending(edition, LATER)
    others[0].done()

    assert Batch.objects.get().state == "cancelled"


@pytest.mark.usefixtures("row_locks")
@pytest.mark.parametrize("act", ["hold", "cancel"])
def test_workers_who_share_a_mailing_do_not_keep_a_person_from_it(
    act: str, publication: Publication, edition: Edition, settings: Settings
) -> None:
    settings.BATCH_SIZE = 1
    make_readers(publication, [f"reader{number}" for number in range(400)])
    prepare()
    many = threading.Semaphore(0)

    def answer(batch: OutgoingBatch) -> Receipt:
        many.release()
        return takes(batch)

    def work() -> None:
        while lease := claim_batch(LATER):
            submit_batch(lease, Post(answer), LATER)

    workers = [Beside(work) for _ in range(12)]
    for _ in range(40):
        assert many.acquire(timeout=PATIENCE)
    if act == "hold":
        control.hold_sending(edition, "Wait.", LATER)
    else:
        control.cancel_sending(edition, LATER)
    gone = Batch.objects.exclude(state__in=("ready", "leased", "cancelled")).count()
    for worker in workers:
        worker.done()

    left = Batch.objects.exclude(state__in=("ready", "leased", "cancelled")).count()
    assert gone < 400
    assert left == gone


@pytest.mark.usefixtures("edition")
def test_a_mailing_does_not_end_while_copies_of_it_are_to_go_again(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    lease = claim_batch(LATER)
    assert lease
    submit_batch(lease, Post(), LATER)
    dropped = list(Delivery.objects.values_list("subscriber_id", flat=True)[:2])

    def redriven_first() -> Any:
        monkeypatch.setattr(finishing, "write_transaction", write_transaction)
        Beside(lambda: redrive.redrive_batch(lease.batch_id, lambda *_: dropped, LATER)).done()
        return write_transaction()

    monkeypatch.setattr(finishing, "write_transaction", redriven_first)
    finishing.finish_mailings(LATER)

    assert Mailing.objects.get().status == "sending"
    assert claim_batch(LATER)


@pytest.mark.usefixtures("row_locks")
def test_what_begins_while_the_day_is_counted_is_counted(edition: Edition, settings: Settings) -> None:
    settings.BATCH_SIZE, settings.DAILY_CAP = 2, 3
    prepare()
    lease = claim_batch(LATER)
    assert lease

    with before("SUM(", lambda: Beside(lambda: begin_post(lease, LATER)).done(), nth=2):
        assert claim_batch(LATER) is None
    assert sums(edition)["pending"]


@contextmanager
def lost_while_it_begins(lease: Lease) -> Iterator[None]:
    """Within the block, a session has begun to post and does not end: its machine has vanished."""
    began, is_over = threading.Event(), threading.Event()

    def lose() -> None:
        with write_transaction():
            begin_post(lease, LATER)
            began.set()
            is_over.wait(PATIENCE)

    beside = Beside(lose)
    assert began.wait(PATIENCE)
    try:
        yield
    finally:
        is_over.set()
        beside.done()


def test_a_session_that_is_lost_in_mid_post_keeps_nobody_waiting(
    edition: Edition, settings: Settings
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: a machine that vanishes has its database with it")
    settings.BATCH_SIZE = 1
    prepare()
    lease = claim_batch(LATER)
    assert lease
    with lost_while_it_begins(lease):
        send_all(Post())
        expire_leases(LATER + timedelta(hours=1))
        finishing.finish_mailings(LATER)
        fence.installation()

        assert sums(edition) == {"candidates": 5, "accepted": 4, "pending": 1}
