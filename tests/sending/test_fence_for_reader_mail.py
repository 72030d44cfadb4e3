"""After a restore no mail to a reader leaves by itself: what waited may have been mailed since the backup."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from roundup.core.errors import ProviderUncertain
from roundup.publications.models import Publication
from roundup.sending import tasks
from roundup.sending.handing_over import confirmation_mail
from roundup.sending.models import Marker
from roundup.sending.safety import fence
from roundup.subscribers.models import READER_MAIL, Confirmation, Leave, OwnRequest, Welcome
from tests.making import make_publication, make_reader, sign_up
from tests.sending.post import Post, raising

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def publication(db: None) -> Publication:
    return make_publication()


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    monkeypatch.setattr(tasks, "provider", lambda: made)
    return made


def restore(**as_it_was: str) -> None:
    """Let the database forget its postings, and bring its confirmations back as the backup has them."""
    Marker.objects.update(value=0)
    Confirmation.objects.update(**{"status": "waiting", "attempt": "", "posted_at": None} | as_it_was)


def test_a_confirmation_that_waited_in_the_backup_is_not_mailed_a_second_time(
    publication: Publication, post: Post
) -> None:
    sign_up(publication, "ana@quay.example.org", NOW)
    tasks.send_confirmations()
    restore()

    tasks.send_confirmations()
    fence.lift(LATER)
    tasks.send_confirmations()

    row = Confirmation.objects.get()
    assert post.taken == ["ana@quay.example.org"]
    assert (row.status, "restored from a backup" in row.error) == ("uncertain", True)


def test_no_kind_of_mail_to_a_reader_that_waited_in_the_backup_is_mailed_again(
    publication: Publication, post: Post
) -> None:
    ann = make_reader(publication, "ann", confirmed_at=NOW)
    Confirmation.objects.create(subscriber=ann, asked_at=NOW)
    Leave.objects.create(subscriber=ann, at=NOW)
    OwnRequest.objects.create(subscriber=ann, kind="data", asked_at=NOW)
    Welcome.objects.create(subscriber=ann, at=NOW)
    assert set(READER_MAIL) == {Confirmation, Leave, OwnRequest, Welcome}

    fence.put_up(NOW, "Restored.", "Look.")

    for kind in READER_MAIL:
        assert [row.status for row in kind._default_manager.all()] == ["uncertain"], kind
    tasks.send_confirmations()
    assert not post.given


def test_one_whose_answer_never_came_counts_as_mailed_too(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(raising(ProviderUncertain("time-out")))
    monkeypatch.setattr(tasks, "provider", lambda: post)
    sign_up(publication, "ana@quay.example.org", NOW)
    tasks.send_confirmations()
    restore()

    tasks.send_confirmations()

    assert len(post.given) == 1
    assert fence.is_up()


def test_one_that_is_asked_for_while_the_fence_is_up_waits_for_a_person_to_lift_it(
    publication: Publication, post: Post
) -> None:
    sign_up(publication, "ana@quay.example.org", NOW)
    tasks.send_confirmations()
    restore()
    tasks.send_confirmations()
    sign_up(publication, "bo@quay.example.org", LATER)

    tasks.send_confirmations()
    assert Confirmation.objects.filter(status="waiting").count() == 1
    fence.lift(LATER)
    tasks.send_confirmations()

    assert post.taken == ["ana@quay.example.org", "bo@quay.example.org"]


def test_a_fence_that_goes_up_meanwhile_is_seen_in_the_claim(publication: Publication, post: Post) -> None:
    sign_up(publication, "ana@quay.example.org", NOW)
    fence.put_up(NOW, "A copy.", "Look.")
    sign_up(publication, "bo@quay.example.org", NOW)

    assert confirmation_mail.send_due_confirmations(post, NOW) == 0
    assert post.given == []


def test_a_marker_that_cannot_be_kept_lets_nothing_leave_and_uses_nothing_up(
    publication: Publication, post: Post
) -> None:
    sign_up(publication, "ana@quay.example.org", NOW)
    (Path(settings.DATA) / "marker").mkdir(parents=True)

    assert confirmation_mail.send_due_confirmations(post, NOW) == 0

    assert post.given == []
    assert Confirmation.objects.get().status == "waiting"
