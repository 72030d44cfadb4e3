"""Whatever look, language and accent a publication chooses, the checks find nothing to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from roundup.core.articles import Image
from roundup.core.content import EditionContent, Lead
from roundup.core.language import SPOKEN
from roundup.rendering.checks import check_proof
from roundup.rendering.checks.proof import Proof
from roundup.rendering.checks.stylesheet import Screen
from roundup.rendering.designs import DESIGNS
from roundup.rendering.edition import render_edition
from tests.rendering.checks.planting import good

GOOD = good()
LEAD = "The lighthouse keepers who would not leave"
ACCENTS = ("#8a1c1c", "#ffe97f", "#0044cc", "#7f7f7f", "#000000", "#ffffff")


def editions() -> Iterator[EditionContent]:
    for name in DESIGNS:
        brand = replace(GOOD.content.brand, look=name)
        for language in SPOKEN:
            direction = "rtl" if language == "ar" else "ltr"
            yield replace(GOOD.content, brand=brand, language=language, direction=direction)


@pytest.mark.parametrize("content", tuple(editions()), ids=lambda each: f"{each.brand.look}-{each.language}")
def test_every_look_in_every_language_is_clean_on_every_screen(content: EditionContent) -> None:
    assert check_proof(content, render_edition(content), GOOD.envelope) == ()


@pytest.mark.parametrize("accent", ACCENTS)
def test_every_accent_reads_on_every_screen(accent: str) -> None:
    brand = replace(GOOD.content.brand, accent=accent, accent_dark=accent)
    content = replace(GOOD.content, brand=brand)

    assert check_proof(content, render_edition(content), GOOD.envelope) == ()


@pytest.mark.parametrize("dark", ["", "https://pictures.harbour-review.example/night.png"])
def test_a_logo_reads_where_pictures_are_off(dark: str) -> None:
    logo = "https://pictures.harbour-review.example/day.png"
    content = replace(GOOD.content, brand=replace(GOOD.content.brand, logo_url=logo, logo_dark_url=dark))

    assert check_proof(content, render_edition(content), GOOD.envelope) == ()


@pytest.mark.parametrize("screen", Screen)
def test_the_cascade_sees_every_word_of_the_edition(screen: Screen) -> None:
    proof = Proof(GOOD.content, GOOD.rendered, GOOD.envelope)

    seen = [words for _, words, how in proof.painted(screen) if not how.hidden]

    assert len(seen) > 60
    assert any(GOOD.content.preheader in words for _, words, how in proof.painted(screen) if how.hidden)


def test_the_dark_screen_is_dark_and_so_is_outlooks() -> None:
    proof = Proof(GOOD.content, GOOD.rendered, GOOD.envelope)
    lead = next(block.story for block in GOOD.content.blocks if isinstance(block, Lead))

    grounds = {
        screen: {how.ground for _, words, how in proof.painted(screen) if words == lead.headline}
        for screen in Screen
    }

    assert (
        grounds[Screen.DARK] == grounds[Screen.OUTLOOK] != grounds[Screen.LIGHT] == grounds[Screen.UNSTYLED]
    )


@pytest.mark.parametrize("look", DESIGNS)
def test_in_the_dark_a_button_is_an_outline_and_no_slab(look: str) -> None:
    content = replace(GOOD.content, brand=replace(GOOD.content.brand, look=look))
    proof = Proof(content, render_edition(content), GOOD.envelope)

    for screen, is_filled in ((Screen.LIGHT, True), (Screen.DARK, False), (Screen.OUTLOOK, False)):
        (button,) = (how for _, words, how in proof.painted(screen) if words == "Read the story")
        (lead,) = (how for node, words, how in proof.painted(screen) if words == LEAD and node.tag == "a")
        assert (button.ground != lead.ground) == is_filled


@pytest.mark.parametrize("look", DESIGNS)
def test_a_decorative_picture_needs_no_description(look: str) -> None:
    lead = next(block for block in GOOD.content.blocks if isinstance(block, Lead))
    assert lead.story.image is not None
    image = replace(lead.story.image, alt="", decorative=True)
    blocks = tuple(
        Lead(replace(lead.story, image=image)) if block is lead else block for block in GOOD.content.blocks
    )
    content = replace(GOOD.content, blocks=blocks, brand=replace(GOOD.content.brand, look=look))

    assert check_proof(content, render_edition(content), GOOD.envelope) == ()


def test_a_story_without_a_picture_is_as_good() -> None:
    lead = next(block for block in GOOD.content.blocks if isinstance(block, Lead))
    bare = Lead(replace(lead.story, image=None))
    content = replace(
        GOOD.content, blocks=tuple(bare if each is lead else each for each in GOOD.content.blocks)
    )

    assert isinstance(lead.story.image, Image)
    assert check_proof(content, render_edition(content), GOOD.envelope) == ()
