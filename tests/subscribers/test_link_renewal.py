"""A reader whose link is in other hands makes it void: it may still leave, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from roundup.core.errors import Refused
from roundup.core.language import SPOKEN, Language
from roundup.core.tokens import NEWEST_GENERATION, Purpose
from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.link_renewal import renew
from roundup.subscribers.links import confirm_link, reader_links
from roundup.subscribers.models import Confirmation, Consent, Subscriber
from tests.making import NOW, make_publication, make_reader, old_token


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    return make_reader(publication, "ann", id=8, confirmed_at=timezone.now())


def path(reader: Subscriber, name: str) -> str:
    return urlsplit(reader_links(reader, 12)[name]).path


def kept(reader: Subscriber) -> dict[str, object]:
    return Subscriber.objects.values().get(pk=reader.pk)


@pytest.fixture(params=["of today", "of the first format"])
def void(request: pytest.FixtureRequest, client: Client, ann: Subscriber) -> dict[str, str]:
    """The links that ann has made void."""
    links = {name: path(ann, name) for name in ("preferences", "unsubscribe")}
    client.post(links["preferences"], {"action": "renew"})
    if request.param == "of today":
        return links
    return {
        "preferences": f"/p/{old_token(Purpose.PREFERENCES, ann.pk, 12)}/",
        "unsubscribe": f"/u/{old_token(Purpose.UNSUBSCRIBE, ann.pk, 12)}/",
    }


def test_a_reader_makes_their_links_void_and_the_next_mail_has_new_ones(
    client: Client, ann: Subscriber
) -> None:
    page = client.post(path(ann, "preferences"), {"action": "renew"}, follow=True).content.decode()

    ann.refresh_from_db()
    assert "Your next email will bring the new links" in page
    assert (ann.status, ann.link_generation) == ("active", 1)
    save = {"action": "save", "whole": "yes"}
    assert "Saved" in client.post(path(ann, "preferences"), save, follow=True).content.decode()


def test_pressing_twice_makes_no_more_void_than_pressing_once(ann: Subscriber) -> None:
    renew(ann, 0, NOW)
    renew(ann, 0, NOW)

    assert Subscriber.objects.get().link_generation == 1


def test_a_void_link_shows_nothing_of_its_reader(
    client: Client, void: dict[str, str], ann: Subscriber
) -> None:
    for link in void.values():
        page = client.get(link).content.decode()
        assert "example.org" not in page.replace("quay.example.org", "")
        assert page.count("<button") == 1
        assert "Unsubscribe" in page


@pytest.mark.parametrize("fields", [{"action": "save", "language": "de"}, {"action": "renew"}, {}])
def test_a_void_link_changes_nothing(
    fields: dict[str, str], client: Client, void: dict[str, str], ann: Subscriber
) -> None:
    before = kept(ann)

    answer = client.post(void["preferences"], fields)

    assert (answer.status_code, kept(ann)) == (403, before)


def test_a_void_link_may_leave(client: Client, void: dict[str, str], ann: Subscriber) -> None:
    for link, fields in ((void["preferences"], {"action": "leave"}), (void["unsubscribe"], {})):
        Subscriber.objects.update(status="active")

        answer = client.post(link, fields, follow=True)

        assert (answer.status_code, kept(ann)["status"]) == (200, "unsubscribed")
        assert "come back" not in answer.content.decode()


def test_a_void_link_brings_nobody_back(client: Client, void: dict[str, str], ann: Subscriber) -> None:
    ann.refresh_from_db()
    client.post(path(ann, "unsubscribe"), {"leave": "1"})

    for fields in ({"leave": "1"}, {}):
        page = client.post(void["unsubscribe"], fields, follow=True)
        assert "come back" not in page.content.decode()
    client.post(void["preferences"], {"action": "return"})

    assert kept(ann)["status"] == "unsubscribed"
    assert Consent.objects.filter(act="confirmed").count() == 0


def test_a_void_link_confirms_nothing(client: Client, publication: Publication) -> None:
    bea = make_reader(publication, "bea", status="pending", confirmed_at=None)
    asked = Confirmation.objects.create(subscriber=bea, asked_at=timezone.now())
    link = urlsplit(confirm_link(asked)).path
    Subscriber.objects.update(link_generation=1)

    assert client.post(link).status_code == 404
    assert kept(bea)["status"] == "pending"


def test_there_is_an_end_to_making_links_void(client: Client, ann: Subscriber) -> None:
    Subscriber.objects.update(link_generation=NEWEST_GENERATION)
    ann.refresh_from_db()

    answer = client.post(path(ann, "preferences"), {"action": "renew"})

    assert answer.status_code == 422
    assert "please write to us" in answer.content.decode()
    with pytest.raises(Refused):
        renew(ann, NEWEST_GENERATION, NOW)


@pytest.mark.parametrize("language", SPOKEN)
def test_void_links_speak_every_language(language: str, client: Client, ann: Subscriber) -> None:
    Subscriber.objects.update(language=language)
    link = path(ann, "preferences")
    say = Language(language).say

    assert say("Replace my links") in client.get(link).content.decode()
    renewed = client.post(link, {"action": "renew"}, follow=True)
    assert say("Your links have been replaced") in renewed.content.decode()
    assert say("Send me my link") in renewed.content.decode()
    replaced = client.get(link).content.decode()
    assert say("This link was replaced") in replaced
    assert say("Send me my link") in replaced


@pytest.fixture
def quai(publication: Publication) -> Publication:
    """A second magazine, which speaks French."""
    return make_publication(name="Le Quai", slug="quai", language="fr")


def test_a_dead_link_leads_back_to_its_own_magazine(client: Client, quai: Publication) -> None:
    reader = make_reader(quai, "ann")
    asked = Confirmation.objects.create(subscriber=reader, asked_at=timezone.now())
    links = [path(reader, "preferences"), path(reader, "unsubscribe"), urlsplit(confirm_link(asked)).path]
    reader.delete()

    for link in links:
        answer = client.get(link)
        assert answer.status_code == 404
        assert '<html lang="fr"' in answer.content.decode()
        assert 'href="/subscribe?publication=quai"' in answer.content.decode()


def test_a_confirmation_that_is_too_old_says_so_before_the_button(client: Client, quai: Publication) -> None:
    reader = make_reader(quai, "ann", status="pending", confirmed_at=None)
    eight_days_ago = timezone.now() - timedelta(days=8)
    asked = Confirmation.objects.create(subscriber=reader, asked_at=eight_days_ago)

    answer = client.get(urlsplit(confirm_link(asked)).path)

    assert answer.status_code == 404
    assert "<button" not in answer.content.decode()
    assert 'href="/subscribe?publication=quai"' in answer.content.decode()


def test_a_confirmation_older_than_a_leave_says_so_before_the_button(client: Client, ann: Subscriber) -> None:
    asked = Confirmation.objects.create(subscriber=ann, asked_at=timezone.now() - timedelta(hours=1))
    subscriptions.unsubscribe(ann, "link", timezone.now())

    assert client.get(urlsplit(confirm_link(asked)).path).status_code == 404
