"""axe-core finds nothing wrong with any page that a reader sees, whatever the reader has or lacks."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from roundup.publications.models import Publication
from roundup.subscribers import pressed_by_people
from roundup.subscribers.links import confirm_link, not_me_link, reader_links
from roundup.subscribers.models import Confirmation, Subscriber
from tests.making import make_reader, sign_up
from tests.services.accessibility import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(page: Page, live_server: LiveServer, url: str) -> Page:
    """Open the path of an address on the server of the tests."""
    answer = page.goto(live_server.url + urlsplit(url).path)
    assert answer is not None
    assert answer.headers["content-type"].startswith("text/html")
    assert page.get_by_role("heading", level=1).is_visible()
    return page


@pytest.mark.parametrize(("purpose", "width"), [("preferences", 375), ("unsubscribe", 1280)])
def test_what_a_link_in_a_mail_leads_to(
    purpose: str, width: int, page: Page, live_server: LiveServer, axe: Axe, publication: Publication
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    url = reader_links(make_reader(publication, "ada"), 1)[purpose]

    assert axe(opened(page, live_server, url)) == []


def test_the_goodbye(page: Page, live_server: LiveServer, axe: Axe, publication: Publication) -> None:
    opened(page, live_server, reader_links(make_reader(publication, "ada"), 1)["unsubscribe"])
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").first.click()

    assert axe(page) == []


def test_the_form_and_what_is_wrong_with_an_address(
    page: Page, live_server: LiveServer, axe: Axe, publication: Publication
) -> None:
    opened(page, live_server, "/subscribe/")
    assert axe(page) == []

    page.locator("form").evaluate("form => { form.noValidate = true }")
    page.get_by_label("mail").first.fill("nobody")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").first.click()
    assert axe(page) == []


def test_the_page_of_who_did_not_ask(
    page: Page,
    live_server: LiveServer,
    axe: Axe,
    publication: Publication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pressed_by_people, "SHOWN_FOR", timedelta())
    sign_up(publication, "bo@example.org", timezone.now())
    opened(page, live_server, not_me_link(Confirmation.objects.get()))
    assert axe(page) == []
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").first.click()

    assert "not ask again" in page.title()
    assert axe(page) == []


@pytest.mark.parametrize("path", ["/p/nonsense/", "/u/nonsense/", "/c/nonsense/", "/nowhere/"])
def test_what_leads_nowhere(
    path: str, page: Page, live_server: LiveServer, axe: Axe, publication: Publication
) -> None:
    assert axe(opened(page, live_server, path)) == []


# The longest words, and the other direction.
@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_page_in_another_language(
    language: str, page: Page, live_server: LiveServer, axe: Axe, publication: Publication
) -> None:
    Publication.objects.update(language=language)
    ways = reader_links(make_reader(publication, "ada"), 1)
    sign_up(publication, "bo@example.org", timezone.now(), name="Bo")
    asked = confirm_link(Confirmation.objects.get())
    for url in ("/subscribe/", ways["preferences"], ways["unsubscribe"], asked, "/p/nonsense/"):
        assert axe(opened(page, live_server, url)) == []


def test_a_confirmation(
    page: Page,
    live_server: LiveServer,
    axe: Axe,
    publication: Publication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At first too quickly, then once more."""
    sign_up(publication, "bo@example.org", timezone.now(), name="Bo")
    asked = Confirmation.objects.get()
    opened(page, live_server, confirm_link(asked))
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").first.click()
    assert "once more" in page.title()
    assert axe(page) == []
    monkeypatch.setattr(pressed_by_people, "SHOWN_FOR", timedelta())
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").first.click()

    assert Subscriber.objects.get().status == Subscriber.Status.ACTIVE
    assert axe(page) == []
