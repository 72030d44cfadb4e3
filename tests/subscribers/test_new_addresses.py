"""Mail moves to a new address only by a link that was mailed there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers import journal_of_leaves, link_renewal, own_requests, subscriptions
from roundup.subscribers.models import Confirmation, Consent, Departure, Objection, OwnRequest, Subscriber
from roundup.subscribers.objections import note_objection
from roundup.subscribers.suppressions import reason_of, suppress_address
from tests.making import make_reader
from tests.subscribers.own_page import DAY, NEW, asked, kept, mailed, path, press


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    moment = timezone.now() - DAY
    return make_reader(publication, "ann", created_at=moment, confirmed_at=moment)


def test_a_new_address_is_asked_first_and_then_the_old_one_is_told(
    client: Client, ann: Subscriber, django_capture_on_commit_callbacks: Any
) -> None:
    link = asked(client, ann)
    assert mailed().taken == [NEW]
    assert kept().email == "ann@example.org"

    OwnRequest.objects.update(posted_at=timezone.now() - timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert "Your address has changed" in client.post(link, follow=True).content.decode()

    assert (kept().pk, kept().email, kept().status) == (ann.pk, NEW, "active")
    told = mailed()
    assert told.taken == ["ann@example.org"]
    assert "a…@example.net" in told.given[0].text
    assert NEW not in told.given[0].text
    assert Consent.objects.filter(act="confirmed", channel="address").get().wording


def test_looking_at_the_link_of_a_new_address_moves_nothing(client: Client, ann: Subscriber) -> None:
    link = asked(client, ann)

    for look in (client.get, client.head):
        assert look(link).status_code == 200
    assert kept().email == "ann@example.org"
    assert NEW not in client.get(link).content.decode()


def test_the_links_of_the_old_address_can_then_only_leave(client: Client, ann: Subscriber) -> None:
    old = {name: path(ann, name) for name in ("preferences", "unsubscribe")}
    client.post(asked(client, ann))

    client.post(old["preferences"], {"action": "save", "whole": "yes", "sections": ["culture"]})
    client.post(f"{old['preferences']}you/", {"action": "address", "email": "x@example.org"})
    assert (kept().sections, OwnRequest.objects.filter(kind="address").count()) == ([], 1)

    client.post(old["unsubscribe"], {"List-Unsubscribe": "One-Click"})
    assert kept().status == "unsubscribed"


def test_the_old_address_comes_back_neither_by_a_file_nor_after_a_restore(
    client: Client, ann: Subscriber, django_capture_on_commit_callbacks: Any
) -> None:
    link, old = asked(client, ann), ann.email_hash
    with django_capture_on_commit_callbacks(execute=True):
        client.post(link)

    assert Departure.objects.filter(email_hash=old).exists()
    entries, _ = journal_of_leaves.read(0)
    assert [entry.act for entry in entries if entry.who == old] == ["unsubscribed"]


def test_pressing_twice_moves_once(client: Client, ann: Subscriber) -> None:
    link = asked(client, ann)

    for _ in range(2):
        client.post(link)
        assert "has changed" in client.get(link).content.decode()
    assert (kept().link_generation, OwnRequest.objects.filter(kind="moved").count()) == (1, 1)


@pytest.mark.parametrize("happens", ["moved on", "renewed"])
def test_the_link_of_an_earlier_address_no_longer_leads_to_the_readers_page(
    happens: str, client: Client, ann: Subscriber
) -> None:
    link = asked(client, ann)
    client.post(link)
    assert "Choose what I get" in client.get(link).content.decode()

    reader = kept()
    if happens == "moved on":
        OwnRequest.objects.update(asked_at=timezone.now() - DAY)
        client.post(asked(client, reader, "ann.newest@example.net"))
    else:
        link_renewal.renew(reader, reader.link_generation, timezone.now())

    page = client.get(link).content.decode()
    assert "Choose what I get" not in page
    assert "/p/" not in page


@pytest.mark.parametrize("email", ["", "nonsense", "ann@example.org", "ANN@Example.ORG", "a@b", "x" * 300])
def test_an_address_that_makes_no_sense_is_explained_beside_what_was_typed(
    email: str, client: Client, ann: Subscriber
) -> None:
    answer = press(client, ann, "address", email=email)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not OwnRequest.objects.exists()


@pytest.mark.parametrize("reason", [SuppressionReason.COMPLAINED, SuppressionReason.BY_EDITOR])
def test_an_address_that_may_not_be_mailed_is_never_asked_and_nobody_learns_of_it(
    reason: SuppressionReason, client: Client, ann: Subscriber
) -> None:
    suppress_address(normalise_address(NEW), reason, timezone.now())
    said = press(client, ann, "address", email=NEW).content
    other = press(client, make_reader(ann.publication, "bo"), "address", email="free@example.net").content

    assert "on its way" in said.decode()
    assert len(said.split()) == len(other.split())
    assert mailed().taken == ["free@example.net"]


def object_as(reader: Subscriber) -> None:
    """Say with the mail that asked this reader that somebody else had filled in the form."""
    note_objection(Confirmation.objects.create(subscriber=reader, asked_at=timezone.now()), timezone.now())


def test_a_mailbox_that_objected_is_not_asked_by_a_change_of_address_either(
    client: Client, ann: Subscriber
) -> None:
    object_as(make_reader(ann.publication, "bo", status="pending", confirmed_at=None))

    asked(client, ann, "bo+news@example.org")

    assert mailed().taken == []


def test_moving_to_an_address_takes_its_objection_back(client: Client, ann: Subscriber) -> None:
    link = asked(client, ann, "bo@example.org")
    object_as(make_reader(ann.publication, "bo", status="pending", confirmed_at=None))

    client.post(link)

    assert kept().email == "bo@example.org"
    assert not Objection.objects.exists()


def test_an_address_with_a_subscription_of_its_own_is_not_taken_over(client: Client, ann: Subscriber) -> None:
    other = make_reader(ann.publication, "other", status="unsubscribed", unsubscribed_at=timezone.now())

    answer = client.post(asked(client, ann, "other@example.org"))

    ann.refresh_from_db()
    other.refresh_from_db()
    assert answer.status_code == 422
    assert "subscription of its own" in answer.content.decode()
    assert (ann.email, ann.link_generation, other.status) == ("ann@example.org", 0, "unsubscribed")


def test_an_address_that_was_only_asked_for_gives_way(client: Client, ann: Subscriber) -> None:
    make_reader(ann.publication, "other", status="pending", confirmed_at=None)

    client.post(asked(client, ann, "other@example.org"))

    assert kept().email == "other@example.org"


def test_a_bounced_address_is_mailed_again_once_its_reader_confirms_it(
    client: Client, ann: Subscriber
) -> None:
    suppress_address(normalise_address(NEW), SuppressionReason.BOUNCED, timezone.now())

    client.post(asked(client, ann))

    assert reason_of(kept().email_hash) is None


@pytest.mark.parametrize("happens", ["left", "too late", "erased", "renewed"])
def test_a_link_that_is_over_moves_nothing(happens: str, client: Client, ann: Subscriber) -> None:
    link = asked(client, ann)
    if happens == "left":
        subscriptions.unsubscribe(ann, "link", timezone.now())
    if happens == "too late":
        OwnRequest.objects.update(asked_at=timezone.now() - 8 * DAY)
    if happens == "erased":
        subscriptions.erase(ann, timezone.now())
    if happens == "renewed":
        Subscriber.objects.update(link_generation=1)

    client.post(link)

    assert not Subscriber.objects.filter(email=NEW).exists()


def test_a_press_while_everything_is_erased_is_refused(client: Client, ann: Subscriber) -> None:
    asked(client, ann)
    opened = OwnRequest.objects.select_related("subscriber").get()
    subscriptions.erase(ann, timezone.now())

    with pytest.raises(Refused):
        own_requests.move_to_address(opened, timezone.now())


def test_whoever_cannot_be_mailed_is_not_offered_a_new_address(client: Client, ann: Subscriber) -> None:
    assert "Your new e-mail address" in client.get(f"{path(ann)}you/").content.decode()

    suppress_address(normalise_address(ann.email), SuppressionReason.BOUNCED, timezone.now())

    assert "Your new e-mail address" not in client.get(f"{path(ann)}you/").content.decode()
