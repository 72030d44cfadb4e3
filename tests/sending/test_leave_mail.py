"""Who leaves by a page gets one note with an undo, unless their address may not be mailed at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import ProviderBusy, ProviderHalted, ProviderUncertain
from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Alarm, Publication
from roundup.sending.handing_over.leave_mail import send_due_leave_notes
from roundup.sending.handing_over.transactional_mail import settle_lost_mail
from roundup.subscribers import leaves, subscriptions
from roundup.subscribers.links import undo_path
from roundup.subscribers.models import Leave, Subscriber
from roundup.subscribers.suppressions import suppress_subscriber
from tests.making import NOW, make_publication, make_reader
from tests.sending.post import Post

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication(db: None) -> Publication:
    return make_publication()


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    return make_reader(publication, "ann", confirmed_at=NOW - DAY)


def left(ann: Subscriber, now: datetime = NOW) -> Leave:
    leave = leaves.leave_by_page(ann, "link", now)
    assert leave
    return leave


def send(now: datetime = NOW + MINUTE) -> list[OutgoingBatch]:
    post = Post()
    while send_due_leave_notes(post, now):
        pass
    return post.given


def test_a_note_is_mailed_once_and_its_link_undoes_this_leave(ann: Subscriber, client: Client) -> None:
    leave = left(ann)

    (note,) = send()

    assert send(NOW + HOUR) == []
    assert [recipient.email for recipient in note.recipients] == ["ann@example.org"]
    assert note.subject == "You have left The Quay"
    assert undo_path(leave) in note.html
    assert undo_path(leave) in note.text
    assert note.headers["Auto-Submitted"] == "auto-generated"


def test_a_note_names_nobody_and_carries_no_right_but_the_undo(ann: Subscriber) -> None:
    left(ann)

    (note,) = send()

    assert "ann@" not in note.html + note.text + note.key
    assert set(re.findall(r"http://127\.0\.0\.1:8000/(\w)/", note.html + note.text)) == {"r"}


def suppressed(ann: Subscriber) -> None:
    suppress_subscriber(ann.pk, SuppressionReason.BOUNCED, NOW)


def unsubscribed_everywhere(ann: Subscriber) -> None:
    suppress_subscriber(ann.pk, SuppressionReason.UNSUBSCRIBED, NOW)


def switched_off(ann: Subscriber) -> None:
    Publication.objects.update(mails_leave_notes=False)


def came_back(ann: Subscriber) -> None:
    subscriptions.come_back(ann, NOW + MINUTE)


def left_again_by_one_click(ann: Subscriber) -> None:
    came_back(ann)
    subscriptions.unsubscribe(ann, "one-click", NOW + MINUTE)


@pytest.mark.parametrize(
    "happens", [suppressed, unsubscribed_everywhere, switched_off, came_back, left_again_by_one_click]
)
def test_no_note_leaves_if_it_may_not_or_helps_nobody(
    happens: Callable[[Subscriber], None], ann: Subscriber
) -> None:
    leave = left(ann)
    happens(ann)

    assert send(NOW + 2 * MINUTE) == []
    leave.refresh_from_db()
    assert (leave.status, bool(leave.error)) == ("refused", True)


def test_the_erased_get_no_note(ann: Subscriber) -> None:
    left(ann)
    subscriptions.erase(ann, NOW)

    assert send() == []


def test_leaving_by_one_click_or_by_other_ways_is_followed_by_no_note(
    ann: Subscriber, client: Client
) -> None:
    for channel in ("one-click", "provider", "erasure"):
        subscriptions.unsubscribe(ann, channel, NOW)
        Subscriber.objects.update(status="active")

    assert send() == []


def test_who_leaves_again_and_again_gets_one_note_a_day(ann: Subscriber) -> None:
    given = []
    for hour in range(5):
        left(ann, NOW + hour * HOUR)
        given += send(NOW + hour * HOUR + MINUTE)
        subscriptions.come_back(ann, NOW + hour * HOUR + 2 * MINUTE)
    left(ann, NOW + 26 * HOUR)

    assert len(given) == 1
    assert len(send(NOW + 26 * HOUR + MINUTE)) == 1


def test_a_note_that_waited_for_two_days_is_given_up(ann: Subscriber) -> None:
    left(ann)

    assert send(NOW + 2 * DAY + MINUTE) == []


def test_a_provider_that_is_busy_gets_the_note_later_and_one_that_halts_raises_an_alarm(
    ann: Subscriber,
) -> None:
    leave = left(ann)
    for error in (ProviderBusy("Busy."), ProviderHalted("The key is wrong.")):
        Leave.objects.update(not_before=None)

        def answer(_: OutgoingBatch, error: Exception = error) -> None:
            raise error

        assert send_due_leave_notes(Post(answer), NOW + MINUTE) == 0
        leave.refresh_from_db()
        assert leave.status == "waiting"
    assert Alarm.objects.filter(about="leave-notes", cleared_at=None).exists()

    Leave.objects.update(not_before=None)
    assert len(send(NOW + 30 * MINUTE)) == 1
    assert not Alarm.objects.filter(about="leave-notes", cleared_at=None).exists()


def test_a_note_that_may_have_left_is_never_mailed_again(ann: Subscriber) -> None:
    left(ann)

    def answer(_: OutgoingBatch) -> None:
        raise ProviderUncertain("No answer.")

    send_due_leave_notes(Post(answer), NOW + MINUTE)
    settle_lost_mail(Leave, NOW + HOUR)

    assert Leave.objects.get().status == "uncertain"
    assert send(NOW + HOUR) == []
