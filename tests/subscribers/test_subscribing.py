"""Whoever asks is asked back, once; only the owner's press subscribes; nobody learns whom we know."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.audience import current_candidates
from roundup.subscribers.models import Asking, Clearing, Confirmation, Consent, Subscriber, Suppression
from roundup.subscribers.sign_up_limits import MOST_PER_NETWORK, TOO_QUICK, TooOften, may_mail_again
from roundup.subscribers.sign_ups import Asker
from roundup.subscribers.suppressions import suppress_address
from tests.making import NOW, make_publication, make_reader, sign_up

ASKER = Asker("form", "Send me the round-up.", "192.0.2.0/24")
DAY = timedelta(days=1)


def ask(
    publication: Publication, email: str = "ann@example.org", now: datetime = NOW, asker: Asker = ASKER
) -> None:
    sign_up(publication, email, now, name="Ann", asker=asker)


def mails() -> int:
    return Confirmation.objects.count()


def test_whoever_asks_is_pending_until_they_confirm(publication: Publication) -> None:
    ask(publication)

    ann = Subscriber.objects.get()
    assert (ann.status, ann.email, ann.name) == ("pending", "ann@example.org", "Ann")
    assert mails() == 1


def test_what_was_agreed_to_is_kept_with_its_words(publication: Publication) -> None:
    ask(publication)
    subscriptions.confirm(Confirmation.objects.get(), NOW + DAY, network="198.51.100.0/24")

    asked, confirmed = Consent.objects.order_by("pk")
    assert (asked.act, asked.channel, asked.wording) == ("asked", "form", "Send me the round-up.")
    assert (asked.at, asked.network) == (NOW, "192.0.2.0/24")
    assert (confirmed.act, confirmed.at, confirmed.network) == ("confirmed", NOW + DAY, "198.51.100.0/24")
    assert publication.name in confirmed.wording


def test_confirming_twice_is_confirming_once(publication: Publication) -> None:
    ask(publication)

    subscriptions.confirm(Confirmation.objects.get(), NOW)
    subscriptions.confirm(Confirmation.objects.get(), NOW + DAY)

    assert Subscriber.objects.get().confirmed_at == NOW
    assert Consent.objects.filter(act="confirmed").count() == 1


def test_an_address_asked_for_again_the_same_day_is_mailed_once(publication: Publication) -> None:
    for minutes in range(5):
        ask(publication, now=NOW + timedelta(minutes=minutes))
    ask(publication, "ANN@Example.org")
    ask(publication, "ann+another@example.org")

    assert mails() == 1
    assert Subscriber.objects.count() == 1


def test_a_mailbox_is_mailed_ever_more_rarely() -> None:
    mailed: list[datetime] = []
    for hour in range(24 * 40):
        now = NOW + timedelta(hours=hour)
        if may_mail_again(mailed, now):
            mailed.append(now)

    assert [(moment - NOW).days for moment in mailed] == [0, 0, 1, 3, 7, 15, 31]


def test_a_network_that_asks_too_much_is_told_to_wait(publication: Publication) -> None:
    for number in range(MOST_PER_NETWORK):
        ask(publication, f"reader{number}@example.org")

    with pytest.raises(TooOften):
        ask(publication, "onemore@example.org")
    assert mails() == MOST_PER_NETWORK

    ask(publication, "elsewhere@example.org", asker=Asker("form", "", "198.51.100.0/24"))
    ask(publication, "later@example.org", NOW + timedelta(hours=2))
    assert mails() == MOST_PER_NETWORK + 2


def test_forms_filled_in_no_time_use_the_share_of_their_network_up_sooner(publication: Publication) -> None:
    quick = Asker("form", "", "192.0.2.0/24", TOO_QUICK)
    for number in range(MOST_PER_NETWORK // TOO_QUICK):
        ask(publication, f"reader{number}@example.org", asker=quick)

    with pytest.raises(TooOften):
        ask(publication, asker=quick)


@pytest.mark.parametrize(
    "reason", [SuppressionReason.COMPLAINED, SuppressionReason.INVALID, SuppressionReason.BY_EDITOR]
)
def test_a_suppressed_address_gets_nothing_and_the_asker_sees_no_difference(
    publication: Publication, reason: SuppressionReason
) -> None:
    suppress_address(normalise_address("ann@example.org"), reason, NOW)

    ask(publication)

    assert mails() == 0
    assert not Subscriber.objects.exists()
    assert Asking.objects.count() == 1


@pytest.mark.parametrize("reason", [SuppressionReason.UNSUBSCRIBED, SuppressionReason.BOUNCED])
@pytest.mark.parametrize("status", ["active", "unsubscribed"])
def test_who_left_at_the_provider_or_bounced_and_confirms_is_really_mailed_again(
    publication: Publication, reason: SuppressionReason, status: str
) -> None:
    ann = make_reader(publication, "ann", status=status)
    suppress_address(normalise_address("ann@example.org"), reason, NOW - DAY)

    ask(publication)
    assert is_open(ann)
    subscriptions.confirm(Confirmation.objects.get(), NOW)

    back = current_candidates([ann.pk])[ann.pk]
    assert (back.status, back.suppressed) == ("active", False)
    assert Consent.objects.filter(act="confirmed", at=NOW).exists()


def is_open(reader: Subscriber) -> bool:
    """Say whether the provider's own lists are still to be cleared of a reader."""
    return Clearing.objects.filter(subscriber=reader, done_at=None).exists()


