"""The subscribe form helps people, tires robots out, and tells nobody whom we know."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from roundup.publications.models import Publication
from roundup.subscribers import sign_ups, subscriptions
from roundup.subscribers.asker_network import keyed_network
from roundup.subscribers.models import Asking, Confirmation, SignUp, Subscriber, Suppression
from roundup.subscribers.sign_up_limits import HUMAN, MOST_PER_NETWORK, TOO_QUICK
from tests.making import NOW, make_reader


@pytest.fixture
def web() -> Client:
    """A browser without cookies that must never need any."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    return make_reader(publication, "ann")


def started_in(page: Any) -> str:
    found = re.search(r'name="started" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def test_the_answer_to_a_sign_up_is_the_same_for_everybody(
    web: Client, publication: Publication, ann: Subscriber
) -> None:
    left = make_reader(publication, "left", status="unsubscribed")
    subscriptions.erase(make_reader(publication, "gone"), timezone.now())
    Suppression.objects.create(
        email_hash=make_reader(publication, "bounced").email_hash, reason="bounced", at=timezone.now()
    )
    pages = set()
    with time_machine.travel(NOW, tick=False):
        for name in ("ann", "ann", "new", left.name, "gone", "bounced"):
            answer = web.post("/subscribe/", {"email": f"{name}@example.org"})
            pages.add((answer.status_code, answer.content.replace(f"{name}@".encode(), b"")))

    assert len(pages) == 1
    assert pages.pop()[0] == 200


def test_a_robot_that_fills_every_field_is_thanked_and_forgotten(
    web: Client, publication: Publication
) -> None:
    answer = web.post("/subscribe/", {"email": "ann@example.org", "website": "https://spam.example"})

    assert "Check your inbox" in answer.content.decode()
    assert not Subscriber.objects.exists()


def test_a_form_filled_in_no_time_weighs_more_than_one_that_took_a_while(
    web: Client, publication: Publication
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        shown = started_in(web.get("/subscribe/"))
        web.post("/subscribe/", {"email": "quick@example.org", "started": shown})
        web.post("/subscribe/", {"email": "forged@example.org", "started": f"x{shown}"})
        clock.shift(3)
        web.post("/subscribe/", {"email": "person@example.org", "started": shown})

    assert list(Asking.objects.order_by("pk").values_list("weight", flat=True)) == [
        TOO_QUICK,
        TOO_QUICK,
        HUMAN,
    ]


def test_a_network_that_floods_the_form_is_told_to_wait(web: Client, publication: Publication) -> None:
    Asking.objects.create(
        at=timezone.now(),
        network=keyed_network("127.0.0.0/24"),
        mailbox_hash="x",
        weight=MOST_PER_NETWORK,
        mailed=True,
    )

    answer = web.post("/subscribe/", {"email": "ann@example.org"})

    assert answer.status_code == 429
    assert not Subscriber.objects.exists()


def test_a_slip_of_the_keys_is_explained_beside_the_field(web: Client, publication: Publication) -> None:
    answer = web.post("/subscribe/", {"email": "<script>@", "name": "Ann"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page
    assert "<script>" not in page
    assert 'value="Ann"' in page


def test_a_sign_up_can_name_the_publication(web: Client, publication: Publication) -> None:
    other = Publication.objects.create(name="The Lane", slug="lane")

    web.post("/subscribe/?publication=lane", {"email": "ann@example.org"})
    sign_ups.take_up(timezone.now())

    assert Subscriber.objects.get().publication == other
    assert web.get("/subscribe/?publication=none").status_code == 404
    assert web.get("/subscribe/?publication=%00").status_code == 404


def test_a_likely_slip_is_asked_about_before_anything_is_written_down(
    web: Client, publication: Publication
) -> None:
    fields = {"email": "Ann@gmial.com", "name": "Ann", "wants": "link", "started": "when"}

    page = web.post("/subscribe/", fields).content.decode()

    assert "Did you mean" in page
    assert "Ann@gmail.com" in page
    assert not Asking.objects.exists()
    assert dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)) == fields | {"website": ""}


@pytest.mark.parametrize(("spelling", "email"), [("kept", "ann@gmial.com"), ("meant", "ann@gmail.com")])
def test_the_reader_says_which_address_was_meant(
    spelling: str, email: str, web: Client, publication: Publication
) -> None:
    page = web.post("/subscribe/", {"email": "ann@gmial.com", "spelling": spelling}).content.decode()

    assert "Check your inbox" in page
    assert email in page
    assert SignUp.objects.get().email == email


def test_the_answer_shows_the_address_that_was_typed_and_can_ask_once_more(
    web: Client, publication: Publication
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        page = web.post("/subscribe/", {"email": "ann@example.org", "name": "Ann"})
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.content.decode()))
        sign_ups.take_up(timezone.now())
        for minutes in (5, 15, 20):
            clock.shift(minutes * 60)
            Confirmation.objects.update(status="accepted", mailbox="")
            assert web.post("/subscribe/", fields).status_code == 200
            sign_ups.take_up(timezone.now())

    assert "ann@example.org" in page.content.decode()
    assert Confirmation.objects.count() == 2
    assert Subscriber.objects.get().name == "Ann"


def test_no_text_but_an_address_is_repeated_to_whoever_fills_in_the_form(
    web: Client, publication: Publication
) -> None:
    answer = web.post("/subscribe/", {"email": "Call 0900 now", "website": "x"})

    assert answer.status_code == 422
