"""Readers whom the provider dropped are mailed after all: those proven to have got nothing, and only once."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from django.db import connection
from pytest_django import Settings

from roundup.config.doctor import ledger_checks
from roundup.core.errors import ProviderUncertain, Refused
from roundup.editions.models import Edition
from roundup.events.dropped_copies import count_dropped, redrive_dropped
from roundup.publications.models import Alarm
from roundup.sending import control
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.models import Batch, Delivery, Mailing
from roundup.sending.settling.finishing import finish_mailings
from roundup.sending.settling.resolve import decide_uncertain
from roundup.subscribers.models import Subscriber
from tests.events.mailed import report
from tests.making import approved, make_edition, make_publication, make_readers
from tests.sending.post import Post, raising, takes
from tests.sending.steps import LATER, prepare, send_all, submit_batch, sums

QUOTA = {"reason": "Recipient List over Package Quota"}


@pytest.fixture
def edition(db: None, settings: Settings) -> Edition:
    """Ready to go to five readers, in batches of three and two."""
    settings.BATCH_SIZE = 3
    publication = make_publication()
    make_readers(publication, ["ada", "bo", "cleo", "dag", "edda"])
    edition = approved(make_edition(publication))
    prepare()
    return edition


@pytest.fixture
def post(edition: Edition) -> Post:
    """It went out to all of them."""
    post = Post()
    send_all(post)
    return post


def tell(post: Post, batch: int, places: Sequence[int], kind: str = "dropped", after: int = 0) -> None:
    """Let SendGrid report what became of the copies at these places of a batch."""
    given = post.given[batch]
    report(
        *(
            {
                "email": given.recipients[place].email,
                "timestamp": int(LATER.timestamp()) + after,
                "event": kind,
                "rb": given.attempt,
                "rd": given.recipients[place].delivery_id,
            }
            | (QUOTA if kind == "dropped" else {})
            for place in places
        )
    )


def test_only_who_was_dropped_is_mailed_again_and_the_account_closes(edition: Edition, post: Post) -> None:
    tell(post, 0, [0, 2])
    tell(post, 1, [1])
    tell(post, 0, [1], "delivered")

    assert count_dropped(Mailing.objects.get()) == 3
    assert redrive_dropped(edition, LATER) == 3
    assert sums(edition) == {"candidates": 5, "accepted": 2, "pending": 3}
    again = Post()
    send_all(again)

    assert sorted(again.taken) == ["ada@example.org", "cleo@example.org", "edda@example.org"]
    assert sums(edition) == {"candidates": 5, "accepted": 5}
    assert Mailing.objects.get().status == Mailing.Status.DONE
    for look in (
        ledger_checks.accounts,
        ledger_checks.candidates,
        ledger_checks.batches,
        ledger_checks.exclusive,
        ledger_checks.attempts,
    ):
        look()


def test_once_only_until_another_drop_is_told(edition: Edition, post: Post) -> None:
    tell(post, 0, [0])
    redrive_dropped(edition, LATER)
    with pytest.raises(Refused, match="It is not proven"):
        redrive_dropped(edition, LATER)

    again = Post()
    send_all(again)
    with pytest.raises(Refused, match="It is not proven"):
        redrive_dropped(edition, LATER)

    tell(again, 0, [0], after=60)
    assert redrive_dropped(edition, LATER) == 1


@pytest.mark.parametrize("kind", ["delivered", "open", "deferred", "bounce"])
def test_who_may_have_got_it_by_any_sign_is_not_mailed_again(edition: Edition, post: Post, kind: str) -> None:
    tell(post, 0, [0])
    tell(post, 0, [0], kind)

    assert count_dropped(Mailing.objects.get()) == 0
    with pytest.raises(Refused):
        redrive_dropped(edition, LATER)


def test_that_the_provider_had_processed_it_is_no_such_sign(edition: Edition, post: Post) -> None:
    tell(post, 0, [0], "processed")
    tell(post, 0, [0])

    assert redrive_dropped(edition, LATER) == 1


def test_a_second_attempt_of_which_no_drop_is_told_may_have_reached_them(edition: Edition) -> None:
    post = Post(raising(ProviderUncertain("time-out")), takes)
    lease = claim_batch(LATER)
    assert lease
    submit_batch(lease, post, LATER)
    decide_uncertain(lease.batch_id, taken=False, who="An editor", now=LATER)
    send_all(post)
    tell(post, 0, [0])
    with pytest.raises(Refused):
        redrive_dropped(edition, LATER)

    tell(post, 1, [0])
    assert redrive_dropped(edition, LATER) == 1


def test_who_has_left_since_stays_where_they_are(edition: Edition, post: Post) -> None:
    tell(post, 0, [0, 1])
    Subscriber.objects.filter(email="ada@example.org").update(status=Subscriber.Status.UNSUBSCRIBED)

    assert redrive_dropped(edition, LATER) == 1
    assert sums(edition) == {"candidates": 5, "accepted": 4, "pending": 1}


def test_the_alarm_ends_with_it(edition: Edition, post: Post) -> None:
    tell(post, 0, [0])
    alarm = Alarm.objects.get(about__endswith=":over-quota")
    assert "roundup redrive" in alarm.message

    redrive_dropped(edition, LATER)

    alarm.refresh_from_db()
    assert alarm.cleared_at == LATER


def test_it_can_be_held_and_what_was_mailed_stays_mailed_when_the_rest_is_cancelled(
    edition: Edition, post: Post
) -> None:
    tell(post, 0, [0])
    redrive_dropped(edition, LATER)
    control.hold_sending(edition, "Wait.", LATER)
    assert claim_batch(LATER) is None
    control.resume_sending(edition, LATER)
    control.cancel_sending(edition, LATER)
    finish_mailings(LATER)

    edition.refresh_from_db()
    assert edition.status == Edition.Status.MAILED
    assert sums(edition) == {"candidates": 5, "accepted": 4, "excluded": {"cancelled": 1}}
    with pytest.raises(Refused, match="cancelled"):
        redrive_dropped(edition, LATER)


def test_nothing_to_redrive_before_anything_has_left(edition: Edition) -> None:
    Mailing.objects.update(status=Mailing.Status.PREPARING)
    with pytest.raises(Refused, match="None of this edition has left"):
        redrive_dropped(edition, LATER)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_move_everybody_once(edition: Edition, post: Post) -> None:
    tell(post, 0, [0, 1, 2])
    tell(post, 1, [0, 1])
    moved: list[int] = []
    ready = threading.Barrier(2)

    def run() -> None:
        ready.wait()
        try:
            moved.append(redrive_dropped(edition, LATER))
        except Refused:
            moved.append(0)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(moved) == 5
    assert Delivery.objects.filter(batch__state=Batch.State.READY).count() == 5
    send_all(again := Post())
    assert len(again.taken) == len(set(again.taken)) == 5
    assert sums(edition) == {"candidates": 5, "accepted": 5}
