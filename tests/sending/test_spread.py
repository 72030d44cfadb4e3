"""A mailing may leave over a window; one that cannot be prepared says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from roundup.editions.models import Edition
from roundup.publications.models import Alarm, Publication
from roundup.sending import tasks
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.models import Delivery, Mailing
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from tests.making import FRIDAY
from tests.sending.post import Post
from tests.sending.steps import prepare, send_all, sums

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small(settings: Settings) -> None:
    settings.BATCH_SIZE = 1


def leaving(mailing: Mailing) -> list[float]:
    """Return after how many minutes each batch may leave."""
    moments = mailing.batches.order_by("seq").values_list("not_before", flat=True)
    return [(moment - FRIDAY) / timedelta(minutes=1) if moment else 0 for moment in moments]


def test_batches_leave_evenly_over_the_window(edition: Edition) -> None:
    Publication.objects.update(spread_minutes=60)
    mailing = prepare()

    assert leaving(mailing) == [0, 12, 24, 36, 48]
    assert claim_batch(FRIDAY + timedelta(minutes=11))
    assert claim_batch(FRIDAY + timedelta(minutes=11)) is None
    assert claim_batch(FRIDAY + timedelta(minutes=12))


def test_over_its_window_everybody_gets_it(edition: Edition) -> None:
    Publication.objects.update(spread_minutes=60)
    prepare()
    send_all(post := Post())

    assert len(post.taken) == 5
    assert sums(edition) == {"candidates": 5, "accepted": 5}


def test_without_a_window_all_may_leave_at_once(edition: Edition) -> None:
    assert leaving(prepare()) == [0, 0, 0, 0, 0]


def test_a_sum_that_does_not_agree_lets_nothing_leave_and_is_told(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "provider", Post)
    (mailing,) = start_due_mailings(FRIDAY)
    assert not prepare_step(mailing.pk, FRIDAY)
    lost = Delivery.objects.filter(mailing=mailing).first()
    assert lost
    Delivery.objects.filter(mailing=mailing, subscriber_id=lost.subscriber_id).delete()
    tasks.prepare()

    alarm = Alarm.objects.get(about=f"mailing:{mailing.pk}:unprepared", cleared_at=None)
    assert "none of it has left" in alarm.message
    assert claim_batch(FRIDAY) is None

    Delivery.objects.create(mailing=mailing, subscriber_id=lost.subscriber_id, batch_id=lost.batch_id)
    tasks.prepare()
    alarm.refresh_from_db()
    assert alarm.cleared_at
    assert claim_batch(FRIDAY)
