"""An edition's page on a phone: its bar is one line, a sheet opens at its top, and nothing is said twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from roundup.editions.models import Edition
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def at(edition: Edition) -> str:
    return f"/newsroom/editions/{edition.pk}/"


def test_a_phone_keeps_what_matters_in_one_line_that_stays(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition), 375)
    page.get_by_role("button", name="Stories", exact=True).click()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")

    expect(page.get_by_text("Saved ✓")).to_be_in_viewport()
    expect(page.locator("#bar-approve").get_by_text("Approve").first).to_be_in_viewport()
    bar = page.locator("#bar").bounding_box()
    assert bar is not None
    assert (bar["y"], bar["height"] < 60) == (0, True)
    page.get_by_label("More about the edition").press("Space")
    expect(page.get_by_role("link", name="History")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_a_story_opens_at_its_first_field(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition), 375)
    page.get_by_role("button", name="Stories", exact=True).click()
    page.locator("[data-pick]").last.click()

    expect(page.locator("#sheet-title")).to_be_in_viewport(ratio=1)
    expect(page.locator("#headline")).to_be_in_viewport(ratio=1)
    bar, title = page.locator("#bar").bounding_box(), page.locator("#sheet-title").bounding_box()
    assert bar is not None
    assert title is not None
    assert bar["y"] + bar["height"] <= title["y"]


def test_why_there_is_no_letter_is_said_once(visit: Visit, edition: Edition) -> None:
    edition.stories.all().delete()
    page = visit(at(edition))

    expect(page.get_by_text("This edition has no stories")).to_have_count(1)
    expect(page.locator("#letter")).not_to_be_visible()
