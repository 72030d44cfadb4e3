"""Who did not ask for the newsletter says so in the mail, and the form cannot make us ask again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from roundup.core.batches import OutgoingBatch
from roundup.publications.models import Publication
from roundup.sending.handing_over.confirmation_mail import send_due_confirmations
from roundup.subscribers import subscriptions
from roundup.subscribers.links import confirm_path, not_me_link
from roundup.subscribers.models import Confirmation, Leave, Objection, Subscriber
from tests.making import NOW, make_publication, make_reader, sign_up
from tests.sending.post import Post
from tests.subscribers.patience import PatientClient

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OURS = "http://127.0.0.1:8000"
_SHOWN = re.compile('name="shown" value="([^"]+)"')

pytestmark = pytest.mark.django_db


def mailed(now: datetime) -> list[OutgoingBatch]:
    post = Post()
    send_due_confirmations(post, now)
    return post.given


def asked(
    publication: Publication, email: str = "ann@example.org", now: datetime = NOW
) -> list[OutgoingBatch]:
    sign_up(publication, email, now)
    return mailed(now + MINUTE)


def page_of(row: Confirmation) -> str:
    return not_me_link(row).removeprefix(OURS)


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def row(publication: Publication) -> Confirmation:
    (mail,) = asked(publication)
    found = Confirmation.objects.get()
    assert not_me_link(found) in mail.html
    assert not_me_link(found) in mail.text
    return found


def press(client: Client, row: Confirmation, action: str, now: datetime = NOW + DAY) -> str:
    """Read the page, press one of its buttons, and return what the page that follows says."""
    with time_machine.travel(now - MINUTE, tick=False):
        shown = _SHOWN.search(client.get(page_of(row)).content.decode())
    assert shown
    with time_machine.travel(now, tick=False):
        answer = client.post(page_of(row), {"action": action, "shown": shown[1]}, follow=True)
    return answer.content.decode()


def test_looking_changes_nothing_and_a_press_asks_no_more(
    publication: Publication, row: Confirmation, client: Client
) -> None:
    with time_machine.travel(NOW + DAY, tick=False):
        assert "did not ask" in client.get(page_of(row)).content.decode()
    assert not Objection.objects.exists()

    assert "19 November 2027" in press(client, row, "object", NOW + 2 * DAY + MINUTE)

    for email in ("ann@example.org", "ann+news@example.org"):
        for day in (3, 100, 360):
            assert asked(publication, email, NOW + day * DAY) == []


def test_a_press_by_a_program_is_asked_once_more(row: Confirmation) -> None:
    answer = Client().post(page_of(row), {"action": "object"})

    assert "press once more" in answer.content.decode()
    assert not Objection.objects.exists()


def test_a_mail_that_already_waits_is_given_up(
    publication: Publication, row: Confirmation, client: Client
) -> None:
    sign_up(publication, "ann@example.org", NOW + DAY - MINUTE)
    press(client, row, "object")

    assert mailed(NOW + DAY + MINUTE) == []


def test_it_ends_after_a_year_and_concerns_nobody_else(
    publication: Publication, row: Confirmation, client: Client
) -> None:
    other = make_publication(name="The Pier", slug="pier")
    press(client, row, "object")

    assert len(asked(publication, "bo@example.org", NOW + 2 * DAY)) == 1
    assert len(asked(other, now=NOW + 3 * DAY)) == 1
    assert len(asked(publication, now=NOW + 367 * DAY)) == 1


def test_the_mail_takes_it_back_even_after_its_reader_is_forgotten(
    publication: Publication, row: Confirmation, client: Client
) -> None:
    press(client, row, "object")
    subscriptions.forget_unconfirmed(NOW + 30 * DAY)
    assert not Subscriber.objects.exists()

    assert 'name="email"' in press(client, row, "withdraw", NOW + 200 * DAY)
    assert len(asked(publication, now=NOW + 200 * DAY)) == 1


def test_in_the_first_week_the_mail_still_confirms_and_taking_it_back_leads_there(
    row: Confirmation, client: Client
) -> None:
    press(client, row, "object")
    assert "Confirm my subscription" in press(client, row, "withdraw")
    press(client, row, "object")

    with time_machine.travel(NOW + 2 * DAY, tick=False):
        PatientClient().post(confirm_path(row))

    assert Subscriber.objects.get().status == Subscriber.Status.ACTIVE
    assert not Objection.objects.exists()


def test_a_subscription_that_was_confirmed_meanwhile_ends_with_a_note_and_an_undo(
    row: Confirmation, client: Client
) -> None:
    subscriptions.confirm(row, NOW + MINUTE)

    press(client, row, "object")

    assert Subscriber.objects.get().status == Subscriber.Status.UNSUBSCRIBED
    assert Leave.objects.get().status == Leave.Status.WAITING


def test_a_reader_of_the_same_mailbox_still_gets_their_link(
    publication: Publication, row: Confirmation, client: Client
) -> None:
    make_reader(publication, "ann+news")
    press(client, row, "object")

    assert len(asked(publication, "ann+news@example.org", NOW + 2 * DAY)) == 1


def test_a_link_whose_reader_is_forgotten_says_that_nothing_comes(row: Confirmation, client: Client) -> None:
    subscriptions.forget_unconfirmed(NOW + 30 * DAY)

    with time_machine.travel(NOW + 30 * DAY, tick=False):
        assert "forgotten the address" in client.get(page_of(row)).content.decode()
    assert client.get("/c/nonsense/not-me/").status_code == 404
