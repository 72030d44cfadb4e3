"""Stories and blocks are moved where they are seen: by a drag, by keys, and by a press in the letter."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from roundup.editions import editing
from roundup.editions.layout import blocks_of
from roundup.editions.models import Edition, Story
from tests.making import NOW
from tests.newsroom.typing_desk import letter, letter_is_what_leaves, stories_in, story_row, wait_until_saved
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORLD, CULTURE = "section:world", "section:culture"


def at(edition: Edition, query: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{query}"


def in_section(edition: Edition, key: str) -> list[Story]:
    return list(edition.stories.filter(section_key=key, place="section").order_by("position"))


def expect_said(page: Page, words: str) -> None:
    expect(page.locator("#messages")).to_contain_text(words)


def test_a_story_is_dragged_into_another_section(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    letter(page).get_by_role("heading", name="World").wait_for()
    moved, below = in_section(edition, CULTURE.partition(":")[2])[0], in_section(edition, "world")[1]

    story_row(page, moved.pk).drag_to(story_row(page, below.pk), target_position={"x": 30, "y": 4})
    expect_said(page, "Moved to World.")

    expected = [str(in_section(edition, "world")[0].pk), str(moved.pk), str(below.pk)]
    assert [str(story.pk) for story in in_section(edition, "world")] == expected
    assert stories_in(page, WORLD) == expected
    assert letter_is_what_leaves(page)


def test_a_story_is_dragged_to_the_lead(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    moved = in_section(edition, "culture")[0]

    story_row(page, moved.pk).drag_to(page.locator('li.block[data-block="lead"] .block-head'))
    expect_said(page, "This story is the lead now.")

    assert edition.stories.get(place="lead") == moved
    assert stories_in(page, "lead") == [str(moved.pk)]


def test_a_block_is_dragged(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    heads = page.locator("[data-drag-block]")
    assert blocks_of(edition)[3:5] == ["sponsor", CULTURE]

    heads.nth(4).drag_to(heads.nth(3))
    expect_said(page, "Moved.")

    edition.refresh_from_db()
    assert blocks_of(edition)[3:5] == [CULTURE, "sponsor"]
    assert letter_is_what_leaves(page)


def test_keys_move_a_story_across_sections_and_stay_with_it(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    first = in_section(edition, "culture")[0]
    link = page.locator(f"#pick-{first.pk}")
    link.focus()

    page.keyboard.press("Alt+ArrowDown")
    expect_said(page, "Moved.")
    expect(link).to_be_focused()
    assert in_section(edition, "culture")[1] == first

    for said in ("Moved.", "Moved to World."):
        page.evaluate("document.getElementById('messages').replaceChildren()")
        page.keyboard.press("Alt+ArrowUp")
        expect_said(page, said)
        expect(link).to_be_focused()
    assert in_section(edition, "world")[-1] == first
    assert stories_in(page, WORLD)[-1] == str(first.pk)


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("briefs", "Moved to Culture, which shows no pictures."),
        ("quick", "Moved to Culture, which shows only headlines."),
        ("ranked", "keeps its picture and its blurb"),
    ],
)
def test_a_menu_moves_a_story_to_a_section_and_says_what_that_does_not_show(
    style: str, words: str, visit: Visit, edition: Edition
) -> None:
    edition.publication.sections.filter(key="culture").update(style=style)
    edition.stories.filter(section_key="culture").update(section_style=style)
    page = visit(at(edition))
    moved = in_section(edition, "world")[0]
    row = story_row(page, moved.pk)

    row.locator("summary").click()
    expect(row.get_by_text("Alt+↓")).to_be_visible()
    row.get_by_label("Move to section").select_option(label="Culture")
    row.locator(".move-to button").click()
    expect_said(page, words)

    assert in_section(edition, "culture")[-1] == moved


def test_what_cannot_move_is_not_said_to_have_moved(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    page.locator(f"#pick-{edition.stories.get(place='lead').pk}").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect_said(page, "The lead stays first.")

    page.locator(f"#pick-{in_section(edition, 'world')[0].pk}").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect_said(page, "It was not moved")


def test_a_drop_is_undone_where_it_is_said(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    story = in_section(edition, "world")[0]
    letter(page).get_by_role("heading", name=story.headline).wait_for()

    story_row(page, story.pk).get_by_role("button", name="Drop").click()
    letter(page).get_by_role("heading", name=story.headline).wait_for(state="detached")
    page.locator("#messages").get_by_role("button", name="Undo").click()
    expect_said(page, "Undone")
    letter(page).get_by_role("heading", name=story.headline).wait_for()

    assert story_row(page, story.pk).is_visible()
    assert edition.stories.filter(pk=story.pk).exists()
    assert letter_is_what_leaves(page)


def test_undo_and_redo_of_the_bar_change_the_open_sheet(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    before = edition.subject
    page.get_by_label("Subject").fill("Ebb")
    wait_until_saved(page)

    page.locator("#undo").click()
    expect(page.get_by_label("Subject")).to_have_value(before)
    page.locator("#redo").click()
    expect(page.get_by_label("Subject")).to_have_value("Ebb")

    edition.refresh_from_db()
    assert edition.subject == "Ebb"


def test_a_press_on_a_story_in_the_letter_opens_its_sheet_and_leads_nowhere(
    visit: Visit, edition: Edition
) -> None:
    page = visit(at(edition))
    story = in_section(edition, "world")[1]
    address = page.evaluate("document.getElementById('letter').contentWindow.location.href")

    # The page has taken the letter in hand once it has given it its height.
    expect(page.locator("#letter")).to_have_attribute("style", re.compile("height"))
    letter(page).get_by_role("heading", name=story.headline).get_by_role("link").click()

    expect(page.locator("#headline")).to_have_value(story.headline)
    expect(page.locator("#open-sheet")).to_have_value(f"story-{story.pk}")
    expect(story_row(page, story.pk)).to_have_class("story is-chosen")
    assert page.evaluate("document.getElementById('letter').contentWindow.location.href") == address
    assert letter_is_what_leaves(page)


def test_escape_closes_a_sheet(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    story = in_section(edition, "world")[0]
    page.locator(f"#pick-{story.pk}").click()
    page.locator("#headline").press("Escape")

    page.get_by_role("heading", name="The opening").wait_for()
    expect(page.locator("#open-sheet")).to_have_value("opening")


@pytest.mark.parametrize("width", [390, 1024])
def test_on_a_narrow_page_a_sheet_takes_the_place_of_the_list_and_gives_it_back(
    width: int, visit: Visit, edition: Edition
) -> None:
    page = visit(at(edition), width)
    story = in_section(edition, "world")[0]
    page.get_by_role("button", name="Stories", exact=True).click()
    page.locator(f"#pick-{story.pk}").click()
    page.locator("#headline").fill("Ebb")
    expect(page.locator("#list")).to_be_hidden()

    page.get_by_role("link", name="Close").click()

    expect(page.locator(f"#pick-{story.pk}")).to_be_visible()
    story.refresh_from_db()
    assert story.headline == "Ebb"


def test_a_move_that_another_was_quicker_than_is_refused_and_shown_as_it_is(
    visit: Visit, edition: Edition, page: Page
) -> None:
    # The page would otherwise learn of it by itself, sooner or later.
    page.route("**/others/", lambda route: route.abort())
    visit(at(edition))
    first, second, *_ = in_section(edition, "culture")
    editing.move_story(edition, first.pk, 1, NOW)

    page.locator(f"#pick-{second.pk}").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.locator("#messages [role=alert]").wait_for()

    assert stories_in(page, CULTURE)[:2] == [str(second.pk), str(first.pk)]
    assert in_section(edition, "culture")[:2] == [second, first]
