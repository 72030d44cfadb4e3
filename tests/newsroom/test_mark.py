"""The mark around the part of the letter that is edited goes where the part goes, and touches no words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from roundup.editions.models import Edition
from tests.newsroom.typing_desk import letter, wait_until_saved
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
_IS_AROUND = """headline => {
    const frame = document.getElementById('letter')
    const at = frame.getBoundingClientRect()
    const mark = document.querySelector('.letter-mark').getBoundingClientRect()
    const texts = document.createTreeWalker(frame.contentDocument.body, NodeFilter.SHOW_TEXT)
    const clear = []
    while (texts.nextNode()) {
        const range = document.createRange()
        range.selectNodeContents(texts.currentNode)
        const box = range.getBoundingClientRect()
        const [top, bottom] = [box.top + at.top, box.bottom + at.top]
        const isIn = top >= mark.top + 4 && bottom <= mark.bottom - 4
        if (texts.currentNode.textContent.trim() === headline && !isIn) return false
        if (!isIn && box.height && bottom > mark.top + 1 && top < mark.bottom - 1) return false
    }
    return true
}"""


def expect_around(page: Page, headline: str) -> None:
    page.wait_for_function(_IS_AROUND, arg=headline)


def test_the_mark_stays_around_its_part_whatever_moves_it(visit: Visit, edition: Edition) -> None:
    story = edition.stories.filter(place="section").order_by("position")[2]
    page = visit(f"/newsroom/editions/{edition.pk}/")
    page.locator(f"#pick-{story.pk}").click()
    expect(page.locator("#sheet-title")).to_contain_text("A story")
    expect_around(page, story.headline)

    # Words above it, its own words, a picture that grows, another width.
    letter(page).locator("h1").first.evaluate("each => { each.style.paddingBottom = '83px' }")
    expect_around(page, story.headline)
    page.locator("#headline").fill("A headline of many words. " * 6)
    letter(page).get_by_role("heading", name="A headline of many words.").wait_for()
    wait_until_saved(page)
    expect_around(page, ("A headline of many words. " * 6).strip())
    page.set_viewport_size({"width": 1000, "height": 700})
    expect_around(page, ("A headline of many words. " * 6).strip())
    page.get_by_role("link", name="Text", exact=True).click()
    expect(page.locator(".letter-mark")).not_to_be_visible()


def test_the_mark_follows_a_story_that_becomes_the_lead(visit: Visit, edition: Edition) -> None:
    story = edition.stories.filter(place="section").order_by("position")[1]
    page = visit(f"/newsroom/editions/{edition.pk}/")
    page.locator(f"#pick-{story.pk}").click()
    expect_around(page, story.headline)

    page.locator(f"#story-{story.pk} details.pop > summary").click()
    page.get_by_role("button", name="Make it the lead").locator("visible=true").click()
    expect(page.locator("#messages")).to_contain_text("lead")

    expect_around(page, story.headline)
