"""After a form of a reader's page comes a page that can be reloaded: nothing happens twice."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.links import confirm_link, reader_links
from roundup.subscribers.models import Confirmation, Consent, Subscriber
from tests.making import FRIDAY, make_mailed_edition, make_reader, sign_up
from tests.subscribers.patience import PatientClient

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def web() -> Client:
    return PatientClient(enforce_csrf_checks=True)


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    return make_reader(publication, "ann", created_at=timezone.now(), confirmed_at=timezone.now())


def path(reader: Subscriber, name: str = "preferences") -> str:
    return reader_links(reader, 12)[name].removeprefix(BASE)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"action": "save", "whole": "yes"}, "Saved."),
        ({"action": "leave"}, "You have left"),
        ({"action": "renew"}, "Your links have been replaced"),
    ],
)
def test_a_press_leads_to_a_page_that_says_what_was_done(
    fields: dict[str, str], said: str, web: Client, ann: Subscriber
) -> None:
    answer = web.post(path(ann), fields)

    assert (answer.status_code, answer.content) == (303, b"")
    acts = Consent.objects.count()
    for _ in range(2):
        assert said in web.get(answer["Location"]).content.decode()
    assert Consent.objects.count() == acts


def test_coming_back_and_confirming_lead_on_too(
    web: Client, ann: Subscriber, publication: Publication
) -> None:
    subscriptions.unsubscribe(ann, "link", timezone.now())
    back = web.post(path(ann), {"action": "return"})
    sign_up(publication, "bea@example.org", timezone.now())
    link = confirm_link(Confirmation.objects.get()).removeprefix(BASE)
    confirmed = web.post(link)

    assert (back.status_code, confirmed.status_code) == (303, 303)
    assert "Welcome back" in web.get(back["Location"]).content.decode()
    assert "You are subscribed" in web.get(confirmed["Location"]).content.decode()


@time_machine.travel(FRIDAY, tick=False)
def test_who_confirms_with_preferences_of_before_is_told_the_day_of_their_own_next_email(
    web: Client, publication: Publication
) -> None:
    make_mailed_edition(publication, "Jo Roe")
    bea = make_reader(publication, "bea", rhythm="monthly", created_at=FRIDAY)
    subscriptions.unsubscribe(bea, "link", timezone.now())
    sign_up(publication, "bea@example.org", timezone.now())
    link = confirm_link(Confirmation.objects.get()).removeprefix(BASE)

    assert "on Friday, 4 December 2026 at" in web.post(link, follow=True).content.decode()


def test_an_address_that_says_what_was_done_does_nothing_and_says_it_only_if_it_is_so(
    web: Client, ann: Subscriber
) -> None:
    before = list(Subscriber.objects.values())

    for done in ("left", "returned", "renewed", "nonsense", "%00"):
        page = web.get(f"{path(ann)}?done={done}").content.decode()
        assert "You have left" not in page
        assert "replaced." not in page

    subscriptions.unsubscribe(ann, "link", timezone.now())
    assert "Welcome back" not in web.get(f"{path(ann)}?done=returned").content.decode()
    subscriptions.come_back(ann, timezone.now())
    assert "You have left" not in web.get(f"{path(ann)}?done=left").content.decode()
    assert [row["status"] for row in before] == ["active"]


def test_one_click_is_never_led_anywhere(web: Client, ann: Subscriber) -> None:
    answer = web.post(path(ann, "unsubscribe"), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200


def test_what_was_wrong_is_shown_at_once_with_what_was_typed(web: Client, ann: Subscriber) -> None:
    answer = web.post(path(ann), {"action": "save", "whole": "yes", "pause": "until", "paused_until": "x"})

    assert answer.status_code == 422
