"""The pages of the settings in a browser: short, handy on a phone, by keyboard, with and without a script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from roundup.editions.assembling import assemble_edition
from roundup.editions.composing import stories_of
from roundup.editions.replay import EDITIONS
from roundup.publications.models import Publication
from tests.editions.test_replay import TOPICS, article, weeks
from tests.making import NOW
from tests.newsroom.filling_in import SETTINGS
from tests.newsroom.test_settings import PAGES
from tests.newsroom.visiting import Visit
from tests.services.accessibility import Axe

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.django_db(transaction=True)]
# Pages with a dozen fields, of which each needs a sentence, and one that shows what it makes.
LONGER = ("week/", "draft/", "last_look/", "sending/", "readers/", "box/")
LAPTOP = {"width": 1366, "height": 768}


def press(page: Page) -> None:
    """Save, whatever the browser itself would have refused."""
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.locator("main button.primary").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_where_one_is_in_a_line_and_a_laptop_the_button_or_the_whole_page(
    path: str, visit: Visit, publication: Publication
) -> None:
    page = visit(SETTINGS + path, 375)

    ways = page.get_by_role("navigation", name="Settings").locator("a")
    assert len({box["y"] for way in ways.all() if (box := way.bounding_box())}) == 1
    expect(ways.and_(page.locator("[aria-current=page]"))).to_be_in_viewport(ratio=1)

    page.set_viewport_size(LAPTOP)
    assert path in LONGER or page.evaluate("document.documentElement.scrollHeight") <= LAPTOP["height"]
    expect(page.locator("main button.primary")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [375, 1366])
def test_what_was_saved_is_said_above_its_page(width: int, visit: Visit, publication: Publication) -> None:
    page = visit(SETTINGS + "week/", width)

    press(page)

    told = page.get_by_text("The week is saved.")
    expect(told).to_be_in_viewport(ratio=1)
    above, below = told.bounding_box(), page.get_by_role("heading", level=1).bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] <= below["y"]


@pytest.mark.parametrize(
    ("path", "field", "text"),
    [
        ("week/", "max_stories", "0"),
        ("looks/", "logo_url", "javascript:alert(1)"),
        ("sections/", "sections-0-name", "…"),
    ],
)
def test_a_refused_page_has_no_fault_for_a_screen_reader(
    path: str, field: str, text: str, visit: Visit, axe: Axe, publication: Publication
) -> None:
    page = visit(SETTINGS + path)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    page.locator(f"[name='{field}']").fill(text)

    press(page)

    assert page.locator(f"[name='{field}']").input_value() == text
    expect(page.locator(f"[name='{field}']")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize("path", ["sections/", "checks/"])
def test_every_fold_may_be_open(path: str, visit: Visit, axe: Axe, publication: Publication) -> None:
    page = visit(SETTINGS + path, 375)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_by_keyboard_a_section_is_opened_changed_and_saved(visit: Visit, publication: Publication) -> None:
    page = visit(SETTINGS + "sections/")
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Abroad")

    page.keyboard.press("Enter")

    expect(page.locator("summary").first).to_contain_text("Abroad")


def test_a_look_is_shown_before_it_is_saved(visit: Visit, publication: Publication) -> None:
    page = visit(SETTINGS + "looks/")
    sample = page.locator(".sample iframe")

    page.get_by_label("Look", exact=True).select_option("letter")

    expect(sample).to_have_attribute("src", "/newsroom/gallery/edition/whole/?publication=quay&look=letter")
    expect(page.frame_locator(".sample iframe").locator("body")).to_contain_text("The Quay")
    publication.refresh_from_db()
    assert "look" not in publication.brand


def test_a_colour_is_shown_before_it_is_saved(visit: Visit, publication: Publication) -> None:
    page = visit(f"{SETTINGS}looks/")
    page.get_by_label("Colour", exact=True).fill("#005577")

    beside = page.locator(".looks .fields > div:has(#id_accent)")
    expect(beside.locator("rect").last).to_have_attribute("fill", "#005577")
    expect(beside).to_contain_text("Save it to see how well it reads.")


def test_without_a_script_everything_is_there(
    browser: Browser, live_server: LiveServer, visit: Visit, publication: Publication
) -> None:
    cookies = visit(SETTINGS).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(live_server.url + SETTINGS + "sections/")
    page.locator("summary").first.click()
    page.locator("[name='sections-0-name']").fill("Abroad")

    page.locator("main button.primary").click()

    expect(page.locator("summary").first).to_contain_text("Abroad")
    expect(page.get_by_text("The sections are saved.")).to_be_visible()
    context.close()


def test_a_weight_is_tried_on_twelve_weeks_and_the_next_draft_obeys_what_is_saved(
    visit: Visit, axe: Axe, publication: Publication
) -> None:
    publication.max_stories = 3
    publication.save()
    weeks(publication, EDITIONS)
    page = visit(f"{SETTINGS}draft/", 1366)
    page.get_by_text("Words that you favour or play down").click()
    page.get_by_label("Words that you favour", exact=True).fill(
        "\n".join(f"Chess{week}" for week in "abcdefghijklm")
    )
    page.get_by_label("It has a word that you favour").fill("10")

    page.get_by_role("button", name="Try it on past editions").click()

    replayed = page.locator("article.replayed")
    expect(replayed).to_have_count(EDITIONS)
    for edition in replayed.all():
        expect(edition.locator("li.differs").filter(has_text="Chess")).to_have_count(1)
    assert Publication.objects.get().weights == {}
    assert axe(page) == []

    page.get_by_role("button", name="Save the rules for drafts").click()

    expect(page.get_by_text("The rules for drafts are saved.")).to_be_visible()
    at = NOW + timedelta(days=7 * EDITIONS)
    for age, topic in enumerate(TOPICS):
        article(publication, topic, EDITIONS, at - timedelta(hours=10 * age + 5))
    publication.refresh_from_db()
    told = {story.headline.split()[0] for story in stories_of(assemble_edition(publication, at))}
    assert "Chessm" in told
