"""Leases, holds and cancellations: what may leave, and what stays here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from roundup.core.errors import ProviderUncertain, Refused
from roundup.editions import editing
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending import control
from roundup.sending.handing_over.claim import LEASE, claim_batch, expire_leases
from roundup.sending.models import Batch
from roundup.sending.settling.finishing import finish_mailings
from roundup.sending.settling.resolve import settle_uncertain
from tests.making import NOW, make_edition
from tests.sending.post import Post, raising
from tests.sending.steps import LATER, prepare, send_all, submit_batch, sums

pytestmark = pytest.mark.django_db


def test_two_claims_get_different_batches(edition: Edition) -> None:
    with override_settings(BATCH_SIZE=3):
        prepare()

    first, second, third = claim_batch(LATER), claim_batch(LATER), claim_batch(LATER)

    assert first
    assert second
    assert first.batch_id != second.batch_id
    assert third is None


def test_a_lease_that_runs_out_gives_back_only_what_was_not_begun(edition: Edition) -> None:
    with override_settings(BATCH_SIZE=3):
        prepare()
    posting, leased = claim_batch(LATER), claim_batch(LATER)
    assert posting
    assert leased
    Batch.objects.filter(pk=posting.batch_id).update(state=Batch.State.POSTING)

    expire_leases(LATER + LEASE + timedelta(seconds=1))

    assert Batch.objects.get(pk=leased.batch_id).state == Batch.State.READY
    assert Batch.objects.get(pk=posting.batch_id).state == Batch.State.UNCERTAIN


def test_a_worker_that_wakes_after_its_lease_sends_nothing(edition: Edition) -> None:
    prepare()
    old = claim_batch(LATER)
    assert old
    expire_leases(LATER + LEASE + timedelta(seconds=1))
    post = Post()

    submit_batch(old, post, LATER)

    assert post.given == []


def test_what_is_held_does_not_leave_even_when_it_is_leased(edition: Edition) -> None:
    prepare()
    lease = claim_batch(LATER)
    assert lease
    control.hold_sending(edition, "wait", LATER)
    post = Post()
    submit_batch(lease, post, LATER)

    assert (post.given, claim_batch(LATER)) == ([], None)
    control.resume_sending(edition, LATER)
    send_all(post)
    assert sums(edition) == {"candidates": 5, "accepted": 5}


def test_cancelling_before_anything_left_gives_the_articles_back(edition: Edition) -> None:
    prepare()
    control.cancel_sending(edition, LATER)

    assert sums(edition) == {"candidates": 5, "excluded": {"cancelled": 5}}
    assert set(edition.ledger.values_list("state", flat=True)) == {"released"}
    assert claim_batch(LATER) is None


def test_cancelling_half_way_spends_the_articles_and_accounts_for_all(edition: Edition) -> None:
    with override_settings(BATCH_SIZE=3):
        prepare()
    lease = claim_batch(LATER)
    assert lease
    submit_batch(lease, Post(), LATER)
    control.cancel_sending(edition, LATER)

    assert sums(edition) == {"candidates": 5, "accepted": 3, "excluded": {"cancelled": 2}}
    assert set(edition.ledger.values_list("state", flat=True)) == {"spent"}


def test_what_is_on_its_way_is_not_edited(edition: Edition) -> None:
    prepare()

    with pytest.raises(Refused, match="on its way"):
        editing.drop_story(edition, edition.stories.first().pk, NOW)


def test_only_an_approved_edition_is_sent(publication: Publication) -> None:
    with pytest.raises(Refused, match="only an approved one"):
        control.send_now(make_edition(publication), NOW)


def test_what_comes_back_to_a_cancelled_mailing_stays_here(edition: Edition) -> None:
    prepare()
    lease = claim_batch(LATER)
    assert lease
    submit_batch(lease, Post(raising(ProviderUncertain("time-out"))), LATER)
    control.cancel_sending(edition, LATER)
    assert sums(edition) == {"candidates": 5, "uncertain": 5}

    settle_uncertain(Post(knows=False), LATER + timedelta(hours=1))
    finish_mailings(LATER)

    assert sums(edition) == {"candidates": 5, "excluded": {"cancelled": 5}}


def test_sending_now_lifts_no_hold(edition: Edition) -> None:
    control.hold_sending(edition, "The lawyer reads it.", NOW)

    with pytest.raises(Refused, match="Resume it first"):
        control.send_now(edition, NOW)
