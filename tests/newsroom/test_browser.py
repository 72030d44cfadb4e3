"""What only a browser can show: nothing foreign runs, nothing typed is lost, nothing sticks out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from roundup.editions import editing
from roundup.editions.models import Contributor, Edition
from roundup.sending.handing_over import gate
from roundup.sending.models import Attempt, Installation
from tests.making import NOW
from tests.newsroom.mailings import begin, uncertain
from tests.newsroom.test_settings import PAGES
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("path", ["", "proof/?as=light"])
def test_a_script_in_a_proof_does_not_run(
    path: str, visit: Visit, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = "<p>shown</p><script>document.title = 'ran'; top.document.title = 'ran'</script>"
    hostile += "<img src=x onerror=\"top.document.title = 'ran'\"><svg onload=\"top.document.title = 'ran'\">"
    monkeypatch.setattr("roundup.newsroom.letter.as_if", lambda html, dark: hostile)

    page = visit(f"/newsroom/editions/{edition.pk}/{path}")

    inside = page.frame_locator("iframe.frame") if not path else page
    inside.get_by_text("shown").first.wait_for()
    page.wait_for_load_state("load")
    assert page.title() != "ran"


def test_the_views_of_a_proof_change_in_place(visit: Visit, edition: Edition) -> None:
    page = visit(f"/newsroom/editions/{edition.pk}/")

    page.get_by_role("link", name="Text", exact=True).click()

    page.frame_locator("iframe.frame").get_by_text("View in browser:").first.wait_for()
    assert "look=" not in page.url


def test_a_press_waits_until_what_is_typed_is_saved(visit: Visit, edition: Edition) -> None:
    page = visit(f"/newsroom/editions/{edition.pk}/")

    page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).press_sequentially(
        "Tides"
    )
    page.get_by_role("button", name="Drop").nth(1).click()
    page.get_by_text("Dropped.").wait_for()

    assert (
        page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).input_value()
        == "Tides"
    )
    edition.refresh_from_db()
    assert (edition.note, edition.stories.count()) == ("Tides", 5)


def test_no_page_scrolls_sideways(visit: Visit, edition: Edition) -> None:
    edition.stories.update(headline="Donaudampfschifffahrtsgesellschaftskapitän" * 4)
    Contributor.objects.create(publication=edition.publication, name="Donaudampfschifffahrtskapitän" * 4)
    for path in (
        "/newsroom/",
        f"/newsroom/editions/{edition.pk}/",
        f"/newsroom/editions/{edition.pk}/cancel/",
        "/newsroom/gallery/",
        "/newsroom/calendar/",
        "/newsroom/accounts/",
        "/newsroom/password/",
        "/newsroom/publications/quay/contributors/",
        "/newsroom/publications/quay/sources/",
        *("/newsroom/publications/quay/settings/" + page for page in PAGES),
        "/newsroom/outbox/",
    ):
        assert_fits(visit(path))


def assert_fits(page: Page) -> None:
    for width in (1280, 375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)


def test_an_uncertain_batch_fits_every_screen(visit: Visit, edition: Edition) -> None:
    uncertain(edition)
    Attempt.objects.update(error="SendGrid_answered_nothing_that_anybody_could_break_anywhere" * 3)

    for path in ("", "batches/1/accepted/", "batches/1/again/", "batches/1/readers/"):
        assert_fits(visit(f"/newsroom/editions/{edition.pk}/{path}"))


def test_a_mailing_tells_in_place_why_it_waits(visit: Visit, edition: Edition) -> None:
    mailing = begin(edition)
    Installation.objects.update_or_create(pk=1, defaults={"ticked_at": NOW})
    page = visit(f"/newsroom/editions/{edition.pk}/")
    assert "SendGrid asked to wait" not in page.inner_text("main")

    gate.pause(NOW + timedelta(hours=1), "SendGrid asked to wait.")
    mailing.batches.update(not_before=NOW)

    page.get_by_text("SendGrid asked to wait. Nothing is handed over until 14:00:00.").wait_for()


@pytest.mark.parametrize("path", ["/newsroom/editions/{}/", "/newsroom/accounts/"])
def test_everything_pressed_on_a_phone_is_big_enough(path: str, visit: Visit, edition: Edition) -> None:
    page = visit(path.format(edition.pk), 375)

    for pane in [None, *page.locator(".panes button").all()]:
        if pane:
            pane.click()
        # A box that is seen as its label is pressed there.
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, summary, select, input')]
                .filter(e => e.type !== 'hidden' && !e.matches('.hidden-text'))
                .filter(e => e.checkVisibility() && (e.offsetHeight < 44 || e.offsetWidth < 44))
                .map(e => e.outerHTML)"""
        )
        assert small == []


@pytest.mark.parametrize(
    ("choice", "press", "told"),
    [
        ("Mark it accepted …", "Mark it accepted", "The batch counts as accepted."),
        ("Send it again …", "Send it again", "The batch is handed over again."),
    ],
)
def test_an_uncertain_batch_is_settled_by_the_keyboard_alone(
    choice: str, press: str, told: str, visit: Visit, edition: Edition
) -> None:
    uncertain(edition)
    page = visit(f"/newsroom/editions/{edition.pk}/")

    tab_to(page, choice)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, press)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert told in page.inner_text("main")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is focused begins with `name`, within as many steps as a person bears."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText || ''")
        if focused.startswith(name):
            return
    raise AssertionError(f"{name!r} was not reached by the Tab key")


def test_words_for_which_another_was_quicker_are_not_lost(visit: Visit, edition: Edition) -> None:
    page = visit(f"/newsroom/editions/{edition.pk}/")
    editing.set_words(edition, note="Theirs", now=NOW)
    page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill("An hour’s work.")

    refused = page.get_by_role("alert")
    refused.get_by_text("Theirs", exact=True).wait_for()
    assert (
        page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).input_value()
        == "An hour’s work."
    )
    refused.get_by_role("button", name="Save mine").click()
    refused.wait_for(state="detached")

    edition.refresh_from_db()
    assert edition.note == "An hour’s work."
