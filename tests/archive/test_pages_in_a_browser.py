"""The archive in a browser: axe-core finds nothing wrong, nothing is too wide, no style gets out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from roundup.editions.models import Edition
from roundup.publications.models import Publication
from tests.archive.several import mail_earlier
from tests.services.accessibility import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/archive/",
    "/archive/?page=2",
    "/archive/?q=week",
    "/archive/?q=zebra",
    "{edition}",
    "/b/nonsense/",
)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(
    path: str, language: str, page: Page, live_server: LiveServer, axe: Axe, mailed: Edition
) -> None:
    mail_earlier(mailed, 13)
    Publication.objects.update(language=language)

    page.goto(live_server.url + path.format(edition=f"/archive/{mailed.pk}/"))

    assert page.get_by_role("heading", level=1).is_visible()
    assert axe(page) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_scrolls_sideways(
    language: str, page: Page, live_server: LiveServer, mailed: Edition
) -> None:
    mail_earlier(mailed, 13, subject="Donaudampfschifffahrtsgesellschaftskapitän" * 4)
    Publication.objects.update(language=language)
    for path in PAGES:
        for width in (375, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(live_server.url + path.format(edition=f"/archive/{mailed.pk}/"))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_the_letter_is_as_wide_as_the_phone_and_its_styles_stay_inside(
    page: Page, live_server: LiveServer, mailed: Edition
) -> None:
    page.set_viewport_size({"width": 375, "height": 900})
    page.goto(live_server.url + f"/archive/{mailed.pk}/")

    letter = page.locator(".letter > .page")
    assert letter.bounding_box()["width"] == 375  # type: ignore[index]
    strip, around = page.locator(".strip").bounding_box(), page.locator("main").bounding_box()
    assert around["y"] == strip["y"] + strip["height"]  # type: ignore[index]
    ground = "element => getComputedStyle(element).backgroundColor"
    in_the_light = letter.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    assert letter.evaluate(ground) == "rgb(25, 24, 23)" != in_the_light
    assert page.locator("body").evaluate(ground) == "rgb(22, 21, 20)"
