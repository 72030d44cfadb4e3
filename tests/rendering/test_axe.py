"""axe-core finds nothing wrong with any message, whatever a mail program takes away, and none is too wide."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import pytest
from playwright.sync_api import Page

from roundup.core.content import Brand
from roundup.core.language import SPOKEN, Language
from roundup.rendering.designs import DESIGNS
from roundup.rendering.edition import render_edition
from roundup.rendering.message_samples import MESSAGES
from roundup.rendering.samples import SAMPLE_PICTURES, sample_brand, sample_edition
from tests.services.accessibility import Axe

pytestmark = pytest.mark.browser

NARROW = 320
TALKS = [*[(look, language) for look in DESIGNS for language in ("en", "ar")], ("review", "sv")]
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"><path d="M0 0h900v600H0z"/></svg>'
# Each message in one look, and each look on several: what differs between looks, no message changes.
SHORT = list(zip(MESSAGES, cycle(DESIGNS), strict=False))
# A mail is read within a page: its root is an `article` there, and the landmarks are the mail program's.
OF_WHOLE_PAGES = {"landmark-one-main", "region"}


def brand_of(look: str) -> Brand:
    return replace(sample_brand(), look=look)


def edition(look: str, language: str) -> str:
    content = replace(sample_edition(), brand=brand_of(look), language=language)
    return render_edition(replace(content, direction=Language(language).direction)).html


def assert_clean(page: Page, axe: Axe, html: str, width: int = NARROW) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [fault for fault in axe(page) if fault.partition(",")[0] not in OF_WHOLE_PAGES] == []


@pytest.mark.parametrize(("look", "language"), TALKS)
def test_an_edition_without_pictures(look: str, language: str, page: Page, axe: Axe) -> None:
    assert_clean(page, axe, edition(look, language))


@pytest.mark.parametrize("look", DESIGNS)
def test_an_edition_with_its_pictures(look: str, page: Page, axe: Axe) -> None:
    page.route(
        f"{SAMPLE_PICTURES}/**", lambda asked: asked.fulfill(body=SQUARE, content_type="image/svg+xml")
    )

    assert_clean(page, axe, edition(look, "en"), width=680)
    assert page.evaluate("[...document.images].every(image => image.naturalWidth == 900)")


@pytest.mark.parametrize(("name", "look"), SHORT)
def test_a_short_message(name: str, look: str, page: Page, axe: Axe) -> None:
    assert_clean(page, axe, MESSAGES[name](brand_of(look), Language("en")).html)


@pytest.mark.parametrize("language", SPOKEN)
def test_a_short_message_in_each_language(language: str, page: Page, axe: Axe) -> None:
    assert_clean(page, axe, MESSAGES["confirmation"](brand_of("letter"), Language(language)).html)
