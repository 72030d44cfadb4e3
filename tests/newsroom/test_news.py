"""While somebody has a draft's page open, news is offered there; otherwise it comes in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Page, expect

from roundup.articles.models import Article, Source
from roundup.editions import editing
from roundup.editions.models import Edition
from roundup.editions.revisions import revision_number
from roundup.newsroom.tasks import keep_drafts_current
from roundup.publications.models import Publication
from tests.making import NOW, approved, make_article
from tests.newsroom.visiting import Visit

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=30)


def news(publication: Publication, number: int = 90, title: str = "The ferry is back") -> Article:
    return make_article(publication, number, title=title, published_at=LATER, first_seen_at=LATER)


def ask(client: Client, edition: Edition, **shown: str) -> str:
    known = {"revision": revision_number(Edition.objects.get(pk=edition.pk)), "sheet": "", **shown}
    answer = client.post(f"/newsroom/editions/{edition.pk}/others/", known, headers={"HX-Request": "true"})
    return answer.content.decode()


def headlines(edition: Edition) -> list[str]:
    return [story.headline for story in edition.stories.all()]


def test_news_comes_in_while_nobody_looks(
    publication: Publication, edition: Edition, clock: time_machine.Coordinates
) -> None:
    editing.set_words(edition, note="Dear readers", now=NOW)
    news(publication)
    clock.move_to(LATER)

    keep_drafts_current()

    assert "The ferry is back" in headlines(edition)


def test_news_is_offered_to_whoever_has_the_page_open_and_comes_in_when_they_ask(
    publication: Publication, edition: Edition, desk: Client, clock: time_machine.Coordinates
) -> None:
    news(publication)
    clock.move_to(LATER)
    ask(desk, edition)

    keep_drafts_current()

    assert "The ferry is back" not in headlines(edition)
    offered = ask(desk, edition)
    assert "1 new story would come in." in offered
    assert "The ferry is back" in offered
    page = desk.get(f"/newsroom/editions/{edition.pk}/").content.decode()
    assert "1 new story would come in." in page

    path = f"/newsroom/editions/{edition.pk}/news/"
    seen = revision_number(Edition.objects.get(pk=edition.pk))
    answer = desk.post(path, {"version": seen}, follow=True).content.decode()

    assert "The ferry is back" in headlines(edition)
    assert "The draft has the latest news now." in answer
    assert "would come in" not in answer
    assert "Took in the news" in desk.get(f"/newsroom/editions/{edition.pk}/history/").content.decode()

    desk.post(f"/newsroom/editions/{edition.pk}/undo/", {"version": revision_number(edition_now(edition))})
    assert "The ferry is back" not in headlines(edition)


def edition_now(edition: Edition) -> Edition:
    return Edition.objects.get(pk=edition.pk)


def test_the_page_is_changed_only_by_another_offer(
    publication: Publication, edition: Edition, desk: Client, clock: time_machine.Coordinates
) -> None:
    news(publication)
    clock.move_to(LATER)
    ask(desk, edition)
    keep_drafts_current()
    shown = ask(desk, edition).split('name="news" value="')[1].split('"')[0]

    assert 'id="news"' not in ask(desk, edition, news=shown)
    assert 'id="news"' in ask(desk, edition, news="another")


def test_news_comes_in_when_the_last_editor_has_gone(
    publication: Publication, edition: Edition, desk: Client, clock: time_machine.Coordinates
) -> None:
    news(publication)
    clock.move_to(LATER)
    ask(desk, edition)
    keep_drafts_current()
    clock.move_to(LATER + timedelta(minutes=11))

    keep_drafts_current()

    assert "The ferry is back" in headlines(edition)


def test_an_approved_edition_is_left_alone_and_offers_nothing(
    publication: Publication, edition: Edition, desk: Client, clock: time_machine.Coordinates
) -> None:
    news(publication)
    approved(edition)
    clock.move_to(LATER)

    keep_drafts_current()

    assert "The ferry is back" not in headlines(edition)
    answer = desk.post(
        f"/newsroom/editions/{edition.pk}/news/", {"version": revision_number(edition)}, follow=True
    )
    assert "so no news comes in." in answer.content.decode()
    assert "The ferry is back" not in headlines(edition)


def test_the_page_says_which_source_could_not_be_read(
    publication: Publication, edition: Edition, desk: Client
) -> None:
    Source.objects.update(failures=2, last_fetched_at=NOW, title="The Quay’s feed")

    page = desk.get(f"/newsroom/editions/{edition.pk}/").content.decode()

    assert "“The Quay’s feed” could not be read at" in page
    assert "its newest story is from" in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_offer_comes_to_the_open_page_and_stays_unfolded_until_it_is_taken_in(
    publication: Publication, edition: Edition, visit: Visit, clock: time_machine.Coordinates
) -> None:
    news(publication)
    clock.move_to(LATER)
    page = visit(f"/newsroom/editions/{edition.pk}/")
    ask_for_others(page)
    keep_drafts_current()

    ask_for_others(page)
    page.locator("#news summary").click()
    ask_for_others(page)

    expect(page.locator("#news")).to_contain_text("1 new story would come in.")
    expect(page.locator("#news").get_by_text("The ferry is back")).to_be_visible()
    page.get_by_role("button", name="Take them in").click()
    expect(page.locator("#list")).to_contain_text("The ferry is back")
    expect(page.locator("#news")).not_to_contain_text("would come in")


def ask_for_others(page: Page) -> None:
    with page.expect_response("**/others/"):
        page.evaluate("htmx.ajax('POST', document.forms.others.action, { source: '#others', swap: 'none' })")
