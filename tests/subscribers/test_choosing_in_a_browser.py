"""The page on which readers choose works with hundreds of writers and on the narrowest phone."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from roundup.publications.models import Publication
from roundup.subscribers.links import reader_links
from tests.making import make_mailed_edition, make_reader
from tests.services.accessibility import Axe

pytestmark = [
    pytest.mark.usefixtures("quick_reader"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

MANY = tuple(f"Ana {chr(65 + n // 26)}ari{chr(97 + n % 26)}" for n in range(200))


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_a_choice_is_mended_previewed_and_saved(
    language: str, scheme: str, page: Page, live_server: LiveServer, axe: Axe, publication: Publication
) -> None:
    Publication.objects.update(language=language)
    make_mailed_edition(publication, *MANY)
    reader = make_reader(publication, "ada")
    page.set_viewport_size({"width": 320, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(live_server.url + urlsplit(reader_links(reader, 1)["preferences"]).path)
    save, preview = page.locator("[value=save]"), page.locator("[value=preview]")

    page.locator("details.follows summary").click()
    page.locator("#another_writer").fill("Nobody At All")
    save.click()
    expect(page.locator("#problem")).to_be_focused()
    assert axe(page) == []
    # A key pressed here would open the browser's list of names, at which one without a screen halts.
    page.locator("#another_writer").fill(MANY[150].upper())
    preview.click()
    expect(page.locator("#preview")).to_be_focused()
    expect(page.locator(".preview li")).to_have_text([f"A headline of {MANY[150]}"])
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    save.click()
    expect(page.get_by_role("status")).to_be_visible()

    reader.refresh_from_db()
    assert reader.writers == MANY[150]
    expect(page.locator(f"[name=writers][value='{MANY[150]}']")).to_be_checked()


# Of all that can have the focus: what the bar with Save covers once it has it.
COVERED = """() => {
  const bar = document.querySelector(".presses");
  return [...document.querySelectorAll("main a, main input, main select, main summary")].filter((each) => {
    if (bar.contains(each) || !each.checkVisibility() || each.type === "hidden") return false;
    each.focus();
    const { bottom, top } = each.getBoundingClientRect(), edge = bar.getBoundingClientRect();
    return bottom > edge.top && top < edge.bottom;
  }).map((each) => each.outerHTML);
}"""


def test_save_is_in_view_and_covers_nothing_and_the_boxes_say_what_they_mean(
    page: Page, live_server: LiveServer, publication: Publication
) -> None:
    Publication.objects.update(language="de")  # Its words are long.
    make_mailed_edition(publication, *MANY)
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto(
        live_server.url + urlsplit(reader_links(make_reader(publication, "ada"), 1)["preferences"]).path
    )

    expect(page.locator("[value=save]")).to_be_in_viewport(ratio=1)
    for part in page.locator("details").all():
        part.evaluate("part => { part.open = true }")
    assert page.evaluate(COVERED) == []

    all_of_it, some = page.locator(".comes-to .all"), page.locator(".comes-to .some")
    expect(all_of_it).to_be_visible()
    page.locator("[name=sections]").first.check()
    expect(some).to_be_visible()
    expect(all_of_it).not_to_be_visible()
