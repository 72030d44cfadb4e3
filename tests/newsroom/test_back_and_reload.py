"""Back, reload and double presses at every step of the week: no word is lost, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from roundup.editions.models import Edition
from roundup.sending.models import Trial
from tests.newsroom.typing_desk import letter, letter_is_what_leaves, story_row, wait_until_saved
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def reload(page: Page, live_server: LiveServer) -> None:
    page.reload()


def back(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/newsroom/")
    page.go_back()


@pytest.fixture
def open_page(visit: Visit, edition: Edition) -> Page:
    """The page of an edition that nothing speaks against, on which no question keeps anybody from leaving."""
    for story in edition.stories.all():
        story.image = {**(story.image or {}), "alt": f"Boats in harbour {story.pk}"}
        story.save()
    page = visit(f"/newsroom/editions/{edition.pk}/", 1366)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def open_story(page: Page, story_id: int) -> None:
    page.locator(f"#pick-{story_id}").click()
    page.locator(f"#open-sheet[value='story-{story_id}']").wait_for(state="attached")


@pytest.mark.parametrize(("leave", "is_saved"), [(reload, False), (back, False), (back, True)])
def test_each_step_stands_after_the_page_was_left(
    leave: Callable[[Page, LiveServer], None],
    is_saved: bool,
    open_page: Page,
    live_server: LiveServer,
    edition: Edition,
) -> None:
    page = open_page
    lead, dropped, moved = (edition.stories.get(headline__endswith=f" {number}") for number in (1, 2, 5))
    letter(page).get_by_text(lead.headline).first.wait_for()

    def typed(field: str, words: str) -> None:
        page.locator("#sheet").locator(field).fill(words)
        if is_saved:
            wait_until_saved(page)
        leave(page, live_server)
        letter(page).get_by_text(words).first.wait_for()
        wait_until_saved(page)

    typed("#note", "Good morning.")
    open_story(page, lead.pk)
    typed("#headline", "The harbour that moved")
    open_story(page, lead.pk)
    typed("#blurb", "It took a year.")
    page.locator(f"#pick-{moved.pk}").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#messages")).to_contain_text("Moved")
    leave(page, live_server)
    story_row(page, dropped.pk).get_by_role("button", name="Drop").click()
    story_row(page, dropped.pk).wait_for(state="detached")
    leave(page, live_server)
    assert not edition.stories.filter(pk=dropped.pk).exists()
    page.locator("#undo").click()
    story_row(page, dropped.pk).wait_for()
    leave(page, live_server)
    story_row(page, dropped.pk).wait_for()

    assert letter_is_what_leaves(page)
    edition.refresh_from_db()
    lead.refresh_from_db()
    assert (edition.note, lead.headline, lead.blurb) == (
        "Good morning.",
        "The harbour that moved",
        "It took a year.",
    )
    assert edition.stories.filter(pk=dropped.pk).count() == 1


def test_a_story_that_is_opened_while_another_change_comes_back_opens(
    open_page: Page, edition: Edition
) -> None:
    """The change brings the sheet that was open before, in whose place the story was to come."""
    page = open_page
    dropped, opened = (edition.stories.get(headline__endswith=f" {number}") for number in (2, 5))
    asked: list[Route] = []
    page.route(f"**/?sheet=story-{opened.pk}", lambda route: asked.append(route))

    with page.expect_request(f"**/?sheet=story-{opened.pk}"):
        page.locator(f"#pick-{opened.pk}").click()
    story_row(page, dropped.pk).get_by_role("button", name="Drop").click()
    story_row(page, dropped.pk).wait_for(state="detached")
    asked[0].continue_()

    page.locator(f"#open-sheet[value='story-{opened.pk}']").wait_for(state="attached")


def test_what_is_pressed_twice_is_done_once(open_page: Page, edition: Edition) -> None:
    page = open_page
    stories = edition.stories.count()
    dropped = edition.stories.get(headline__endswith=" 2")
    letter(page).get_by_role("link", name=dropped.headline).first.wait_for()

    story_row(page, dropped.pk).get_by_role("button", name="Drop").dblclick()
    story_row(page, dropped.pk).wait_for(state="detached")
    assert edition.stories.count() == stories - 1
    before = edition.note
    page.locator("#undo").dblclick()
    story_row(page, dropped.pk).wait_for()
    assert edition.stories.count() == stories
    page.get_by_role("button", name="Send me a test").first.dblclick()
    page.get_by_text("bo@quay.example.org").first.wait_for()
    assert Trial.objects.count() == 1
    expect(page.locator("#bar-approve button")).to_be_enabled()
    page.locator("#bar-approve").get_by_role("button", name="Approve", exact=True).dblclick()
    page.locator("#bar").get_by_text("Approved by").wait_for()

    edition.refresh_from_db()
    assert (edition.note, edition.approvals.count()) == (before, 1)


@pytest.mark.parametrize("trouble", ["no answer", "an error"])
def test_a_letter_that_could_not_be_fetched_is_fetched_again(
    trouble: str, open_page: Page, edition: Edition
) -> None:
    page, failed = open_page, []
    letter(page).get_by_role("link", name=edition.stories.all()[0].headline).first.wait_for()

    def fail(route: Route) -> None:
        failed.append(route)
        route.abort() if trouble == "no answer" else route.fulfill(status=502)

    page.route("**/proof/parts.json*", fail, times=1)
    page.locator("#note").fill("Good morning.")

    letter(page).get_by_text("Good morning.").wait_for()
    assert len(failed) == 1
