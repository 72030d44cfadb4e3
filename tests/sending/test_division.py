"""Readers of one batch who fare differently: each is where their own answer puts them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from pytest_django import Settings

from roundup.core.errors import (
    ProviderBusy,
    ProviderDivided,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.editions.models import Edition
from roundup.providers.smtp.kept_answers import KeptAnswers
from roundup.publications.models import Alarm
from roundup.sending.handing_over import gate, journal
from roundup.sending.handing_over.claim import claim_batch, expire_leases
from roundup.sending.handing_over.division import MOST_TRIES, divided_result
from roundup.sending.handing_over.results import write_result
from roundup.sending.handing_over.submit import begin_post
from roundup.sending.models import Attempt, Batch, Delivery, Mailing
from roundup.sending.settling.kept_answers import settle_by_answers
from roundup.sending.settling.resolve import decide_uncertain
from tests.sending.post import Post, raising
from tests.sending.steps import LATER, prepare, send_all, submit_batch, sums

pytestmark = pytest.mark.django_db

REFUSED = ProviderRefused("The mail server answered 550 to the recipient: unknown")
BUSY = ProviderBusy("Not come to.")
PUT_OFF = ProviderBusy("Greylisted", retry_after=300)
LOST = ProviderUncertain("No answer came.")
HALTED = ProviderHalted("The account is closed.")


class KeepingPost(Post, KeptAnswers):
    """A provider that keeps answers, and is as a test wants it."""

    def __init__(self, data: Path) -> None:
        Post.__init__(self)
        KeptAnswers.__init__(self, data)


def hand_over(divided: ProviderError) -> Post:
    prepare()
    lease = claim_batch(LATER)
    assert lease
    post = Post(raising(divided))
    submit_batch(lease, post, LATER)
    return post


def test_each_reader_is_where_their_own_answer_puts_them(edition: Edition) -> None:
    hand_over(ProviderDivided({1: REFUSED, 2: LOST, 3: BUSY}, LOST))

    assert sums(edition) == {"candidates": 5, "accepted": 2, "refused": 1, "uncertain": 1, "pending": 1}
    assert Attempt.objects.get().readers == 3, "Two were taken, and one may have been."


def test_who_was_not_come_to_goes_on_by_themselves_and_nobody_else(edition: Edition) -> None:
    post = hand_over(ProviderDivided({1: REFUSED, 2: LOST, 3: BUSY}, BUSY))
    first = [recipient.email for recipient in post.given[0].recipients]
    send_all(post)

    assert post.taken == [first[3]]
    assert sums(edition) == {"candidates": 5, "accepted": 3, "refused": 1, "uncertain": 1}


def test_the_uncertain_one_is_settled_like_any_batch(edition: Edition) -> None:
    post = hand_over(ProviderDivided({4: LOST}, LOST))
    uncertain = Batch.objects.get(state="uncertain")

    assert decide_uncertain(uncertain.pk, taken=False, who="An editor", now=LATER)
    send_all(post)

    assert len(post.taken) == 1
    assert sums(edition) == {"candidates": 5, "accepted": 5}


def test_who_is_put_off_waits_and_keeps_nobody_waiting(edition: Edition) -> None:
    hand_over(ProviderDivided({0: PUT_OFF}))

    waiting = Batch.objects.get(state="ready")
    assert waiting.not_before
    assert claim_batch(LATER) is None
    assert gate.shut_gate(LATER) is None
    assert claim_batch(waiting.not_before + timedelta(seconds=1))


def test_who_is_put_off_for_ever_is_refused_in_the_end() -> None:
    once = divided_result(1, MOST_TRIES - 1, [7], ProviderDivided({0: PUT_OFF}), LATER)
    last = divided_result(1, MOST_TRIES, [7], ProviderDivided({0: PUT_OFF}), LATER)

    assert (once.state, last.state) == ("ready", "refused")


def test_what_stops_everything_holds_the_mailing_and_keeps_who_was_taken(edition: Edition) -> None:
    hand_over(ProviderDivided(dict.fromkeys([2, 3, 4], HALTED), HALTED))

    assert sums(edition) == {"candidates": 5, "accepted": 2, "pending": 3}
    assert Mailing.objects.get().status == "held"
    assert "account is closed" in Alarm.objects.get().message


def test_a_divided_answer_survives_a_database_that_is_away(edition: Edition, settings: Settings) -> None:
    prepare()
    lease = claim_batch(LATER)
    assert lease
    posting = begin_post(lease, LATER)
    assert posting
    ids = [reader.id for reader in posting.readers]
    journal.keep(
        divided_result(lease.batch_id, lease.epoch, ids, ProviderDivided({0: LOST, 1: PUT_OFF}), LATER)
    )

    assert journal.replay(write_result) == 1
    assert sums(edition) == {"candidates": 5, "accepted": 3, "uncertain": 1, "pending": 1}


@pytest.mark.parametrize("again", [1, 2])
def test_a_worker_that_is_gone_leaves_only_those_without_an_answer_uncertain(
    again: int, edition: Edition, settings: Settings
) -> None:
    prepare()
    lease, post = claim_batch(LATER), KeepingPost(settings.DATA)
    assert lease
    posting = begin_post(lease, LATER, post)
    assert posting
    with post.of(posting.nonce) as notes:
        for index in (0, 1, 2):
            notes.handing_over(index)
        notes.taken(0)
        notes.taken(1)
    settle_by_answers(post, LATER)
    assert sums(edition) == {"candidates": 5, "pending": 5}, "It may be under way."

    later = LATER + timedelta(minutes=5)
    expire_leases(later)
    for _ in range(again):
        settle_by_answers(post, later)

    assert sums(edition) == {"candidates": 5, "accepted": 2, "uncertain": 1, "pending": 2}
    assert post.attempts() == []
    send_all(post)
    assert sums(edition) == {"candidates": 5, "accepted": 4, "uncertain": 1}


def test_a_frozen_worker_that_wakes_up_after_that_changes_what_it_knows_better(
    edition: Edition, settings: Settings
) -> None:
    """It had handed the first message over; its answer comes when all others have gone on."""
    prepare()
    lease, post = claim_batch(LATER), KeepingPost(settings.DATA)
    assert lease
    posting = begin_post(lease, LATER, post)
    assert posting
    with post.of(posting.nonce) as notes:
        notes.handing_over(0)
    expire_leases(LATER + timedelta(minutes=5))
    settle_by_answers(post, LATER)
    assert sums(edition) == {"candidates": 5, "uncertain": 1, "pending": 4}

    late = ProviderDivided(dict.fromkeys([1, 2, 3, 4], BUSY), BUSY)
    ids = [reader.id for reader in posting.readers]
    write_result(divided_result(lease.batch_id, lease.epoch, ids, late, LATER))

    assert sums(edition) == {"candidates": 5, "accepted": 1, "pending": 4}
    assert Batch.objects.filter(planned=0).count() == 0


def test_what_a_person_has_decided_meanwhile_stays(edition: Edition, settings: Settings) -> None:
    prepare()
    lease, post = claim_batch(LATER), KeepingPost(settings.DATA)
    assert lease
    posting = begin_post(lease, LATER, post)
    expire_leases(LATER + timedelta(minutes=5))
    decide_uncertain(lease.batch_id, taken=True, who="An editor", now=LATER)

    settle_by_answers(post, LATER)

    assert sums(edition) == {"candidates": 5, "accepted": 5}
    assert posting
    assert post.attempts() == []


def test_nothing_begins_where_the_readers_cannot_be_noted(edition: Edition, settings: Settings) -> None:
    prepare()
    lease, post = claim_batch(LATER), KeepingPost(settings.DATA)
    assert lease
    (settings.DATA / "answers").write_text("in the way")

    with pytest.raises(OSError, match="answers"):
        begin_post(lease, LATER, post)

    assert Batch.objects.get().state == "leased"
    assert not Attempt.objects.exists()


FATES = st.sampled_from([None, REFUSED, BUSY, PUT_OFF, LOST])


@trying(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=st.lists(FATES, min_size=1, max_size=8), epoch=st.integers(1, 3))
def test_nobody_is_lost_and_nobody_counts_twice(fates: list[ProviderError | None], epoch: int) -> None:
    readers = list(range(100, 100 + len(fates)))
    failed = {place: error for place, error in enumerate(fates) if error}
    if not failed:
        return

    result = divided_result(1, epoch, readers, ProviderDivided(failed), LATER)

    others = [reader for part in result.parts for reader in part.readers]
    assert len(others) == len(set(others))
    assert set(others) < set(readers), "Somebody stays in the batch itself."
    states = {part.state for part in result.parts} | {result.state}
    assert ("accepted" in states) == (None in fates)
    assert ("uncertain" in states) == (LOST in fates)


def test_deliveries_stay_those_of_the_mailing(edition: Edition) -> None:
    hand_over(ProviderDivided({1: REFUSED, 2: LOST, 3: BUSY}, LOST))

    assert Delivery.objects.count() == 5
    assert sum(Batch.objects.values_list("planned", flat=True)) == 5