def test_each_publication_of_an_installation_writes_to_whoever_asks_for_it(publication: Publication) -> None:
    other = make_publication(name="The Lane", slug="lane")

    for asked in (publication, other, publication, other):
        ask(asked)

    assert sorted(Confirmation.objects.values_list("subscriber__publication__slug", flat=True)) == [
        "lane",
        "quay",
    ]


def test_who_left_and_was_forgotten_may_come_back_by_confirming(publication: Publication) -> None:
    subscriptions.erase(make_reader(publication, "ann"), NOW)

    ask(publication)
    assert Suppression.objects.exists()
    subscriptions.confirm(Confirmation.objects.get(), NOW)

    assert not Suppression.objects.exists()
    assert Subscriber.objects.filter(status="active", email="ann@example.org").exists()


def test_a_complaint_between_asking_and_confirming_wins(publication: Publication) -> None:
    ask(publication)
    suppress_address(normalise_address("ann@example.org"), SuppressionReason.COMPLAINED, NOW)

    with pytest.raises(Refused):
        subscriptions.confirm(Confirmation.objects.get(), NOW)
    assert Subscriber.objects.get().status == "pending"


def test_an_old_link_brings_nobody_back_who_left_since(publication: Publication) -> None:
    ask(publication)
    old = Confirmation.objects.get()
    subscriptions.confirm(old, NOW)
    subscriptions.unsubscribe(Subscriber.objects.get(), "link", NOW + timedelta(hours=1))

    with pytest.raises(Refused):
        subscriptions.confirm(old, NOW + timedelta(hours=2))
    assert Subscriber.objects.get().status == "unsubscribed"


def test_a_link_is_too_old_after_a_week(publication: Publication) -> None:
    ask(publication)

    with pytest.raises(Refused):
        subscriptions.confirm(Confirmation.objects.get(), NOW + timedelta(days=8))


def test_a_reader_who_is_subscribed_and_asks_again_stays_so(publication: Publication) -> None:
    ann = make_reader(publication, "ann")
    ask(publication, now=NOW)

    ann.refresh_from_db()
    assert ann.status == "active"
    assert mails() == 1


def test_asking_changes_nothing_about_a_reader_who_left(publication: Publication) -> None:
    ann = make_reader(publication, "ann", status="unsubscribed", unsubscribed_at=NOW - DAY)

    sign_up(publication, "ann@example.org", NOW, name="Somebody else")

    ann.refresh_from_db()
    assert (ann.status, ann.name) == ("unsubscribed", "ann")
    subscriptions.confirm(Confirmation.objects.get(), NOW)
    ann.refresh_from_db()
    assert ann.status == "active"


def test_who_never_confirms_is_forgotten_after_a_week(publication: Publication) -> None:
    ask(publication)
    make_reader(publication, "bea")
    make_reader(publication, "imported", status="pending", confirmed_at=None)

    assert subscriptions.forget_unconfirmed(NOW + timedelta(days=6)) == 0
    assert subscriptions.forget_unconfirmed(NOW + timedelta(days=8)) == 1
    assert sorted(Subscriber.objects.values_list("name", flat=True)) == ["bea", "imported"]


def test_a_name_keeps_to_one_line(publication: Publication) -> None:
    sign_up(publication, "ann@example.org", NOW, name="Ann\r\nBcc: all\u202e")

    assert Subscriber.objects.get().name == "Ann Bcc: all"


def test_a_name_is_kept_with_its_joiners(publication: Publication) -> None:
    sign_up(publication, "ali@example.org", NOW, name="علی\u200cرضا")

    assert Subscriber.objects.get().name == "علی\u200cرضا"


def test_what_is_not_an_address_is_refused_and_leaves_no_trace(publication: Publication) -> None:
    with pytest.raises(Refused):
        ask(publication, "ann@")

    assert not Asking.objects.exists()
    assert not Subscriber.objects.exists()
