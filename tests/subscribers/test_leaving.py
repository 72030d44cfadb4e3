"""Leaving works at the first press, at once and for ever, and so does being forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.core.preferences import Preferences
from roundup.core.suppression import BY_RETURNING, SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.audience import current_candidates
from roundup.subscribers.models import Clearing, Consent, Subscriber, Suppression
from roundup.subscribers.suppressions import hash_of, is_closed, suppress_address, suppress_subscriber
from tests.making import NOW, make_publication, make_reader

HOUR = timedelta(hours=1)


def test_who_leaves_is_out_at_once_with_the_mailing_that_brought_the_link(publication: Publication) -> None:
    ann = make_reader(publication, "ann")

    subscriptions.unsubscribe(ann, "one-click", NOW, mailing_id=12)

    assert current_candidates([ann.pk])[ann.pk].status == "unsubscribed"
    left = Consent.objects.get()
    assert (left.act, left.channel, left.mailing_id, left.at) == ("unsubscribed", "one-click", 12, NOW)


def test_leaving_twice_is_leaving_once(publication: Publication) -> None:
    ann = make_reader(publication, "ann")

    subscriptions.unsubscribe(ann, "one-click", NOW)
    subscriptions.unsubscribe(ann, "link", NOW + HOUR)

    ann.refresh_from_db()
    assert ann.unsubscribed_at == NOW
    assert Consent.objects.count() == 1


def test_an_old_link_works_after_coming_back(publication: Publication) -> None:
    ann = make_reader(publication, "ann")

    subscriptions.unsubscribe(ann, "link", NOW)
    subscriptions.come_back(ann, NOW + HOUR)
    subscriptions.unsubscribe(ann, "link", NOW + 2 * HOUR)

    ann.refresh_from_db()
    assert (ann.status, ann.unsubscribed_at) == ("unsubscribed", NOW + 2 * HOUR)


def test_coming_back_is_consent_and_needs_an_earlier_one(publication: Publication) -> None:
    ann = make_reader(publication, "ann", status="unsubscribed")
    never = make_reader(publication, "bea", status="unsubscribed", confirmed_at=None)

    subscriptions.come_back(ann, NOW)

    assert Consent.objects.get(subscriber=ann).act == "confirmed"
    with pytest.raises(Refused):
        subscriptions.come_back(never, NOW)


@pytest.mark.parametrize(
    "reason", [SuppressionReason.UNSUBSCRIBED, SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED]
)
@pytest.mark.parametrize("status", ["active", "unsubscribed"])
def test_who_comes_back_by_a_link_from_a_mail_is_really_mailed_again(
    publication: Publication, reason: SuppressionReason, status: str
) -> None:
    ann = make_reader(publication, "ann", status=status)
    suppress_subscriber(ann.pk, reason, NOW)

    subscriptions.come_back(ann, NOW + HOUR)

    back = current_candidates([ann.pk])[ann.pk]
    assert (back.status, back.suppressed) == ("active", False)
    assert Consent.objects.get(act="confirmed").at == NOW + HOUR
    assert set(Clearing.objects.get().reasons) == BY_RETURNING


def test_who_ended_all_mail_and_comes_back_to_one_publication_stays_away_from_the_others(
    publication: Publication,
) -> None:
    there = make_reader(make_publication(name="The Lane", slug="lane"), "ann")
    suppress_subscriber(there.pk, SuppressionReason.COMPLAINED, NOW)

    subscriptions.come_back(make_reader(publication, "ann"), NOW + HOUR)

    assert current_candidates([there.pk])[there.pk].status == "unsubscribed"


@pytest.mark.parametrize("reason", [SuppressionReason.INVALID, SuppressionReason.BY_EDITOR])
def test_what_an_editor_must_lift_no_reader_lifts(
    publication: Publication, reason: SuppressionReason
) -> None:
    ann = make_reader(publication, "ann", status="unsubscribed")
    suppress_subscriber(ann.pk, reason, NOW)

    with pytest.raises(Refused):
        subscriptions.come_back(ann, NOW)


def test_who_is_forgotten_leaves_a_hash_and_no_address(publication: Publication) -> None:
    ann = make_reader(publication, "ann", sections=["world"], paused_until=date(2027, 1, 1))
    subscriptions.unsubscribe(ann, "link", NOW)

    subscriptions.erase(ann, NOW)

    kept = Subscriber.objects.values().get()
    assert "ann" not in str(kept).lower()
    assert (kept["sections"], kept["paused_until"], kept["email_hash"]) == ([], None, "")
    assert Suppression.objects.get().email_hash == hash_of("ann@example.org")
    assert ann.pk not in current_candidates([ann.pk])


def test_links_of_the_forgotten_stay_harmless(publication: Publication) -> None:
    ann = make_reader(publication, "ann")
    subscriptions.erase(ann, NOW)

    subscriptions.erase(ann, NOW + HOUR)
    subscriptions.unsubscribe(ann, "one-click", NOW + HOUR)

    with pytest.raises(Refused):
        subscriptions.come_back(ann, NOW)
    with pytest.raises(Refused):
        subscriptions.set_preferences(ann, Preferences(), NOW)
    assert Subscriber.objects.get().erased_at == NOW
    assert Suppression.objects.count() == 1


def test_more_than_one_reader_can_be_forgotten(publication: Publication) -> None:
    for name in ("ann", "bea"):
        subscriptions.erase(make_reader(publication, name), NOW)

    assert Suppression.objects.count() == 2


def test_a_suppression_keeps_its_strongest_reason_in_any_order(db: None) -> None:
    address = normalise_address("ann@example.org")

    for reason in (SuppressionReason.UNSUBSCRIBED, SuppressionReason.COMPLAINED, SuppressionReason.BOUNCED):
        suppress_address(address, reason, NOW, "provider")

    assert Suppression.objects.get().reason == "complained"
    assert is_closed(hash_of(address.key))


def test_a_suppression_holds_in_every_publication(publication: Publication) -> None:
    other = make_publication(name="The Lane", slug="lane")
    here, there = make_reader(publication, "ann"), make_reader(other, "ann")

    suppress_subscriber(here.pk, SuppressionReason.BOUNCED, NOW)

    assert current_candidates([there.pk])[there.pk].suppressed


def test_suppressing_who_was_never_here_says_so(db: None) -> None:
    assert not suppress_subscriber(404, SuppressionReason.BOUNCED, NOW)
