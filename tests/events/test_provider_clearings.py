"""Readers who left, bounced or complained and then agreed again are mailed by the provider, too."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from roundup.core.errors import ProviderBusy, ProviderHalted
from roundup.core.suppression import SuppressionReason
from roundup.events import provider_clearings, tasks
from roundup.events.suppression_lists import read_lists
from roundup.providers.base import Provider
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.standin import StandIn
from roundup.publications.models import Alarm
from roundup.sending.handing_over import confirmation_mail
from roundup.subscribers import confirmation_queue, subscriptions
from roundup.subscribers.models import Clearing, Confirmation, Subscriber
from roundup.subscribers.suppressions import reason_of, suppress_subscriber
from tests.events.mailed import LATER, Mailed, report
from tests.events.test_suppression_lists import Lists
from tests.making import make_reader, sign_up

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


@pytest.fixture
def sendgrid(standin: StandIn, settings: Settings) -> Iterator[Provider]:
    provider = SendGrid(SendGridOptions(api_key=standin.key, host=standin.url))
    yield provider
    provider.close()


@pytest.fixture
def ada(mailing: Mailed) -> Subscriber:
    return mailing.readers[0]


def back(reader: Subscriber, now: datetime = LATER) -> None:
    """Let a reader come back whose address is suppressed."""
    suppress_subscriber(reader.pk, SuppressionReason.COMPLAINED, now - HOUR)
    subscriptions.come_back(reader, now)


def open_ones() -> int:
    return Clearing.objects.filter(done_at=None).count()


def test_who_left_at_the_provider_and_subscribes_again_gets_the_mail_that_asks_and_every_mail_after(
    ada: Subscriber, standin: StandIn, sendgrid: Provider
) -> None:
    standin.suppressions.add("unsubscribes", ada.email, int((LATER - HOUR).timestamp()))
    assert isinstance(sendgrid, SendGrid)
    read_lists("sendgrid", sendgrid, LATER)
    assert reason_of(ada.email_hash) is SuppressionReason.UNSUBSCRIBED

    sign_up(ada.publication, ada.email, LATER + MINUTE)
    assert confirmation_mail.send_due_confirmations(sendgrid, LATER + MINUTE) == 0
    assert provider_clearings.clear_due(sendgrid, LATER + MINUTE) == 1
    assert confirmation_mail.send_due_confirmations(sendgrid, LATER + MINUTE) == 1
    assert standin.suppressions.counts()["unsubscribes"] == 0
    (asked,) = standin.inbox.accepted()
    assert asked.fates == {}

    subscriptions.confirm(Confirmation.objects.get(), LATER + 2 * MINUTE)
    provider_clearings.clear_due(sendgrid, LATER + 2 * MINUTE)
    read_lists("sendgrid", sendgrid, LATER + HOUR)
    ada.refresh_from_db()
    assert (ada.status, reason_of(ada.email_hash), open_ones()) == ("active", None, 0)


def test_what_was_cleared_is_not_read_back(ada: Subscriber) -> None:
    lists = Lists((ada.email, SuppressionReason.COMPLAINED, LATER - HOUR))
    back(ada)
    provider_clearings.clear_due(lists, LATER)

    read_lists("sendgrid", lists, LATER + HOUR)

    assert reason_of(ada.email_hash) is None


def test_an_entry_from_before_the_readers_consent_of_which_we_did_not_know_is_cleared_too(
    ada: Subscriber,
) -> None:
    Subscriber.objects.filter(pk=ada.pk).update(status="pending")
    subscriptions.confirm(Confirmation.objects.create(subscriber=ada, asked_at=LATER), LATER)
    lists = Lists((ada.email, SuppressionReason.BOUNCED, LATER - HOUR))

    read_lists("sendgrid", lists, LATER + HOUR)

    assert lists.cleared == [(ada.email, {SuppressionReason.BOUNCED})]
    assert reason_of(ada.email_hash) is None


def test_a_drop_for_an_entry_that_is_still_to_be_cleared_says_nothing_of_the_reader(
    mailing: Mailed, ada: Subscriber
) -> None:
    back(ada, LATER - 2 * HOUR)

    report(mailing.row(0, "dropped", reason="Unsubscribed Address"))
    report(mailing.row(0, "dropped", reason="Spam Reporting Address", after=1))

    ada.refresh_from_db()
    assert (ada.status, reason_of(ada.email_hash)) == ("active", None)


def test_a_drop_long_after_the_clearing_counts_again(mailing: Mailed, ada: Subscriber) -> None:
    back(ada, LATER)
    provider_clearings.clear_due(Lists(), LATER)

    report(mailing.row(0, "dropped", reason="Spam Reporting Address", after=3 * 3600))

    assert reason_of(ada.email_hash) is SuppressionReason.COMPLAINED


def test_a_provider_that_is_away_is_asked_again_after_ever_longer_pauses(ada: Subscriber) -> None:
    lists = Lists()
    lists.fault = ProviderBusy("SendGrid asks for fewer requests.")
    back(ada)
    waits, now = [], LATER
    while len(waits) < 9:
        assert provider_clearings.clear_due(lists, now) == 0
        again = Clearing.objects.get().not_before
        assert again
        waits.append((again - now) // MINUTE)
        assert provider_clearings.clear_due(lists, again - timedelta(seconds=1)) == 0
        now = again

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert Clearing.objects.get().error == "SendGrid asks for fewer requests."
    lists.fault = None
    assert provider_clearings.clear_due(lists, now) == 1


def test_the_wait_that_the_provider_asks_for_is_kept(ada: Subscriber) -> None:
    lists = Lists()
    lists.fault = ProviderBusy("Slowly.", retry_after=90)
    back(ada)
    provider_clearings.clear_due(lists, LATER)

    assert Clearing.objects.get().not_before == LATER + timedelta(seconds=90)


def test_a_key_that_may_not_clear_raises_an_alarm_that_ends_with_it(ada: Subscriber) -> None:
    lists = Lists()
    lists.fault = ProviderHalted("Give SENDGRID_API_KEY the Suppressions permission.")
    back(ada)
    provider_clearings.clear_due(lists, LATER)
    assert "the Suppressions permission" in Alarm.objects.get(cleared_at=None).message

    lists.fault = None
    provider_clearings.clear_due(lists, LATER + HOUR)

    assert not Alarm.objects.filter(cleared_at=None).exists()


def test_clearing_twice_at_once_forgets_no_newer_wish(ada: Subscriber) -> None:
    back(ada)

    class Slow(Lists):
        def clear(self, email: str, kinds: Collection[SuppressionReason]) -> None:
            back(ada, LATER + MINUTE)

    provider_clearings.clear_due(Slow(), LATER)

    assert open_ones() == 1


def test_who_is_forgotten_is_cleared_nowhere(ada: Subscriber) -> None:
    back(ada)
    subscriptions.erase(ada, LATER)
    lists = Lists()
    provider_clearings.clear_due(lists, LATER)

    assert lists.cleared == []


def test_a_provider_without_lists_has_nothing_to_clear(ada: Subscriber) -> None:
    back(ada)

    assert provider_clearings.clear_due(object(), LATER) == 1
    assert open_ones() == 0


def test_the_task_clears_before_it_reads(
    ada: Subscriber, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PROVIDER = "sendgrid"
    lists = Lists()
    lists.name, lists.close = "sendgrid", lambda: None  # type: ignore[attr-defined]
    monkeypatch.setattr(tasks, "build_provider", lambda: lists)
    with time_machine.travel(LATER, tick=False):
        tasks.reconcile()
        back(ada)
        tasks.reconcile()
        tasks.reconcile()

    assert [email for email, _ in lists.cleared] == [ada.email]
    assert len(lists.asked) == 1


def test_a_confirmation_waits_an_hour_for_the_clearing_and_no_longer(ada: Subscriber) -> None:
    ben = make_reader(ada.publication, "ben", status="pending")
    for reader in (ada, ben):
        Confirmation.objects.create(subscriber=reader, asked_at=LATER)
    suppress_subscriber(ada.pk, SuppressionReason.BOUNCED, LATER)
    sign_up(ada.publication, ada.email, LATER)

    def waiting(now: datetime) -> set[int]:
        found = Confirmation.objects.filter(pk__in=confirmation_queue.due(now, 10))
        return set(found.values_list("subscriber_id", flat=True))

    assert waiting(LATER + 59 * MINUTE) == {ben.pk}
    assert waiting(LATER + HOUR) == {ada.pk, ben.pk}
