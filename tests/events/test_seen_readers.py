"""Neighbours prove that a batch never arrived only where nearly all of their readers were seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roundup.core.errors import ProviderUncertain
from roundup.events.applying import apply_next
from roundup.events.seen_readers import count_seen_readers, look_at_neighbours
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.models import Attempt, Batch, Installation
from roundup.sending.settling.resolve import settle_uncertain
from tests.events.mailed import report
from tests.making import approved, make_edition, make_publication, make_readers
from tests.sending.post import Post, raising, takes
from tests.sending.steps import LATER, prepare, submit_batch

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def post(settings: object) -> Post:
    """Three batches of ten readers left; nobody knows what became of the second."""
    settings.BATCH_SIZE = 10  # type: ignore[attr-defined]
    publication = make_publication()
    make_readers(publication, [f"reader{number:02}" for number in range(30)])
    approved(make_edition(publication))
    prepare()
    post = Post(takes, raising(ProviderUncertain("time-out")), takes)
    for minute in range(3):
        at = LATER + timedelta(minutes=minute)
        lease = claim_batch(at)
        assert lease
        submit_batch(lease, post, at)
    Installation.objects.get_or_create(pk=1)
    return post


def tell(post: Post, batch: int, readers: int) -> None:
    """Let SendGrid report the first readers of a batch, each twice over."""
    given = post.given[batch]
    report(
        *(
            {
                "email": copy.email,
                "timestamp": int(LATER.timestamp()) + more,
                "event": kind,
                "rb": given.attempt,
                "rd": copy.delivery_id,
            }
            for copy in given.recipients[:readers]
            for more, kind in enumerate(("processed", "delivered"))
        )
    )


def settled(post: Post) -> str:
    """Look as the tasks do, long enough after the events; return what became of the second batch."""
    now = LATER + HOUR
    look_at_neighbours(now)
    apply_next(now + HOUR)
    look_at_neighbours(now + HOUR)
    settle_uncertain(Post(knows=None), now + HOUR)
    return Batch.objects.get(seq=2).state


@pytest.mark.parametrize(
    ("first", "third", "state"),
    [(9, 9, Batch.State.READY), (10, 8, Batch.State.UNCERTAIN), (8, 10, Batch.State.UNCERTAIN)],
)
def test_nine_of_ten_readers_of_every_neighbour_must_be_seen(
    post: Post, first: int, third: int, state: str
) -> None:
    tell(post, 0, first)
    tell(post, 2, third)

    assert settled(post) == state


def test_readers_are_counted_and_not_events(post: Post) -> None:
    tell(post, 0, 4)

    assert count_seen_readers(Attempt.objects.get(batch__seq=1)) == 4
    assert count_seen_readers(Attempt.objects.get(batch__seq=3)) == 0


def test_silence_counts_from_when_enough_were_seen(post: Post) -> None:
    tell(post, 0, 10)
    tell(post, 2, 10)
    now = LATER + HOUR
    look_at_neighbours(now)
    apply_next(now)
    settle_uncertain(Post(knows=None), now)

    assert Batch.objects.get(seq=2).state == Batch.State.UNCERTAIN
    assert settled(post) == Batch.State.READY


def test_looking_costs_one_question_where_nothing_is_uncertain(db: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        look_at_neighbours(LATER)

    assert len(asked) == 1
