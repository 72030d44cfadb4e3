"""What readers do between the freeze and the post is heeded, and accounted for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roundup.core.email_addresses import normalise_address
from roundup.core.suppression import SuppressionReason
from roundup.editions.models import Edition
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.handing_over.submit import begin_post
from roundup.subscribers.models import Subscriber
from roundup.subscribers.subscriptions import erase, unsubscribe
from roundup.subscribers.suppressions import hash_of, suppress_subscriber
from tests.making import FRIDAY
from tests.sending.post import Post
from tests.sending.steps import LATER, prepare, send_all, sums

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(edition: Edition) -> Subscriber:
    """A reader of the mailing, which is prepared and has not left."""
    prepare()
    return Subscriber.objects.get(email="ada@example.org")


def others(post: Post) -> bool:
    return sorted(post.taken) == [f"{name}@example.org" for name in ("bo", "cleo", "dag", "edda")]


def test_who_moves_gets_it_at_the_new_address_only(edition: Edition, ada: Subscriber) -> None:
    new = normalise_address("ada@elsewhere.example")
    ada.email, ada.email_key, ada.email_hash = new.email, new.key, hash_of(new.key)
    ada.save()

    send_all(post := Post())

    assert "ada@elsewhere.example" in post.taken
    assert "ada@example.org" not in post.taken
    assert sums(edition) == {"candidates": 5, "accepted": 5}


def test_who_is_erased_gets_nothing_and_stays_in_the_account(edition: Edition, ada: Subscriber) -> None:
    erase(ada, LATER)
    send_all(post := Post())

    assert others(post)
    assert sums(edition) == {"candidates": 5, "accepted": 4, "excluded": {"erased": 1}}


def test_whose_row_is_gone_altogether_counts_as_erased(edition: Edition, ada: Subscriber) -> None:
    Subscriber.objects.filter(pk=ada.pk).delete()
    send_all(post := Post())

    assert others(post)
    assert sums(edition) == {"candidates": 5, "accepted": 4, "excluded": {"erased": 1}}


def test_whose_address_is_suppressed_gets_nothing(edition: Edition, ada: Subscriber) -> None:
    suppress_subscriber(ada.pk, SuppressionReason.COMPLAINED, LATER, "a test")
    send_all(post := Post())

    assert others(post)
    assert sums(edition) == {"candidates": 5, "accepted": 4, "excluded": {"suppressed": 1}}


def test_who_pauses_now_gets_nothing(edition: Edition, ada: Subscriber) -> None:
    Subscriber.objects.filter(pk=ada.pk).update(paused_until=(FRIDAY + timedelta(days=30)).date())
    send_all(post := Post())

    assert others(post)
    assert sums(edition) == {"candidates": 5, "accepted": 4, "excluded": {"paused": 1}}


def test_who_leaves_when_the_batch_is_claimed_is_not_in_it(edition: Edition, ada: Subscriber) -> None:
    lease = claim_batch(LATER)
    assert lease
    unsubscribe(ada, "a test", LATER)

    posting = begin_post(lease, LATER)

    assert posting
    assert ada.pk not in {reader.id for reader in posting.readers}
    assert sums(edition)["excluded"] == {"unsubscribed": 1}
