"""An editor sees the letter as one reader gets it, found by their address, which no URL ever names."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import expect

from roundup.core.preferences import Preferences
from roundup.editions.models import Edition
from roundup.subscribers.models import Subscriber
from roundup.subscribers.subscriptions import set_preferences, unsubscribe
from tests.making import NOW
from tests.newsroom.pages import said, text
from tests.newsroom.typing_desk import letter
from tests.newsroom.visiting import Visit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada(edition: Edition) -> Subscriber:
    return Subscriber.objects.get(email_key__startswith="ada@")


def look(desk: Client, edition: Edition, email: str, **headers: str) -> str:
    answer = desk.post(
        f"/newsroom/editions/{edition.pk}/as-reader/", {"email": email}, follow=True, headers=headers
    )
    assert email not in answer.request["QUERY_STRING"]
    return text(answer)


def test_the_letter_is_seen_with_the_wishes_of_the_reader(
    desk: Client, edition: Edition, ada: Subscriber
) -> None:
    set_preferences(ada, Preferences(frozenset({"culture"}), language="fr"), NOW)

    answer = desk.post(
        f"/newsroom/editions/{edition.pk}/as-reader/", {"email": f" {ada.email.upper()} "}, follow=True
    )

    assert said(answer) == ["This is what the reader will get."]
    assert "selected>a reader who follows Culture, in français</option>" in answer.content.decode()
    assert "section=culture&amp;language=fr" in answer.content.decode()


def test_who_has_no_wishes_sees_it_as_everybody(desk: Client, edition: Edition, ada: Subscriber) -> None:
    assert "This is what the reader will get." in look(desk, edition, ada.email)


@pytest.mark.parametrize(
    ("preferences", "words"),
    [
        (Preferences(paused_until=date(2027, 1, 1)), "has paused"),
        (Preferences(frozenset({"sport"})), "follows nothing in this edition"),
    ],
)
def test_who_does_not_get_it_is_told_with_the_reason_of_the_mailing(
    preferences: Preferences, words: str, desk: Client, edition: Edition, ada: Subscriber
) -> None:
    edition.publication.sections.create(key="sport", name="Sport", position=9)
    set_preferences(ada, preferences, NOW)

    assert words in look(desk, edition, ada.email)


def test_who_left_is_told(desk: Client, edition: Edition, ada: Subscriber) -> None:
    unsubscribe(ada, "link", NOW)

    assert "has unsubscribed" in look(desk, edition, ada.email)


@pytest.mark.parametrize(
    "email", ["nobody@quay.example.org", "\x00", "a@", "", "x" * 400, "'; DROP--@x.example"]
)
def test_an_address_that_no_reader_has_changes_nothing(email: str, desk: Client, edition: Edition) -> None:
    answer = desk.post(f"/newsroom/editions/{edition.pk}/as-reader/", {"email": email}, follow=True)

    assert answer.status_code == 200
    assert said(answer) != ["This is what the reader will get."]


@pytest.mark.parametrize(
    "preferences",
    ["section=none", "language=xx", "section=%00", "as=dark", "section=culture&section=culture"],
)
def test_wishes_that_make_no_sense_count_as_far_as_they_go(
    preferences: str, desk: Client, edition: Edition
) -> None:
    assert desk.get(f"/newsroom/editions/{edition.pk}/", {"as_whom": preferences}).status_code == 200


@pytest.mark.browser
def test_the_letter_on_the_page_turns_into_what_the_reader_gets(
    visit: Visit, edition: Edition, ada: Subscriber
) -> None:
    set_preferences(ada, Preferences(frozenset({"culture"})), NOW)
    page = visit(f"/newsroom/editions/{edition.pk}/")
    letter(page).get_by_role("heading", name="World").wait_for()

    page.get_by_text("One reader … ▾").click()
    page.get_by_label("A reader’s address").fill(ada.email)
    page.keyboard.press("Enter")

    letter(page).get_by_role("heading", name="World").wait_for(state="detached")
    expect(page.get_by_label("As seen by")).to_have_value("section=culture")
    expect(page.get_by_text("This is what the reader will get.")).to_be_visible()
    assert ada.email not in page.url


@pytest.mark.browser
def test_the_panel_closes_once_a_reader_is_found_and_stays_open_otherwise(
    visit: Visit, edition: Edition, ada: Subscriber
) -> None:
    set_preferences(ada, Preferences(frozenset({"culture"})), NOW)
    page = visit(f"/newsroom/editions/{edition.pk}/")
    address = page.get_by_label("A reader’s address")

    page.locator("#one-reader").click()
    address.fill("nobody@quay.example.org")
    page.keyboard.press("Enter")
    expect(page.locator(".as-whom [role=alert]")).to_be_visible()
    expect(address).to_have_value("nobody@quay.example.org")
    address.fill(ada.email)
    page.keyboard.press("Enter")

    expect(address).not_to_be_visible()
    expect(page.locator("#one-reader")).to_be_focused()
    expect(page.get_by_label("As seen by").locator("option:checked")).to_have_text(
        "one reader, who follows only Culture"
    )
    expect(page.get_by_text("This is what the reader will get.")).to_be_visible()
    assert ada.email not in page.content()
    page.get_by_label("As seen by").select_option(label="every reader")
    expect(page.get_by_text("This is what the reader will get.")).to_have_count(0)
