"""The small panels of an edition's page: one at a time, soon closed, and their last button is in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from roundup.editions.models import Edition, Story
from roundup.sending.audience_counts import current_count
from tests.making import NOW, make_reader
from tests.newsroom.typing_desk import letter
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LAPTOP, PHONE = (1366, 768), (375, 667)
SECTIONS = ("world", "culture", "science", "opinion")


def at(edition: Edition, query: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{query}"


def opened(page: Page) -> list[str]:
    """Return what the open panels are opened by."""
    summaries = page.locator("details.pop[open] > summary").all_inner_texts()
    return [" ".join(each.split()) for each in summaries]


@pytest.fixture
def divided(edition: Edition) -> Edition:
    """An edition with a warning, for readers with very many wishes."""
    for number in range(64):
        wishes = [key for place, key in enumerate(SECTIONS) if number >> place & 1]
        make_reader(
            edition.publication, f"r{number}", sections=wishes, language=("", "fr", "es", "de")[number // 16]
        )
    Story.objects.filter(edition=edition).update(
        image={"url": "https://quay.example.org/x.jpg", "alt": "A crane", "credit": "", "caption": ""}
    )
    current_count(edition, NOW)
    return edition


@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_the_button_that_approves_is_in_sight_however_much_stands_above_it(
    size: tuple[int, int], visit: Visit, divided: Edition
) -> None:
    page = visit(at(divided), size[0])
    page.set_viewport_size({"width": size[0], "height": size[1]})
    panel = page.locator("#approve")
    panel.locator("> summary").click()
    for fold in panel.locator(".pop-in > details > summary").all():
        fold.click()

    button = panel.get_by_role("button", name="Approve this proof")
    expect(button).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 0)")
    expect(button).to_be_in_viewport(ratio=1)
    button.click()
    expect(page.locator("#messages")).to_contain_text("Approved")


def test_who_gets_it_is_a_total_and_how_it_divides_is_folded(visit: Visit, divided: Edition) -> None:
    page = visit(at(divided))
    page.locator("#reader-count").click()
    panel = page.locator("details.pop[open]")

    expect(panel).to_contain_text("readers get it.")
    expect(panel.get_by_text("Everything", exact=True)).not_to_be_visible()
    panel.get_by_text("Who gets what").click()
    expect(panel.get_by_text("Everything", exact=True)).to_be_visible()


def test_escape_closes_a_panel_and_gives_the_focus_back(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition, f"?sheet=story-{edition.stories.all()[1].pk}"))
    for panel in page.locator("details.pop:visible").all():
        summary = panel.locator("> summary")
        summary.click()
        expect(panel).to_have_attribute("open", "")
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")

        expect(panel).not_to_have_attribute("open", "")
        expect(summary).to_be_focused()
    # The sheet stays open: the key was meant for the panel.
    expect(page.locator("[data-close-sheet]")).to_be_visible()


def test_a_press_outside_closes_a_panel_and_goes_where_it_was_meant_to(
    visit: Visit, edition: Edition
) -> None:
    page = visit(at(edition))
    page.locator("#reader-count").click()
    page.get_by_label("Subject").click()
    assert opened(page) == []
    expect(page.get_by_label("Subject")).to_be_focused()

    page.locator("#reader-count").click()
    page.locator("#list-title").click()
    assert opened(page) == []

    page.locator("#reader-count").click()
    page.locator("#reader-count").press("Tab")
    letter(page).get_by_role("heading", name="World").click()
    expect(page.locator("details.pop[open]")).to_have_count(0)


def test_one_panel_is_open_at_a_time(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    # The checks and the count of readers bring some of these panels once more, shortly after the page.
    page.wait_for_load_state("networkidle")
    for summary in page.locator("details.pop:visible > summary").all():
        summary.focus()
        page.keyboard.press("Enter")
        expect(page.locator("details.pop[open]")).to_have_count(1)
        assert summary.evaluate("each => each.parentElement.open")


def test_the_hour_is_also_told_on_a_24_hour_clock_where_the_browser_shows_another(
    visit: Visit, edition: Edition
) -> None:
    page = visit(at(edition))
    page.locator("#bar summary").filter(has_text="Goes out").click()
    page.get_by_label("Goes out (").fill("2026-11-20T23:05")

    expect(page.get_by_text("On a 24-hour clock: 23:05")).to_be_visible()


def test_nobody_who_was_not_in_the_sheet_is_put_there(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    with page.expect_response("**/others/"):
        page.evaluate("htmx.trigger('#others', 'load')")
    page.locator("#others:not(.htmx-request)").wait_for(state="attached")

    assert page.evaluate("document.activeElement === document.body")


def test_a_story_that_is_dropped_and_an_undo_hand_the_focus_on(visit: Visit, edition: Edition) -> None:
    first, second = edition.stories.filter(place="section", section_key="world").order_by("position")[:2]
    page = visit(at(edition))
    page.locator(f"#story-{first.pk}").get_by_role("button", name="Drop:").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#pick-{second.pk}")).to_be_focused()

    page.locator("#messages").get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#redo")).to_be_focused()
