"""A confirmation is mailed at most once, whatever the provider does and whenever a worker dies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

import pytest

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.core.email_addresses import normalise_address
from roundup.core.errors import (
    ProviderBusy,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Alarm, Publication
from roundup.sending import tasks
from roundup.sending.handing_over import confirmation_mail
from roundup.sending.handing_over.transactional_mail import settle_lost_mail
from roundup.subscribers import sign_up_limits, subscriptions
from roundup.subscribers.links import confirm_link
from roundup.subscribers.models import Confirmation, Subscriber
from roundup.subscribers.suppressions import suppress_address
from tests.making import NOW, make_publication, sign_up

MINUTE = timedelta(minutes=1)


class FakeProvider:
    """Takes every batch, or answers with the error it was given; remembers what it was asked to send."""

    name: ClassVar[str] = "fake"
    max_batch: ClassVar[int] = 1000

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.sent: list[OutgoingBatch] = []

    def send(self, batch: OutgoingBatch) -> Receipt:
        self.sent.append(batch)
        if self.error:
            raise self.error
        return Receipt("fake-1", len(batch.recipients))

    def probe(
        self, batch_key: str, attempt: str, posted_at: datetime, addresses: Sequence[str] = ()
    ) -> bool | None:
        return None

    def close(self) -> None:
        return None


@pytest.fixture
def publication(db: None) -> Publication:
    """One that nobody reads yet."""
    return make_publication()


class WorkerKilledError(BaseException):
    """Not an Exception: nothing may catch it, as nothing catches a SIGKILL."""


def ask(publication: Publication, count: int = 1) -> None:
    for number in range(count):
        sign_up(publication, f"reader{number}@example.org", NOW, name="Ann")


def status() -> str:
    return Confirmation.objects.get().status


def test_a_confirmation_is_mailed_once_however_often_the_task_runs(publication: Publication) -> None:
    ask(publication)
    provider = FakeProvider()

    assert confirmation_mail.send_due_confirmations(provider, NOW) == 1
    assert confirmation_mail.send_due_confirmations(provider, NOW) == 0
    confirmation_mail.send_confirmation(Confirmation.objects.get().pk, provider, NOW)

    assert status() == "accepted"
    assert len(provider.sent) == 1


def test_of_two_workers_at_once_one_mails(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(publication)
    pk = Confirmation.objects.get().pk
    first, second = FakeProvider(), FakeProvider()
    write = confirmation_mail.confirmation_batch

    def while_the_other_one_is_quicker(row: Confirmation, attempt: str) -> OutgoingBatch:
        monkeypatch.setattr(confirmation_mail, "confirmation_batch", write)
        confirmation_mail.send_confirmation(pk, first, NOW)
        return write(row, attempt)

    monkeypatch.setattr(confirmation_mail, "confirmation_batch", while_the_other_one_is_quicker)
    confirmation_mail.send_confirmation(pk, second, NOW)

    assert (len(first.sent), len(second.sent)) == (1, 0)
    assert status() == "accepted"


def test_the_mail_holds_the_link_and_no_word_of_whoever_asked(publication: Publication) -> None:
    ask(publication)
    provider = FakeProvider()

    confirmation_mail.send_due_confirmations(provider, NOW)

    (mail,) = provider.sent
    (recipient,) = mail.recipients
    row = Confirmation.objects.get()
    assert confirm_link(row) in mail.text
    assert confirm_link(row) in mail.html
    assert mail.headers == {"Auto-Submitted": "auto-generated"}
    assert (recipient.email, recipient.name) == ("reader0@example.org", "")
    assert "Ann" not in mail.text
    assert "reader0" not in mail.key + mail.attempt + recipient.delivery_id
    assert (mail.sender_name, mail.sender_email) == ("The Quay", "weekly@quay.example.org")


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (ProviderBusy("Busy.", retry_after=90), "waiting"),
        (ProviderHalted("The key is wrong."), "waiting"),
        (ProviderRefused("No such address."), "refused"),
        (ProviderUncertain("No answer came."), "uncertain"),
    ],
)
def test_each_answer_of_the_provider_has_its_own_end(
    publication: Publication, error: ProviderError, ends: str
) -> None:
    ask(publication)

    confirmation_mail.send_due_confirmations(FakeProvider(error), NOW)

    assert status() == ends
    assert Confirmation.objects.get().error == str(error)


@pytest.mark.parametrize("error", [ProviderRefused("No."), ProviderUncertain("No answer came.")])
def test_what_may_have_been_taken_or_never_will_be_is_not_tried_again(
    publication: Publication, error: ProviderError
) -> None:
    ask(publication)
    confirmation_mail.send_due_confirmations(FakeProvider(error), NOW)
    provider = FakeProvider()

    confirmation_mail.send_due_confirmations(provider, NOW + timedelta(days=1))

    assert not provider.sent


def test_a_busy_provider_is_asked_again_when_it_said(publication: Publication) -> None:
    ask(publication)
    confirmation_mail.send_due_confirmations(FakeProvider(ProviderBusy("Busy.", retry_after=90)), NOW)
    provider = FakeProvider()

    assert confirmation_mail.send_due_confirmations(provider, NOW + MINUTE) == 0
    assert confirmation_mail.send_due_confirmations(provider, NOW + 2 * MINUTE) == 1


def test_a_busy_provider_is_not_pressed_with_the_rest(publication: Publication) -> None:
    ask(publication, 3)
    provider = FakeProvider(ProviderBusy("Busy."))

    confirmation_mail.send_due_confirmations(provider, NOW)

    assert len(provider.sent) == 1


def test_a_halted_provider_alarms_and_the_next_success_clears(publication: Publication) -> None:
    ask(publication)
    confirmation_mail.send_due_confirmations(FakeProvider(ProviderHalted("The key is wrong.")), NOW)
    assert "The key is wrong." in Alarm.objects.get(cleared_at=None).message

    confirmation_mail.send_due_confirmations(FakeProvider(), NOW + 10 * MINUTE)

    assert not Alarm.objects.filter(cleared_at=None).exists()


def test_a_worker_killed_in_mid_post_leaves_it_uncertain_never_waiting(publication: Publication) -> None:
    ask(publication)
    with pytest.raises(WorkerKilledError):
        confirmation_mail.send_due_confirmations(FakeProvider(WorkerKilledError()), NOW)
    assert status() == "posting"
    provider = FakeProvider()

    assert settle_lost_mail(Confirmation, NOW + 5 * MINUTE) == 0
    assert settle_lost_mail(Confirmation, NOW + 11 * MINUTE) == 1
    confirmation_mail.send_due_confirmations(provider, NOW + 12 * MINUTE)

    assert status() == "uncertain"
    assert not provider.sent


def test_an_address_suppressed_meanwhile_is_not_mailed(publication: Publication) -> None:
    ask(publication)
    suppress_address(normalise_address("reader0@example.org"), SuppressionReason.COMPLAINED, NOW)
    provider = FakeProvider()

    confirmation_mail.send_due_confirmations(provider, NOW)

    assert not provider.sent
    assert status() == "refused"


def test_a_mail_whose_link_would_be_too_old_does_not_leave(publication: Publication) -> None:
    ask(publication)
    provider = FakeProvider()

    confirmation_mail.send_due_confirmations(provider, NOW + timedelta(days=5))

    assert not provider.sent
    assert status() == "refused"


@pytest.mark.parametrize("error", [ProviderRefused, ProviderHalted])
def test_a_provider_that_says_what_no_database_keeps_is_heard_all_the_same(
    publication: Publication, error: type[ProviderError]
) -> None:
    ask(publication)

    confirmation_mail.send_due_confirmations(FakeProvider(error("It says \x00 no.")), NOW)

    assert status() == ("refused" if error is ProviderRefused else "waiting")
    assert Confirmation.objects.get().error == "It says  no."


def test_a_flood_leaves_slowly_and_the_editors_are_told(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_up_limits, "MAILS_AT_ONCE", 3)
    monkeypatch.setattr(sign_up_limits, "MAILS_A_MINUTE", 1)
    monkeypatch.setattr(sign_up_limits, "MOST_MAILS_PER_HOUR", 4)
    ask(publication, 6)
    provider = FakeProvider()

    assert confirmation_mail.send_due_confirmations(provider, NOW) == 3
    assert "subscribe form" in Alarm.objects.get(cleared_at=None).message
    assert confirmation_mail.send_due_confirmations(provider, NOW + MINUTE / 2) == 0
    assert confirmation_mail.send_due_confirmations(provider, NOW + MINUTE) == 1
    assert Alarm.objects.filter(cleared_at=None).exists()

    assert confirmation_mail.send_due_confirmations(provider, NOW + 62 * MINUTE) == 2
    assert not Alarm.objects.filter(cleared_at=None).exists()
    assert len({mail.recipients[0].email for mail in provider.sent}) == 6


def test_more_than_leave_at_once_but_within_the_hour_are_not_called_a_flood(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_up_limits, "MAILS_AT_ONCE", 2)
    ask(publication, 5)

    assert confirmation_mail.send_due_confirmations(FakeProvider(), NOW) == sign_up_limits.MAILS_A_MINUTE
    assert not Alarm.objects.exists()


def test_the_task_mails_what_waits_through_the_provider_of_the_settings(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = FakeProvider()
    monkeypatch.setattr(tasks, "provider", lambda: provider)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    ask(publication)

    tasks.send_confirmations()
    tasks.send_confirmations()

    assert len(provider.sent) == 1


def test_who_left_after_asking_gets_no_mail_that_asks(publication: Publication) -> None:
    ask(publication)
    subscriptions.unsubscribe(Subscriber.objects.get(), "link", NOW + MINUTE)
    provider = FakeProvider()

    confirmation_mail.send_due_confirmations(provider, NOW + MINUTE)

    assert not provider.sent
    assert status() == "refused"
