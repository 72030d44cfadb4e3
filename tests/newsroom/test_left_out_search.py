"""What was left out is counted by its age, and stays searched while articles are brought in."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.test import Client
from playwright.sync_api import Error, Route, expect

from roundup.editions import editing
from roundup.editions.models import Edition
from tests.making import NOW
from tests.newsroom.pages import text, tree
from tests.newsroom.visiting import Visit

pytestmark = pytest.mark.django_db


def test_older_articles_are_counted_apart_and_what_was_sent_says_why_it_stays_out(
    edition: Edition, desk: Client
) -> None:
    verdicts = list(edition.verdicts.order_by("pk"))
    for verdict, reason in zip(verdicts, ("too-old", "earlier", "already-sent", "over-cap"), strict=False):
        edition.stories.filter(article=verdict.article_id).delete()
        verdict.chosen, verdict.reason = False, reason
        verdict.save()

    page = desk.get(f"/newsroom/editions/{edition.pk}/left-out/")

    assert "2 articles of the week are not in this edition. 2 more are older." in text(page)
    sent = tree(page).xpath("//details[@id='out-already-sent']")[0]
    assert "an article is mailed only once" in sent.text_content()
    assert not sent.xpath(".//button")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_search_and_its_list_stay_after_one_is_brought_in(edition: Edition, visit: Visit) -> None:
    first, second = edition.stories.filter(place="section")[:2]
    for story in (first, second):
        editing.drop_story(edition, story.pk, NOW)
    page = visit(f"/newsroom/editions/{edition.pk}/")
    page.locator("#rest > summary").click()
    page.locator("#rest-find").fill(first.headline)
    expect(page.locator("#rest-list")).to_contain_text("1 of 2")

    page.locator("#rest-list button[formaction]").first.click()

    expect(page.locator("#messages")).to_contain_text("Brought into")
    expect(page.locator("#rest-list")).to_contain_text("0 of 1")
    expect(page.locator("#rest-find")).to_have_value(first.headline)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_is_searched_for_before_the_list_has_come_is_found(edition: Edition, visit: Visit) -> None:
    first, second = edition.stories.filter(place="section")[:2]
    for story in (first, second):
        editing.drop_story(edition, story.pk, NOW)
    page = visit(f"/newsroom/editions/{edition.pk}/")
    asked: list[Route] = []
    page.route("**/left-out/**", lambda route: asked.append(route))

    with page.expect_request("**/left-out/**"):
        page.locator("#rest > summary").click()
    with page.expect_request("**/left-out/*find=The*"):
        page.locator("#rest-find").fill(first.headline)
    for route in asked:  # In the order of the questions.
        with suppress(Error):  # The page no longer waits for the first one.
            route.continue_()
            route.request.response()

    expect(page.locator("#rest-list")).to_contain_text("1 of 2")
