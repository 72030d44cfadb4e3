"""The preflight in a real browser: by keyboard alone, without script, and without a fault of access."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from roundup.articles.models import Article
from roundup.editions.models import Edition, Story
from tests.newsroom.visiting import Visit
from tests.services.accessibility import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RIGHT_TO_LEFT = "حوارات عن المرفأ وما بعده"


@pytest.fixture
def unfinished(edition: Edition) -> Edition:
    """A draft with a proposal, pictures without one, unfinished words and warnings."""
    for place, story in enumerate(edition.stories.all()[:3]):
        url = f"https://quay.example.org/x.jpg?{place}"
        Story.objects.filter(pk=story.pk).update(
            image={"url": url, "alt": "", "credit": "", "caption": ""}, blurb="TK", headline=RIGHT_TO_LEFT * 3
        )
        if place == 0:
            Article.objects.filter(pk=story.article_id).update(image={"url": url, "alt": "A crane at night"})
    return edition


@pytest.mark.parametrize("width", [375, 1280])
def test_every_fold_is_accessible(width: int, visit: Visit, axe: Axe, unfinished: Edition) -> None:
    page = visit(f"/newsroom/editions/{unfinished.pk}/", width)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pictures_are_decided_by_keyboard_alone(visit: Visit, unfinished: Edition) -> None:
    page = visit(f"/newsroom/editions/{unfinished.pk}/")
    preflight = page.locator("#preflight")
    take = preflight.get_by_role("button", name="Take it for")
    take.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Described.")

    fold = preflight.locator("summary", has_text="pictures have no description")
    fold.focus()
    page.keyboard.press("Tab")
    ticks = preflight.get_by_role("checkbox", name="Only decoration (the picture of")
    expect(ticks).to_have_count(2)
    ticks.nth(1).focus()
    page.keyboard.press("Space")
    preflight.get_by_role("button", name="Mark the ticked ones").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Marked as decoration.")

    images = [story.image or {} for story in unfinished.stories.all()[:3]]
    assert [(each["alt"], each.get("decorative", False)) for each in images] == [
        *(("A crane at night", False), ("", True), ("", False))
    ]


def test_a_group_unfolds_and_is_fixed_without_script(
    browser: Browser, live_server: LiveServer, visit: Visit, unfinished: Edition
) -> None:
    signed_in = visit("/newsroom/").context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(signed_in)  # type: ignore[arg-type]
    page: Page = context.new_page()
    page.goto(f"{live_server.url}/newsroom/editions/{unfinished.pk}/")

    warning = page.locator("#preflight summary", has_text="have no credit")
    expect(page.locator("#preflight").get_by_text("say who made it")).not_to_be_visible()
    warning.click()
    expect(page.locator("#preflight").get_by_text("say who made it")).to_be_visible()
    page.get_by_role("button", name="Mark the ticked ones").click()

    expect(page.locator(".messages")).to_contain_text("Marked as decoration.")
    context.close()


def test_a_tick_stays_when_the_checks_are_looked_at_again(visit: Visit, unfinished: Edition) -> None:
    page = visit(f"/newsroom/editions/{unfinished.pk}/")
    page.evaluate("document.querySelectorAll('#preflight details').forEach(each => { each.open = true })")
    ticks = page.locator("#preflight").get_by_role("checkbox", name="Only decoration (the picture of")
    was = [ticks.nth(place).is_checked() for place in range(3)]
    ticks.nth(2).focus()
    page.keyboard.press("Space")
    page.evaluate("document.getElementById('preflight').dataset.before = ''")
    page.evaluate("htmx.trigger('#preflight-part', 'look-again')")
    expect(page.locator("#preflight[data-before]")).to_have_count(0)

    assert [ticks.nth(place).is_checked() for place in range(3)] == [*was[:2], not was[2]]
    expect(ticks.nth(2)).to_be_focused()
