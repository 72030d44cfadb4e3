"""Everybody once: from the approved edition to a closed account."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import override_settings
from pytest_django import Settings

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.core.errors import ProviderBusy, ProviderHalted, ProviderRefused, ProviderUncertain
from roundup.editions.models import Edition
from roundup.publications.models import Alarm, Publication
from roundup.sending import control
from roundup.sending.account import account_of
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.models import Batch, Gate, Mailing
from roundup.sending.preparing import freeze
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from roundup.sending.settling.resolve import settle_uncertain
from roundup.subscribers.models import Subscriber
from tests.making import FRIDAY, approved, make_edition, make_publication, make_reader
from tests.sending.post import Post, raising
from tests.sending.steps import LATER, prepare, send_all, submit_batch, sums

pytestmark = pytest.mark.django_db


def test_everybody_gets_the_approved_edition_once(edition: Edition) -> None:
    prepare()
    post = Post()
    send_all(post)

    assert sorted(post.taken) == [f"{name}@example.org" for name in ("ada", "bo", "cleo", "dag", "edda")]
    assert sums(edition) == {"candidates": 5, "accepted": 5}
    assert account_of(edition)["status"] == "mailed"


def test_nothing_is_due_before_its_hour_or_twice(edition: Edition) -> None:
    assert start_due_mailings(FRIDAY - timedelta(seconds=1)) == []
    assert len(start_due_mailings(FRIDAY)) == 1
    assert start_due_mailings(FRIDAY) == []


def test_an_edition_that_missed_its_hour_waits_for_a_person(edition: Edition) -> None:
    late = FRIDAY + timedelta(hours=7)

    assert start_due_mailings(late) == []
    assert "missed its hour" in Alarm.objects.get(cleared_at=None, about__endswith=":late").message

    control.resume_sending(edition, late)
    assert len(start_due_mailings(late)) == 1


def test_what_renders_to_something_else_is_held_until_it_is_approved_again(
    edition: Edition, publication: Publication
) -> None:
    publication.name = "The Other Quay"
    publication.save()

    assert start_due_mailings(FRIDAY) == []
    assert Alarm.objects.filter(cleared_at=None, about=f"edition:{edition.pk}:changed").exists()

    approved(Edition.objects.get(), FRIDAY)
    control.resume_sending(edition, FRIDAY)
    assert len(start_due_mailings(FRIDAY)) == 1


def test_readers_with_the_same_stories_share_a_variant_and_the_others_get_theirs(
    edition: Edition, publication: Publication
) -> None:
    make_reader(publication, "finn", sections=["culture"])
    make_reader(publication, "gala", sections=["culture", "nonsense"])
    make_reader(publication, "hugo", sections=["nonsense"])
    mailing = prepare()
    post = Post()
    send_all(post)

    own = next(b for b in post.given if any(r.email.startswith("finn") for r in b.recipients))
    assert mailing.variants.count() == 2
    assert [r.email for r in own.recipients] == ["finn@example.org", "gala@example.org"]
    assert "article number 2" in own.text
    assert "article number 1" not in own.text
    everybody = [r.email for b in post.given if b is not own for r in b.recipients]
    assert "hugo@example.org" in everybody
    assert sums(edition) == {"candidates": 8, "accepted": 8}


def test_who_pauses_is_left_out_with_the_reason(edition: Edition, publication: Publication) -> None:
    make_reader(publication, "finn", paused_until=date(2026, 11, 20))
    make_reader(publication, "gala", paused_until=date(2026, 11, 19))
    prepare()
    send_all(Post())

    assert sums(edition) == {"candidates": 7, "accepted": 6, "excluded": {"paused": 1}}


def test_who_leaves_after_the_freeze_is_not_mailed(edition: Edition) -> None:
    prepare()
    Subscriber.objects.filter(name="cleo").update(status="unsubscribed")
    Subscriber.objects.filter(name="dag").delete()
    post = Post()
    send_all(post)

    assert len(post.taken) == 3
    assert sums(edition) == {"candidates": 5, "accepted": 3, "excluded": {"unsubscribed": 1, "erased": 1}}


def test_who_comes_after_the_freeze_waits_for_the_next(edition: Edition, publication: Publication) -> None:
    start_due_mailings(FRIDAY)
    make_reader(publication, "late")
    mailing = Mailing.objects.get()
    while not prepare_step(mailing.pk, FRIDAY):
        pass

    assert sums(edition) == {"candidates": 5, "pending": 5}


@override_settings(BATCH_SIZE=2)
def test_batches_are_no_larger_than_the_setting(edition: Edition) -> None:
    prepare()

    assert sorted(Batch.objects.values_list("planned", flat=True)) == [1, 2, 2]


def test_a_busy_provider_gets_the_batch_again_later(edition: Edition) -> None:
    prepare()
    post = Post(raising(ProviderBusy("busy", retry_after=60)))
    lease = claim_batch(LATER)
    assert lease
    submit_batch(lease, post, LATER)

    batch = Batch.objects.get()
    assert batch.state == Batch.State.READY
    assert batch.not_before
    assert claim_batch(LATER) is None
    Gate.objects.update(paused_until=None)
    Batch.objects.update(not_before=None)
    send_all(post)
    assert sums(edition) == {"candidates": 5, "accepted": 5}


def test_the_reader_who_is_to_blame_is_taken_out_and_the_others_go(edition: Edition) -> None:
    prepare()
    post = Post(raising(ProviderRefused("bad address", index=2)))
    send_all(post)

    assert len(post.taken) == 4
    assert "cleo@example.org" not in post.taken
    assert sums(edition) == {"candidates": 5, "accepted": 4, "refused": 1}


def test_a_refusal_that_blames_nobody_halves_the_batch(edition: Edition) -> None:
    prepare()
    post = Post(raising(ProviderRefused("something")))
    send_all(post)

    assert [len(batch.recipients) for batch in post.given] == [5, 3, 2]
    assert sums(edition) == {"candidates": 5, "accepted": 5}


def test_a_reader_alone_in_a_refused_batch_is_refused(edition: Edition, publication: Publication) -> None:
    publication.subscribers.exclude(name="ada").delete()
    prepare()
    send_all(Post(raising(ProviderRefused("no"))))

    assert sums(edition) == {"candidates": 1, "refused": 1}
    assert account_of(edition)["status"] == "mailed"


def test_a_halt_holds_the_mailing_and_tells(edition: Edition) -> None:
    prepare()
    send_all(Post(raising(ProviderHalted("The key was refused."))))

    assert account_of(edition)["status"] == "held"
    assert "The key was refused" in Alarm.objects.get(about__endswith=":halted").message

    control.resume_sending(edition, LATER)
    send_all(Post())
    assert sums(edition) == {"candidates": 5, "accepted": 5}


def test_cancelling_a_mailing_that_was_halted_ends_its_alarm(edition: Edition) -> None:
    prepare()
    send_all(Post(raising(ProviderHalted("The key was refused."))))

    control.cancel_sending(edition, LATER)

    assert not Alarm.objects.filter(about__endswith=":halted", cleared_at=None).exists()


def test_a_halt_of_what_was_cancelled_meanwhile_is_told_to_nobody(
    edition: Edition, settings: Settings
) -> None:
    settings.BATCH_SIZE = 3
    prepare()

    def cancelled_meanwhile(batch: OutgoingBatch) -> Receipt:
        control.cancel_sending(edition, LATER)
        raise ProviderHalted("The key was refused.")

    send_all(Post(cancelled_meanwhile))

    assert account_of(edition)["status"] == "cancelled"
    assert not Alarm.objects.filter(about__endswith=":halted").exists()


def test_what_is_wrong_with_one_edition_does_not_keep_others_from_beginning(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = approved(make_edition(make_publication(slug="pier")))

    def breaks(found: Edition) -> bool:
        if found == edition:
            raise ZeroDivisionError
        return True

    monkeypatch.setattr(freeze, "still_renders", breaks)

    assert [mailing.edition for mailing in start_due_mailings(other.send_at)] == [other]


def test_an_unanswered_batch_is_uncertain_and_never_sent_again_by_itself(edition: Edition) -> None:
    prepare()
    post = Post(raising(ProviderUncertain("time-out")))
    send_all(post)
    settle_uncertain(Post(knows=None), LATER + timedelta(days=9))
    send_all(post)

    assert len(post.given) == 1
    assert sums(edition) == {"candidates": 5, "uncertain": 5}
    assert account_of(edition)["uncertain"][0]["readers"] == 5


@pytest.mark.parametrize(("knows", "sent"), [(True, 1), (False, 2)])
def test_evidence_settles_an_uncertain_batch(edition: Edition, knows: bool, sent: int) -> None:
    prepare()
    post = Post(raising(ProviderUncertain("time-out")), knows=knows)
    send_all(post)
    settle_uncertain(post, LATER + timedelta(hours=1))
    send_all(post)

    assert len(post.given) == sent
    assert sums(edition) == {"candidates": 5, "accepted": 5}


def test_each_reader_s_copy_has_its_own_links_and_opaque_ids(edition: Edition) -> None:
    prepare()
    post = Post()
    send_all(post)

    (batch,) = post.given
    links = {recipient.headers["List-Unsubscribe"] for recipient in batch.recipients}
    assert len(links) == 5
    assert "List-Id" in batch.headers
    assert "@" not in "".join(r.delivery_id for r in batch.recipients) + batch.key + batch.attempt
