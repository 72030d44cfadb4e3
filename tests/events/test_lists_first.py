"""Before a mailing is prepared the provider's lists are read afresh, and no mailing is lost by that."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from roundup.core.errors import ProviderBusy
from roundup.core.suppression import SuppressionReason
from roundup.editions.models import Edition
from roundup.events import tasks as events
from roundup.events.mailing_totals import account_with_events
from roundup.events.models import Reconciliation
from roundup.sending import control, tasks
from roundup.sending.account import account_in_words
from roundup.sending.models import Mailing
from roundup.sending.preparing import provider_lists
from roundup.subscribers.models import Subscriber
from tests.events.test_suppression_lists import Lists
from tests.making import FRIDAY, approved, make_edition, make_publication, make_readers
from tests.sending.post import Post

pytestmark = pytest.mark.django_db
NOW = FRIDAY + timedelta(hours=1)


class ListingPost(Lists, Post):
    """A provider that takes all, and has lists."""

    def __init__(self, *entries: tuple[str, SuppressionReason, datetime]) -> None:
        Post.__init__(self)
        Lists.__init__(self, *entries)


@pytest.fixture
def edition() -> Edition:
    publication = make_publication()
    make_readers(publication, ["ada", "bo"])
    return approved(make_edition(publication))


@pytest.fixture
def provider(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> ListingPost:
    """The provider of this installation; `ada` is on its lists, and its lists were read ten minutes ago."""
    made = ListingPost(("ada@example.org", SuppressionReason.UNSUBSCRIBED, NOW))
    made.name = "sendgrid"  # type: ignore[misc]
    settings.PROVIDER = "sendgrid"
    monkeypatch.setattr(tasks, "provider", lambda: made)
    monkeypatch.setattr(events, "build_provider", lambda: made)
    before = NOW - timedelta(minutes=10)
    Reconciliation.objects.create(provider="sendgrid", tried_at=before, last_ok=before)
    return made


def send_now(edition: Edition) -> Mailing:
    control.send_now(edition, NOW)
    tasks.start()
    return Mailing.objects.get()


@time_machine.travel(NOW, tick=False)
def test_sent_now_it_waits_for_a_reading_that_began_after_it(edition: Edition, provider: ListingPost) -> None:
    mailing = send_now(edition)
    tasks.prepare()
    assert mailing.deliveries.count() == 0

    events.reconcile()
    tasks.prepare()

    assert len(provider.asked) == 1
    mailing.refresh_from_db()
    assert (mailing.status, mailing.lists_note) == (Mailing.Status.SENDING, "")
    assert Subscriber.objects.get(status=Subscriber.Status.UNSUBSCRIBED).name == "ada"
    assert mailing.deliveries.count() == 1


@time_machine.travel(NOW, tick=False)
def test_a_last_reading_by_a_clock_that_was_ahead_is_not_taken_for_its_own(
    edition: Edition, provider: ListingPost
) -> None:
    mailing = send_now(edition)
    Reconciliation.objects.update(tried_at=NOW + timedelta(seconds=1))

    events.reconcile()
    tasks.prepare()

    mailing.refresh_from_db()
    assert (mailing.status, mailing.lists_note) == (Mailing.Status.SENDING, "")


@time_machine.travel(NOW, tick=False)
def test_one_reading_is_enough_for_a_mailing(edition: Edition, provider: ListingPost) -> None:
    send_now(edition)
    for _ in range(3):
        events.reconcile()

    assert len(provider.asked) == 1


@time_machine.travel(NOW, tick=False)
def test_where_the_lists_cannot_be_read_it_goes_out_with_a_note(
    edition: Edition, provider: ListingPost
) -> None:
    provider.fault = ProviderBusy("SendGrid asks for fewer requests.")
    mailing = send_now(edition)
    events.reconcile()
    tasks.prepare()

    mailing.refresh_from_db()
    assert mailing.status == Mailing.Status.SENDING
    assert mailing.lists_note.endswith("before this mailing. SendGrid asks for fewer requests.")
    assert "SendGrid asks for fewer" in account_in_words(account_with_events(edition))


def test_where_nobody_answers_it_goes_out_after_two_minutes_with_a_note(
    edition: Edition, provider: ListingPost
) -> None:
    with time_machine.travel(NOW, tick=False):
        mailing = send_now(edition)
    with time_machine.travel(NOW + provider_lists.PATIENCE - timedelta(seconds=1), tick=False):
        tasks.prepare()
        assert mailing.deliveries.count() == 0
    with time_machine.travel(NOW + provider_lists.PATIENCE, tick=False):
        tasks.prepare()

    mailing.refresh_from_db()
    assert mailing.deliveries.count() == 2
    assert "did not answer within two minutes" in mailing.lists_note


@time_machine.travel(NOW, tick=False)
def test_a_provider_without_lists_keeps_nobody_waiting(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "provider", Post)
    mailing = send_now(edition)
    tasks.prepare()

    mailing.refresh_from_db()
    assert (mailing.status, mailing.lists_note) == (Mailing.Status.SENDING, "")
