"""What readers notice: who bounced, complained or left gets no more mail, and who came back does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from roundup.core.email_addresses import normalise_address
from roundup.core.suppression import SuppressionReason
from roundup.subscribers.models import Confirmation, Consent, Subscriber, Suppression
from roundup.subscribers.suppressions import hash_of, suppress_hash
from tests.events.mailed import LATER, Mailed, report
from tests.making import FRIDAY, agreed, make_publication, make_reader

pytestmark = pytest.mark.django_db


def suppressed() -> dict[str, str]:
    """Return the reasons by reader's name, `?` for an address that is no reader's."""
    names = dict(Subscriber.objects.values_list("email_hash", "name"))
    return {names.get(row.email_hash, "?"): row.reason for row in Suppression.objects.all()}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"kind": "bounce", "type": "bounce", "status": "5.1.1"}, "bounced"),
        ({"kind": "spamreport"}, "complained"),
        ({"kind": "unsubscribe"}, "unsubscribed"),
        ({"kind": "dropped", "reason": "Bounced Address"}, "bounced"),
        ({"kind": "dropped", "reason": "Spam Reporting Address"}, "complained"),
        ({"kind": "dropped", "reason": "Unsubscribed Address"}, "unsubscribed"),
        ({"kind": "dropped", "reason": "Invalid"}, "invalid"),
    ],
)
def test_some_events_end_the_mail_to_an_address_at_once(
    mailing: Mailed, row: dict[str, Any], reason: str
) -> None:
    report(mailing.row(1, **row))

    assert suppressed() == {"bo": reason}


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "bounce", "type": "blocked", "status": "5.7.1"},
        {"kind": "blocked"},
        {"kind": "bounce", "type": "bounce", "bounce_classification": "Reputation"},
        {"kind": "bounce", "type": "bounce", "status": "5.0.0", "bounce_classification": "Content"},
        {"kind": "bounce", "type": "bounce", "status": "5.0.0", "bounce_classification": "Technical"},
        {
            "kind": "bounce",
            "type": "bounce",
            "status": "5.0.0",
            "bounce_classification": "Mailbox Unavailable",
        },
        {"kind": "bounce", "type": "expired", "status": "5.0.0", "reason": "unable to deliver in 72 hours"},
        {"kind": "bounce", "type": "bounce", "status": "4.2.2"},
        {"kind": "deferred", "response": "450 later"},
        {"kind": "dropped", "reason": "Spam Content"},
        {"kind": "dropped", "reason": "Recipient List over Package Quota"},
        {"kind": "open"},
    ],
)
def test_some_events_say_nothing_about_the_address(mailing: Mailed, row: dict[str, Any]) -> None:
    report(mailing.row(1, **row))

    assert suppressed() == {}


@pytest.mark.parametrize("kind", ["unsubscribe", "group_unsubscribe"])
def test_who_leaves_at_the_provider_has_left_here(mailing: Mailed, kind: str) -> None:
    report(mailing.row(2, kind))

    left = Subscriber.objects.get(status=Subscriber.Status.UNSUBSCRIBED)
    consent = Consent.objects.get(act=Consent.Act.UNSUBSCRIBED)
    assert (left, consent.channel, consent.mailing_id) == (mailing.readers[2], "provider", mailing.id)


def test_the_delivery_says_who_it_was_if_the_event_has_no_address(mailing: Mailed) -> None:
    report(mailing.row(0, "bounce", email=None), mailing.row(1, "spamreport", email="no address"))

    assert suppressed() == {"ada": "bounced", "bo": "complained"}


def test_a_bounce_of_the_address_a_reader_had_before_does_not_touch_the_new_one(mailing: Mailed) -> None:
    report(mailing.row(0, "bounce", email="old@example.org"))

    assert suppressed() == {"?": "bounced"}
    assert Suppression.objects.get().email_hash == hash_of(normalise_address("old@example.org").key)


def test_without_a_delivery_of_ours_the_address_decides_whatever_its_spelling(mailing: Mailed) -> None:
    report(mailing.row(0, "spamreport", email="ADA@Example.ORG", rd=None, rb=None))

    assert suppressed() == {"ada": "complained"}


def test_leaving_another_mailing_of_the_account_is_not_a_leave_here(mailing: Mailed) -> None:
    report(mailing.row(0, "group_unsubscribe", rd=None))

    assert Subscriber.objects.filter(status=Subscriber.Status.ACTIVE).count() == 5


def test_leaving_all_mail_of_the_account_ends_every_subscription_of_the_address(mailing: Mailed) -> None:
    other = make_reader(make_publication(name="The Mole", slug="mole"), "ada")
    report(mailing.row(0, "unsubscribe", rd=None))

    left = Subscriber.objects.filter(status=Subscriber.Status.UNSUBSCRIBED)
    assert {reader.pk for reader in left} == {mailing.readers[0].pk, other.pk}


def test_a_confirmation_that_bounces_ends_the_mail_to_who_was_asked(mailing: Mailed) -> None:
    asked = Confirmation.objects.create(subscriber=mailing.readers[3], asked_at=FRIDAY, attempt="c0ffee")
    report(mailing.row(0, "bounce", email=None, rd=f"confirmation-{asked.pk}", rb="c0ffee"))

    assert suppressed() == {"dag": "bounced"}


def test_a_stronger_reason_wins_whichever_came_first(mailing: Mailed) -> None:
    report(mailing.row(0, "spamreport"), mailing.row(1, "bounce"))
    report(mailing.row(0, "bounce"), mailing.row(1, "spamreport"))

    assert suppressed() == {"ada": "complained", "bo": "complained"}


@pytest.mark.parametrize("kind", ["unsubscribe", "group_unsubscribe"])
def test_an_old_leave_does_not_undo_a_newer_consent(mailing: Mailed, kind: str) -> None:
    for reader in mailing.readers:
        agreed(reader, FRIDAY + timedelta(minutes=1))
    report(mailing.row(0, kind), mailing.row(1, kind, 61))

    assert Subscriber.objects.get(status=Subscriber.Status.UNSUBSCRIBED) == mailing.readers[1]
    assert suppressed() == ({"bo": "unsubscribed"} if kind == "unsubscribe" else {})


@pytest.mark.parametrize("kind", ["bounce", "spamreport", "unsubscribe"])
def test_nothing_older_than_the_readers_own_new_consent_keeps_mail_away(mailing: Mailed, kind: str) -> None:
    agreed(mailing.readers[0], FRIDAY + timedelta(minutes=1))
    report(mailing.row(0, kind), mailing.row(0, kind, rd=None), mailing.row(1, kind))

    assert set(suppressed()) == {"bo"}


def test_an_import_is_not_the_readers_own_word(mailing: Mailed) -> None:
    Subscriber.objects.update(confirmed_at=FRIDAY + timedelta(minutes=1))
    report(mailing.row(0, "unsubscribe"))

    assert suppressed() == {"ada": "unsubscribed"}
    assert Subscriber.objects.get(status=Subscriber.Status.UNSUBSCRIBED) == mailing.readers[0]


def test_whoever_agreed_again_in_one_publication_has_left_the_others(mailing: Mailed) -> None:
    other = make_reader(make_publication(name="The Lane", slug="lane"), "ada")
    agreed(mailing.readers[0], FRIDAY + timedelta(minutes=1))
    report(mailing.row(0, "unsubscribe"))

    other.refresh_from_db()
    assert other.status == Subscriber.Status.UNSUBSCRIBED
    assert suppressed() == {}


def test_a_drop_for_the_providers_own_list_is_a_leave_too(mailing: Mailed) -> None:
    report(mailing.row(0, "dropped", reason="Unsubscribed Address"))

    assert Subscriber.objects.get(status=Subscriber.Status.UNSUBSCRIBED) == mailing.readers[0]


def test_what_a_person_lifted_is_not_brought_back_by_a_copy(mailing: Mailed) -> None:
    row = mailing.row(0, "bounce")
    other = mailing.row(1, "bounce", rd=None)
    report(row, other)
    Suppression.objects.all().delete()
    report(other | {"sg_event_id": "again"}, row | {"sg_event_id": "again"})

    assert suppressed() == {}


def test_one_who_was_forgotten_stays_forgotten(mailing: Mailed) -> None:
    reader = mailing.readers[0]
    suppress_hash(reader.email_hash, SuppressionReason.UNSUBSCRIBED, LATER, "erased")
    Subscriber.objects.filter(pk=reader.pk).update(email="", email_hash="", email_key="erased 1")
    report(mailing.row(0, "bounce", email=None), mailing.row(0, "unsubscribe", email=None))

    assert suppressed() == {"?": "unsubscribed"}
