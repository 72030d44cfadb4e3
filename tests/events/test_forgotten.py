"""After a restore: who got the edition before, as events prove, gets it no second time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from roundup.core.batches import OutgoingBatch
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending.control import resume_sending
from roundup.sending.models import Batch, Delivery, Mailing, Marker
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from roundup.sending.safety import fence
from roundup.sending.settling import before_restore
from roundup.sending.settling.resolve import decide_uncertain, settle_uncertain
from roundup.subscribers.models import Subscriber
from tests.events.mailed import report
from tests.making import FRIDAY, approved, make_edition, make_publication, make_reader, make_readers
from tests.sending.post import Post
from tests.sending.steps import LATER, prepare, send_all, sums

pytestmark = pytest.mark.django_db
NAMES = ["ada", "bo", "cleo", "dag", "edda"]


@pytest.fixture
def publication() -> Publication:
    publication = make_publication()
    make_readers(publication, NAMES)
    return publication


@pytest.fixture
def edition(publication: Publication) -> Edition:
    return approved(make_edition(publication))


@pytest.fixture
def lost(edition: Edition) -> OutgoingBatch:
    """What went out to everybody, and is forgotten: the backup is of the evening before."""
    prepare()
    post = Post()
    send_all(post)
    _forget_mailing(edition)
    return post.given[0]


def _forget_mailing(edition: Edition) -> None:
    Delivery.objects.all().delete()
    Batch.objects.all().delete()
    Mailing.objects.all().delete()
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.APPROVED, mailed_at=None)


def tell(lost: OutgoingBatch, *places: int, kind: str = "delivered", **more: Any) -> None:
    """Let SendGrid report what became of the copies at these places."""
    rows = [
        {
            "email": lost.recipients[place].email,
            "timestamp": int(FRIDAY.timestamp()) + place,
            "event": kind,
            "rb": lost.attempt,
            "rd": lost.recipients[place].delivery_id,
        }
        | more
        for place in places
    ]
    report(*rows)


def test_whoever_is_proven_to_have_got_it_is_excluded_when_it_is_prepared_again(
    edition: Edition, lost: OutgoingBatch
) -> None:
    tell(lost, 0, 2)
    assert before_restore.count_mailed_before(edition) == 2

    prepare()
    post = Post()
    send_all(post)

    assert post.taken == ["bo@example.org", "dag@example.org", "edda@example.org"]
    assert sums(edition) == {"candidates": 5, "accepted": 3, "excluded": {"mailed-before": 2}}


def test_events_that_come_after_the_preparation_leave_readers_out_too(
    edition: Edition, lost: OutgoingBatch
) -> None:
    prepare()
    tell(lost, 1)
    post = Post()
    send_all(post)

    assert "bo@example.org" not in post.taken
    assert sums(edition) == {"candidates": 5, "accepted": 4, "excluded": {"mailed-before": 1}}


def test_a_mailing_that_was_open_in_the_backup_goes_again_to_the_others_only(edition: Edition) -> None:
    prepare()
    post = Post()
    send_all(post)
    Mailing.objects.update(status=Mailing.Status.HELD, finished_at=None)
    Edition.objects.update(status=Edition.Status.APPROVED)
    batch = Batch.objects.get()
    batch.attempts.all().delete()
    Batch.objects.update(state=Batch.State.UNCERTAIN, epoch=5)
    tell(post.given[0], 0, 1, 2)
    assert sums(edition) == {"candidates": 5, "uncertain": 2, "excluded": {"mailed-before": 3}}

    resume_sending(edition, LATER)
    decide_uncertain(batch.pk, taken=False, who="An editor", now=LATER)
    again = Post()
    send_all(again)

    assert again.taken == ["dag@example.org", "edda@example.org"]


def test_a_batch_of_which_everybody_is_proven_is_settled(edition: Edition) -> None:
    prepare()
    post = Post()
    send_all(post)
    Mailing.objects.update(status=Mailing.Status.SENDING)
    Batch.objects.get().attempts.all().delete()
    Batch.objects.update(state=Batch.State.UNCERTAIN, epoch=5)
    tell(post.given[0], *range(5))

    settle_uncertain(Post(knows=None), LATER + timedelta(hours=1))

    assert Batch.objects.get().state == Batch.State.ACCEPTED
    assert sums(edition) == {"candidates": 5, "excluded": {"mailed-before": 5}}


def test_what_was_dropped_proves_that_nobody_got_it(edition: Edition, lost: OutgoingBatch) -> None:
    tell(lost, 0, kind="dropped", reason="Recipient List over Package Quota")

    assert before_restore.count_mailed_before(edition) == 0


def test_another_edition_is_not_concerned_although_its_mailing_has_the_id_of_the_lost_one(
    edition: Edition, lost: OutgoingBatch
) -> None:
    Edition.objects.filter(pk=edition.pk).update(period=edition.period + timedelta(days=7))
    edition.refresh_from_db()
    tell(lost, 0)

    mailing = prepare()
    send_all(post := Post())

    assert len(post.taken) == 5
    assert mailing.exclusions.count() == 0


def test_a_nonce_of_another_installation_says_nothing_of_ours(
    edition: Edition, lost: OutgoingBatch, settings: Any
) -> None:
    settings.SECRET_KEY = "the secret of another one"
    tell(lost, 0)

    assert before_restore.count_mailed_before(edition) == 0


def test_who_signed_up_since_and_has_the_id_of_a_forgotten_reader_is_mailed(
    publication: Publication, edition: Edition, lost: OutgoingBatch
) -> None:
    tell(lost, 0)
    Subscriber.objects.filter(email="ada@example.org").update(created_at=FRIDAY + timedelta(days=1))

    prepare()
    send_all(post := Post())

    assert len(post.taken) == 5


def test_told_again_it_changes_nothing(edition: Edition, lost: OutgoingBatch) -> None:
    tell(lost, 0)
    tell(lost, 0)
    tell(lost, 0, kind="open")

    assert before_restore.count_mailed_before(edition) == 1


def test_the_fence_and_the_events_together_mail_nobody_twice(
    publication: Publication, edition: Edition, lost: OutgoingBatch
) -> None:
    """The whole way: restored, fenced, told by events, looked at by a person, resumed."""
    fence.installation()
    fence.note(Marker(1, 10_000))
    assert fence.check(LATER)
    tell(lost, *range(5))
    make_reader(publication, "fay")

    fence.lift(LATER)
    resume_sending(edition, LATER)
    (mailing,) = start_due_mailings(LATER)
    while not prepare_step(mailing.pk, LATER):
        pass
    send_all(post := Post())

    assert post.taken == ["fay@example.org"]
