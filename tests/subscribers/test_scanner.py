"""A scanner with a browser of its own opens every link and presses every button within seconds."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from roundup.publications.models import Publication
from roundup.sending.handing_over.leave_mail import send_due_leave_notes
from roundup.subscribers.links import confirm_link, not_me_link, reader_links, undo_link
from roundup.subscribers.models import Confirmation, Leave, Objection, Subscriber
from tests.making import make_reader, sign_up
from tests.sending.post import Post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

_FIELDS = ("status", "sections", "paused_until", "language", "link_generation", "confirmed_at")


def press_everything(page: Page, url: str) -> None:
    """Press each button of a page, and the first one of the page that follows it."""
    number = 0
    while _buttons(page, url) > number:
        for place in (number, 0):
            if page.locator("main button").count():
                with page.expect_navigation():
                    page.locator("main button").nth(place).evaluate("button => button.click()")
        number += 1


def _buttons(page: Page, url: str) -> int:
    page.goto(url)
    return page.locator("main button").count()


def states() -> dict[str, tuple[object, ...]]:
    return {email: rest for email, *rest in Subscriber.objects.values_list("email", *_FIELDS)}  # type: ignore[misc]


def test_a_scanner_makes_readers_leave_at_most_and_they_are_told(
    browser: Browser, live_server: LiveServer, publication: Publication
) -> None:
    readers = {name: make_reader(publication, name, confirmed_at=timezone.now()) for name in ("ada", "bo")}
    sign_up(publication, "cleo@example.org", timezone.now())
    asked = confirm_link(Confirmation.objects.get())
    before, page = states(), browser.new_context().new_page()

    def here(url: str) -> str:
        return url.replace("http://127.0.0.1:8000", live_server.url)

    press_everything(page, here(asked))
    press_everything(page, here(not_me_link(Confirmation.objects.get())))
    assert states() == before
    assert not Objection.objects.exists()

    press_everything(page, here(reader_links(readers["ada"], 1)["preferences"]))
    press_everything(page, here(reader_links(readers["bo"], 1)["unsubscribe"]))
    post = Post()
    send_due_leave_notes(post, timezone.now())
    for leave in Leave.objects.all():
        press_everything(page, here(undo_link(leave)))

    assert {name: status for name, (status, *_) in states().items()} == {
        "ada@example.org": "unsubscribed",
        "bo@example.org": "unsubscribed",
        "cleo@example.org": "pending",
    }
    assert [row[1:] for row in states().values()] == [row[1:] for row in before.values()]
    assert sorted(post.taken) == ["ada@example.org", "bo@example.org"]
