"""On a phone, twelve stories take four screens: a large lead, and headlines beside small pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Final, Literal

import pytest
from playwright.sync_api import Page

from roundup.core.articles import Image
from roundup.core.content import EditionContent, Lead, Stories, StoryContent
from roundup.core.language import Language
from roundup.rendering.designs import DESIGNS
from roundup.rendering.edition import render_edition
from roundup.rendering.samples import SAMPLE_PICTURES, sample_blocks, sample_brand, sample_edition

pytestmark = pytest.mark.browser

WIDTH: Final = 375
FOUR_SCREENS: Final = 4 * 667
PICTURE: Final = re.compile(rf"{re.escape(SAMPLE_PICTURES)}/\d+\.jpg")
DRAWN: Final = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='900' height='600'></svg>"
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
LEAD: Final = {
    "en": (
        "The lighthouse keepers who would not leave",
        (
            "The state switched the last lamps to automatic in 1998. On three islands nobody came down. Our "
            "reporter spent a winter with the families who still climb the stairs each night, and asked them "
            "what they are watching for."
        ),
    ),
    "ar": (
        "حراس المنارة الذين رفضوا الرحيل",
        (
            "حولت الدولة آخر المصابيح إلى التشغيل الآلي عام 1998. على ثلاث جزر لم ينزل أحد. أمضى مراسلنا "
            "شتاء مع العائلات التي ما زالت تصعد الدرج كل ليلة."
        ),
    ),
}
TOLD: Final = {
    "en": (
        "Parliament votes to reopen the inquiry into the harbour concessions",
        "Why small bakeries are closing while bread has never cost more",
        "What the eels know about the moon",
        "The library that lends silence",
        "Who gets to name a storm? Three countries and one low-pressure system",
        "“I translate the pauses first”: Noor Hadi on forty years of carrying poems",
        "An atlas of places that moved",
        "The brass band at the end of the line plays on to its own timetable",
        "We were promised trams. We got a consultation",
        "Let the night ferry run at a loss",
        "How a budget airline became the island’s hospital corridor",
    ),
    "ar": (
        "البرلمان يصوت على إعادة فتح التحقيق في امتيازات الميناء",
        "لماذا تغلق المخابز الصغيرة أبوابها والخبز لم يكن يوما أغلى",
        "ما الذي تعرفه الأسماك عن القمر",
        "المكتبة التي تعير الصمت",
        "من يملك حق تسمية العاصفة؟ ثلاث دول ومنخفض جوي واحد",
        "أترجم الصمت أولا: نور هادي عن أربعين عاما من نقل الشعر",
        "أطلس الأماكن التي تحركت",
        "فرقة النحاس في آخر الخط تعزف على جدولها الخاص",
        "وعدونا بالترام فحصلنا على استشارة",
        "دعوا عبارة الليل تخسر",
        "كيف صارت شركة طيران رخيصة ممر المستشفى للجزيرة",
    ),
}
MODES = [*product(DESIGNS, TOLD)]


def twelve_stories(look: str, language: str) -> EditionContent:
    headline, blurb = LEAD[language]
    stories = tuple(_story(place, headline, blurb) for place, headline in enumerate(TOLD[language]))
    return replace(
        sample_edition(),
        brand=replace(sample_brand(), look=look),
        title="",
        language=language,
        direction=Language(language).direction,
        blocks=(
            Lead(_story(11, headline, blurb)),
            Stories("News", stories[:4]),
            Stories("Science and the sea", stories[4:8]),
            Stories("Opinion", stories[8:]),
            sample_blocks()["footer"],
        ),
    )


def _story(place: int, headline: str, blurb: str) -> StoryContent:
    sections = ("Politics", "Science", "Opinion")
    credit = ("Photograph: Ada Quill", "Saul Verne/AFP via Getty Images")[place % 2]
    return StoryContent(
        id=str(place),
        headline=headline,
        url=f"https://harbour-review.example/2026/03/{place}",
        blurb=blurb if place == 11 else blurb[:140],
        kicker=sections[place % 3],
        byline=("By Oren Vale", "By Ruth Okonjo and Ilse Brandt")[place % 5 == 4],
        image=Image(f"{SAMPLE_PICTURES}/{place}.jpg", "Waves", credit=credit, width=1200, height=800),
        minutes=4 + place % 5,
        paywalled=place % 6 == 4,
    )


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": WIDTH, "height": 667})
    return page


def shown(phone: Page, html: str) -> None:
    phone.set_content(PICTURE.sub(DRAWN, html))
    phone.wait_for_function("[...document.images].every(image => image.naturalWidth == 900)")
    assert phone.evaluate("document.documentElement.scrollWidth") <= WIDTH


def small_pictures(phone: Page) -> Iterator[tuple[float, bool]]:
    """Yield of each small picture how wide it is, and whether the headline is beside it."""
    script = """[...document.querySelectorAll(".story img")].map(image => {
        const picture = image.getBoundingClientRect();
        const words = image.closest("tr").querySelector("h3").getBoundingClientRect();
        const beside = words.left >= picture.right || words.right <= picture.left;
        return [picture.width, beside && words.top < picture.bottom];
    })"""
    yield from phone.evaluate(script)


def test_twelve_stories_take_four_screens_in_every_look_mode_and_direction(phone: Page) -> None:
    for look, language in MODES:
        shown(phone, render_edition(twelve_stories(look, language)).html)
        for scheme in SCHEMES:
            phone.emulate_media(color_scheme=scheme)

            told = (look, language, scheme)
            assert phone.evaluate("document.documentElement.scrollHeight") <= FOUR_SCREENS, told
            assert phone.evaluate("document.querySelector('.lead img').width") > 0.85 * WIDTH, told
            assert [*small_pictures(phone)] == [[96, True]] * 11, told


def test_where_style_sheets_are_dropped_a_small_picture_still_stands_beside_its_headline(phone: Page) -> None:
    for look, language in MODES:
        html = render_edition(twelve_stories(look, language)).html
        shown(phone, html)
        phone.evaluate("for (const sheet of document.querySelectorAll('style')) sheet.remove()")

        assert phone.evaluate("document.documentElement.scrollWidth") <= WIDTH
        assert all(beside and 80 < width < 130 for width, beside in small_pictures(phone)), (look, language)
