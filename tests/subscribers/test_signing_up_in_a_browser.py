"""Subscribing in a real browser: the offer, a slip, the answer, the press, and back."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from roundup.core.language import SPOKEN
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.subscribers import sign_ups
from roundup.subscribers.links import confirm_link, reader_links
from roundup.subscribers.models import Confirmation, Consent, SignUp, Subscriber
from tests.making import FRIDAY, approved, make_edition, make_reader, sign_up
from tests.services.accessibility import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mailed(publication: Publication) -> Edition:
    edition = approved(make_edition(publication))
    Edition.objects.update(status=Edition.Status.MAILED, mailed_at=FRIDAY)
    return edition


def go(page: Page, live_server: LiveServer, link: str) -> None:
    parts = urlsplit(link)
    page.goto(f"{live_server.url}{parts.path}?{parts.query}")


@pytest.mark.usefixtures("quick_reader")
def test_a_reader_corrects_a_slip_and_confirms_and_chooses(
    page: Page, live_server: LiveServer, axe: Axe, publication: Publication, mailed: Edition
) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    go(page, live_server, "/subscribe/")
    assert axe(page) == []
    page.get_by_label("E-mail address").fill("ann@gmial.com")
    page.get_by_label("Your name").fill("Ann")
    page.get_by_role("button", name="Subscribe").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Is your address right?")
    assert axe(page) == []
    assert not SignUp.objects.exists()
    page.get_by_role("button", name="Yes, use ann@gmail.com").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")
    expect(page.get_by_text("ann@gmail.com")).to_be_visible()
    assert axe(page) == []
    sign_ups.take_up(timezone.now())
    assert Subscriber.objects.get().name == "Ann"

    go(page, live_server, confirm_link(Confirmation.objects.get()))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are subscribed")
    assert axe(page) == []
    page.get_by_role("link", name="Read this edition").click()
    expect(page).to_have_url(re.compile(r"/archive/\d+/"))
    page.go_back()
    page.get_by_role("link", name="Choose what I get").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your round-up")


def test_enter_subscribes_and_the_other_button_asks_for_the_link(
    page: Page, live_server: LiveServer, axe: Axe, publication: Publication
) -> None:
    go(page, live_server, "/subscribe/")
    page.get_by_label("E-mail address").fill("ann@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Press the button in it")).to_be_visible()

    go(page, live_server, "/subscribe/")
    page.get_by_label("E-mail address").fill("bea@example.org")
    page.get_by_role("button", name="Send me my link").click()
    expect(page.get_by_text("an email with your link is on its way")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("an email with your link is on its way")).to_be_visible()

    assert list(SignUp.objects.order_by("pk").values_list("email", "only_link")) == [
        ("ann@example.org", False),
        ("bea@example.org", True),
        ("bea@example.org", True),
    ]


@pytest.mark.usefixtures("quick_reader")
def test_back_and_reload_after_a_press_show_a_page_and_press_nothing(
    page: Page, live_server: LiveServer, publication: Publication
) -> None:
    ann = make_reader(publication, "ann")
    go(page, live_server, reader_links(ann)["preferences"])
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. It takes effect")).to_be_visible()
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have left")
    noted = Consent.objects.count()

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have left")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not subscribed")
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have left")
    assert Consent.objects.count() == noted


@pytest.mark.usefixtures("quick_reader")
@pytest.mark.parametrize("language", SPOKEN)
def test_every_page_on_the_way_speaks_the_language(
    language: str, page: Page, live_server: LiveServer, axe: Axe, publication: Publication, mailed: Edition
) -> None:
    Publication.objects.update(language=language)
    sign_up(publication, "bo@example.org", timezone.now())
    asked = Confirmation.objects.get()

    go(page, live_server, "/subscribe/")
    assert axe(page) == []
    page.locator("#email").fill("ann@gmial.com")
    page.locator("main button").first.click()
    assert axe(page) == []
    page.locator("main button").nth(1).click()
    expect(page.get_by_text("ann@gmial.com")).to_be_visible()
    assert axe(page) == []
    go(page, live_server, confirm_link(asked))
    page.locator("main button").first.click()
    expect(page.locator("main section")).to_be_visible()
    assert axe(page) == []
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0
