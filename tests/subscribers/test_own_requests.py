"""Name and data change or show only by a link that was mailed to the right mailbox."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers import own_requests
from roundup.subscribers.consent_anew import is_mailed
from roundup.subscribers.links import request_link
from roundup.subscribers.models import Confirmation, OwnRequest, Subscriber
from roundup.subscribers.own_data import data_of
from roundup.subscribers.suppressions import reason_of
from tests.making import make_publication, make_reader
from tests.subscribers.own_page import BASE, DAY, NEW, asked, kept, mailed, path, press


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    moment = timezone.now() - DAY
    reader = make_reader(publication, "ann", created_at=moment, confirmed_at=moment)
    Subscriber.objects.update(name="Ann Ek")
    reader.refresh_from_db()
    return reader


def test_a_page_cannot_be_made_to_mail_a_mailbox_again_and_again(client: Client, ann: Subscriber) -> None:
    bo = make_reader(ann.publication, "bo")
    for _ in range(5):
        press(client, ann, "address", email=NEW)
        press(client, bo, "address", email=NEW.replace("@", "+tag@"))
        press(client, ann, "data")

    assert sorted(mailed().taken) == [NEW, "ann@example.org"]


def test_the_page_shows_neither_the_name_nor_the_address(client: Client, ann: Subscriber) -> None:
    page = client.get(f"{path(ann)}you/").content.decode()

    assert "a…@example.org" in page
    assert "Ann" not in page
    assert "ann@" not in page


def test_the_page_leads_back_to_the_preferences_with_and_without_the_last_slash(
    client: Client, ann: Subscriber
) -> None:
    for address in (f"{path(ann)}you/", f"{path(ann)}you"):
        assert f'href="{path(ann)}"' in client.get(address).content.decode()


def test_a_name_is_changed_and_removed(client: Client, ann: Subscriber) -> None:
    for typed, stored in (("  Anna\tEk ", "Anna Ek"), ("علی‌رضا", "علی‌رضا"), ("", "")):
        assert "Saved" in press(client, ann, "name", name=typed).content.decode()
        assert kept().name == stored


def test_all_data_is_shown_and_kept_by_the_mailed_link_alone(client: Client, ann: Subscriber) -> None:
    assert "on its way" in press(client, ann, "data").content.decode()
    post = mailed()
    link = request_link(OwnRequest.objects.get()).removeprefix(BASE)

    assert post.taken == ["ann@example.org"]
    assert link in post.given[0].text
    page, file = client.get(link), client.get(f"{link}?as=json")
    assert "ann@example.org" in page.content.decode()
    assert "Ann Ek" in page.content.decode()
    found = json.loads(file.content)
    assert found["subscription"]["email"] == "ann@example.org"
    assert "attachment" in file["Content-Disposition"]
    assert page["Cache-Control"] == file["Cache-Control"] == "no-store"
    for other in ("preferences", "unsubscribe"):
        token = path(ann, other).split("/")[2]
        assert client.get(f"/d/{token}/").status_code == 404


def test_whatever_is_held_about_a_reader_is_in_their_data(ann: Subscriber) -> None:
    """A new table that names a reader must be told here, or be named as one without anything of theirs."""
    told = {"consents", "leaves", "requests", "confirmations", "welcomes"}
    untold = {"clearing"}  # Which of the provider's lists are cleared; the reason is told.
    related = {field.name for field in Subscriber._meta.related_objects}

    assert related - untold == told
    internal = {"id", "publication", "email_key", "email_hash", "erased_at", "link_generation", "forget_at"}
    data = data_of(ann, lambda _: [])
    flat = data["subscription"].keys() | data["preferences"].keys() | {"created_at"}
    assert {field.name for field in Subscriber._meta.concrete_fields} - internal <= flat


def test_erasing_takes_a_press_and_leaves_nothing_but_a_hash(client: Client, ann: Subscriber) -> None:
    press(client, ann, "data")
    link = request_link(OwnRequest.objects.get()).removeprefix(BASE)
    client.get(link)
    assert kept().email

    assert "Everything is erased" in client.post(link, {"action": "erase"}).content.decode()

    reader = Subscriber.objects.get()
    assert (reader.email, reader.name, reader.status) == ("", "", "unsubscribed")
    assert reason_of(ann.email_hash) is SuppressionReason.UNSUBSCRIBED
    assert client.get(link).status_code == 404
    assert not Confirmation.objects.exists()
    assert not OwnRequest.objects.exists()


def test_erasing_stops_the_other_subscriptions_of_the_address_and_says_so_before(
    client: Client, ann: Subscriber
) -> None:
    press(client, ann, "data")
    link = request_link(OwnRequest.objects.get()).removeprefix(BASE)
    assert "get no more mail" not in client.get(link).content.decode()
    other = make_reader(make_publication(name="The Harbour", slug="harbour"), "ann")

    assert "get no more mail" in client.get(link).content.decode()
    client.post(link, {"action": "erase"})

    assert not is_mailed(other)


def test_what_is_pressed_at_once_asks_once_more(ann: Subscriber) -> None:
    web = Client()

    for fields in ({"action": "data"}, {"action": "address", "email": NEW}, {"action": "name", "name": "X"}):
        assert "once more" in web.post(f"{path(ann)}you/", fields).content.decode()
    assert not OwnRequest.objects.exists()
    assert kept().name == "Ann Ek"


def test_addresses_of_old_requests_are_forgotten(client: Client, ann: Subscriber) -> None:
    asked(client, ann)

    own_requests.forget_old_requests(timezone.now() + 6 * DAY)
    assert OwnRequest.objects.get().email == NEW
    own_requests.forget_old_requests(timezone.now() + 8 * DAY)
    assert OwnRequest.objects.get().email == ""
    own_requests.forget_old_requests(timezone.now() + 91 * DAY)
    assert not OwnRequest.objects.exists()


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt", "ar"])
def test_every_page_speaks_the_readers_language(language: str, client: Client, ann: Subscriber) -> None:
    Subscriber.objects.update(language=language)
    press(client, ann, "data")
    link = request_link(OwnRequest.objects.get()).removeprefix(BASE)
    pages = [f"{path(ann)}you/", asked(client, ann), link]

    for page in pages:
        text = client.get(page).content.decode()
        assert f'lang="{language}"' in text
        assert "Your" not in text
