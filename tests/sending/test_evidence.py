"""What is uncertain is settled by evidence, or by a person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.core.errors import ProviderBusy, ProviderError, ProviderUncertain
from roundup.editions.models import Edition
from roundup.publications.models import Alarm
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.models import Attempt, Batch, Installation
from roundup.sending.settling.neighbours import mark_seen, unseen_attempts
from roundup.sending.settling.resolve import count_incidents, decide_uncertain, prove_taken, settle_uncertain
from tests.sending.post import Post, raising
from tests.sending.steps import LATER, prepare, send_all, submit_batch, sums

pytestmark = pytest.mark.django_db
WINDOW = timedelta(minutes=31)


class LatePost(Post):
    """A provider whose first word is not final: it indexes late."""

    knows_at_once = False


@pytest.fixture
def uncertain(edition: Edition) -> Batch:
    """A batch whose answer was lost."""
    prepare()
    lease = claim_batch(LATER)
    assert lease
    submit_batch(lease, Post(raising(ProviderUncertain("time-out"))), LATER)
    return Batch.objects.get()


@pytest.fixture
def read() -> None:
    """No event that came in waits to be applied."""
    Installation.objects.update_or_create(pk=1, defaults={"events_read_at": LATER + timedelta(days=1)})


def nonce(batch: Batch) -> str:
    return Attempt.objects.filter(batch=batch).latest("epoch").nonce


def test_one_event_proves_the_attempt(edition: Edition, uncertain: Batch) -> None:
    assert prove_taken([nonce(uncertain), "of somebody else"], LATER) == 1
    assert prove_taken([nonce(uncertain)], LATER) == 0
    assert sums(edition) == {"candidates": 5, "accepted": 5}


def test_an_event_that_comes_after_it_was_given_back_keeps_it_from_going_again(
    edition: Edition, uncertain: Batch
) -> None:
    decide_uncertain(uncertain.pk, taken=False, who="An editor", now=LATER)
    prove_taken([nonce(uncertain)], LATER)
    post = Post()
    send_all(post)

    assert post.given == []
    assert sums(edition) == {"candidates": 5, "accepted": 5}


@pytest.mark.parametrize("error", [ProviderBusy("Not now.", retry_after=1), ProviderUncertain("time-out")])
def test_an_event_that_comes_while_it_is_sent_again_keeps_it_from_going_a_third_time(
    uncertain: Batch, error: ProviderError
) -> None:
    lost = nonce(uncertain)
    decide_uncertain(uncertain.pk, taken=False, who="The editor", now=LATER)
    lease = claim_batch(LATER)
    assert lease

    def proven_meanwhile(batch: OutgoingBatch) -> Receipt:
        prove_taken([lost], LATER)
        raise error

    submit_batch(lease, Post(proven_meanwhile), LATER)

    uncertain.refresh_from_db()
    assert uncertain.state == "accepted"
    assert uncertain.evidence == "An event proved that the provider took it."


def test_an_older_attempt_that_is_proven_settles_it_whatever_the_provider_says(uncertain: Batch) -> None:
    Attempt.objects.update(epoch=0, proven_at=LATER)

    settle_uncertain(Post(knows=False), LATER + WINDOW)

    uncertain.refresh_from_db()
    assert uncertain.state == "accepted"


def test_two_proven_attempts_are_an_incident(uncertain: Batch) -> None:
    first = nonce(uncertain)
    decide_uncertain(uncertain.pk, taken=False, who="An editor", now=LATER)
    send_all(Post())
    prove_taken([first, nonce(uncertain)], LATER)

    assert count_incidents() == 1
    assert "accepted twice" in Alarm.objects.get(about__endswith=":twice").message


def test_an_alarm_counts_the_readers_of_a_batch_whose_post_a_restore_forgot(
    edition: Edition, uncertain: Batch
) -> None:
    Batch.objects.update(posted=0)

    settle_uncertain(Post(knows=None), LATER + WINDOW)

    assert "batch 1 of edition 1 (5 readers)" in Alarm.objects.get().message


def test_a_provider_that_indexes_late_must_miss_it_twice(edition: Edition, uncertain: Batch) -> None:
    post = LatePost(knows=False)

    settle_uncertain(post, LATER + WINDOW)
    settle_uncertain(post, LATER + WINDOW + timedelta(minutes=9))
    assert sums(edition) == {"candidates": 5, "uncertain": 5}
    assert not Alarm.objects.exists()

    settle_uncertain(post, LATER + WINDOW + timedelta(minutes=11))
    assert sums(edition) == {"candidates": 5, "pending": 5}


def test_nothing_is_asked_before_the_window(edition: Edition, uncertain: Batch) -> None:
    settle_uncertain(Post(knows=False), LATER + timedelta(minutes=29))

    assert sums(edition) == {"candidates": 5, "uncertain": 5}


def add_neighbour(batch: Batch, seq: int, at: datetime, seen_at: datetime | None) -> None:
    """Let another batch be taken at `at`."""
    other = Batch.objects.create(
        mailing=batch.mailing, variant=batch.variant, seq=seq, state=Batch.State.ACCEPTED
    )
    Attempt.objects.create(
        batch=other,
        epoch=1,
        nonce=f"n{seq}",
        posting_at=at,
        readers=5,
        result="accepted",
        provider_id="x",
        proven_at=at,
        seen_at=seen_at,
    )


@pytest.mark.parametrize(
    ("minutes", "proven", "settled"),
    [
        ((-2, 2), (True, True), True),
        ((-2, -1), (True, True), False),
        ((2,), (True,), False),
        ((-2, 2), (True, False), False),
        ((-9, 9), (True, True), False),
    ],
)
@pytest.mark.usefixtures("read")
def test_neighbours_prove_that_it_never_arrived(
    edition: Edition, uncertain: Batch, minutes: tuple[int, ...], proven: tuple[bool, ...], settled: bool
) -> None:
    for place, (minute, seen) in enumerate(zip(minutes, proven, strict=True), start=2):
        at = LATER + timedelta(minutes=minute)
        add_neighbour(uncertain, place, at, LATER if seen else None)

    settle_uncertain(Post(knows=None), LATER + WINDOW)

    uncertain.refresh_from_db()
    assert (uncertain.state == Batch.State.READY) is settled


@pytest.mark.usefixtures("read")
def test_neighbours_that_are_seen_late_prove_nothing_yet(edition: Edition, uncertain: Batch) -> None:
    """After an outage the webhook tells in any order: our events may be the last to come."""
    told = LATER + timedelta(hours=3)
    for place in (2, 3):
        add_neighbour(uncertain, place, LATER + timedelta(minutes=place), told)

    settle_uncertain(Post(knows=None), told + timedelta(minutes=29))
    assert sums(edition)["uncertain"] == 5

    settle_uncertain(Post(knows=None), told + timedelta(minutes=31))
    uncertain.refresh_from_db()
    assert uncertain.state == Batch.State.READY


def test_without_evidence_a_person_is_asked_and_decides(edition: Edition, uncertain: Batch) -> None:
    settle_uncertain(Post(knows=None), LATER + WINDOW)
    assert Alarm.objects.filter(about__endswith=":uncertain", cleared_at=None).exists()

    assert decide_uncertain(uncertain.pk, taken=True, who="An editor", now=LATER)
    assert not decide_uncertain(uncertain.pk, taken=False, who="Another", now=LATER)

    assert sums(edition) == {"candidates": 5, "accepted": 5}
    assert not Alarm.objects.filter(about__endswith=":uncertain", cleared_at=None).exists()


def test_the_provider_is_asked_about_a_few_readers(uncertain: Batch, settings: Settings) -> None:
    asked: list[int] = []

    class Curious(Post):
        def probe(self, batch_key: str, attempt: str, posted_at: object, addresses: object = ()) -> None:
            asked.append(len(list(addresses)))  # type: ignore[call-overload]

    settle_uncertain(Curious(), LATER + WINDOW)

    assert asked == [3]


def test_only_neighbours_of_a_batch_that_waits_are_looked_for_in_events(uncertain: Batch) -> None:
    for place, minute in ((2, -2), (3, 2), (4, 9)):
        add_neighbour(uncertain, place, LATER + timedelta(minutes=minute), None)
    assert list(unseen_attempts(LATER + timedelta(minutes=29))) == []

    looked_at = []
    for attempt in unseen_attempts(LATER + WINDOW):
        looked_at.append(attempt.nonce)
        mark_seen(attempt, LATER)

    assert looked_at == ["n2", "n3"]
    assert list(unseen_attempts(LATER + WINDOW)) == []


def test_one_neighbour_that_is_not_seen_decides_and_the_others_need_no_look(uncertain: Batch) -> None:
    for place in (2, 3):
        add_neighbour(uncertain, place, LATER + timedelta(minutes=place), None)

    assert [attempt.nonce for attempt in unseen_attempts(LATER + WINDOW)] == ["n2"]


def test_while_events_wait_to_be_applied_silence_is_not_evidence(edition: Edition, uncertain: Batch) -> None:
    for place, minute in ((2, -2), (3, 2)):
        at = LATER + timedelta(minutes=minute)
        other = Batch.objects.create(
            mailing=uncertain.mailing, variant=uncertain.variant, seq=place, state=Batch.State.ACCEPTED
        )
        Attempt.objects.create(
            batch=other, epoch=1, nonce=f"n{place}", posting_at=at, readers=5, result="accepted",
            provider_id="x", seen_at=at,
        )  # fmt: skip
    Installation.objects.update_or_create(pk=1, defaults={"events_read_at": LATER})

    settle_uncertain(Post(knows=None), LATER + WINDOW)

    uncertain.refresh_from_db()
    assert uncertain.state == Batch.State.UNCERTAIN
