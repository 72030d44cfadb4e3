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
