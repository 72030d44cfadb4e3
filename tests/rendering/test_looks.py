"""Every look is data and a masthead: what is registered is whole, and fits brand, screen and side."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest

from roundup.core.content import Brand, EditionContent
from roundup.core.errors import RenderError
from roundup.rendering.appearance import appearance_of
from roundup.rendering.colours import ENOUGH, contrast_ratio
from roundup.rendering.designs import DESIGNS, Design
from roundup.rendering.edition import render_edition
from roundup.rendering.renderer import default_templates
from roundup.rendering.samples import sample_brand, sample_edition
from tests.rendering.reading import tree_of

LOOKS = sorted(DESIGNS)


def edition(look: str, **brand: str) -> EditionContent:
    return replace(sample_edition(), brand=replace(sample_brand(), look=look, **brand))  # type: ignore[arg-type]


def test_every_look_has_a_masthead_and_every_masthead_a_look() -> None:
    files = {path.name for path in (default_templates() / "mastheads").iterdir()}

    assert files == {f"{look}.mjml.j2" for look in DESIGNS}


def test_a_brand_that_says_nothing_has_a_look() -> None:
    assert Brand(name="A").look in DESIGNS


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_has_a_name_and_says_what_it_is(look: str) -> None:
    design = DESIGNS[look]

    assert design.name == look
    assert design.label.lower().startswith(f"{look}: ")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_fixed_colours_of_a_look_can_be_read_on_its_grounds(look: str, scheme: str) -> None:
    ground = getattr(DESIGNS[look], scheme)

    for ink in (ground.ink, ground.dim):
        assert min(contrast_ratio(ink, on) for on in (ground.page, ground.paper, ground.tint)) >= ENOUGH


@pytest.mark.parametrize("look", LOOKS)
def test_running_text_is_large_enough_and_has_air(look: str) -> None:
    for type_ in (DESIGNS[look].body, DESIGNS[look].told):
        size, line = (int(part.removesuffix("px")) for part in type_.split("/"))
        assert size >= 16
        assert line >= 1.4 * size


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("look", LOOKS)
def test_a_picture_stands_beside_its_words_in_a_row_that_no_program_breaks(look: str, direction: str) -> None:
    tree = tree_of(render_edition(replace(edition(look), direction=direction)).html)
    share = appearance_of(edition(look).brand, direction).picture_share
    beside = tree.xpath("//tr[td[@class='cut']]")

    assert len(beside) == 6
    for row in beside:
        places = [cell.get("class") == "cut" for cell in row]
        assert places == ([True, False] if DESIGNS[look].picture_side == "start" else [False, True])
        assert row.xpath("string(td[@class='cut']/@width)") == f"{share}%"
        assert row.xpath("string(td[not(@class)]//h3)")
    assert DESIGNS[look].picture == share * 6  # of the 600 pixels of text


def test_no_two_looks_are_much_alike() -> None:
    telling = (
        *("heading_font", "align", "lead_align", "rule", "weight", "picture_side", "picture"),
        *("between", "air", "underlined", "headline_first", "lead", "story", "section"),
    )
    for one in DESIGNS.values():
        for other in DESIGNS.values():
            if one is not other:
                assert sum(getattr(one, name) != getattr(other, name) for name in telling) >= 8


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_changes_the_form_and_not_a_word(look: str) -> None:
    def words(content: EditionContent) -> list[str]:
        return sorted(" ".join(tree_of(render_edition(content).html).body.itertext()).split())

    assert words(edition(look)) == words(edition("review"))
    assert render_edition(edition(look)).text == render_edition(edition("review")).text


@pytest.mark.parametrize("look", LOOKS)
def test_the_brands_own_fonts_and_accent_go_before_the_looks(look: str) -> None:
    html = render_edition(edition(look, heading_font="Verdana, sans-serif", accent="#005a3c")).html

    assert "Verdana,sans-serif" in html
    assert "#005a3c" in html


def test_a_look_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(RenderError, match="'poster': choose one of review, news, letter"):
        render_edition(edition("poster"))


def test_the_templates_ask_for_what_a_look_is_and_never_for_its_name() -> None:
    names = re.compile("|".join(rf"""["']{look}["']""" for look in LOOKS))

    for path in default_templates().rglob("*.j2"):
        assert not names.search(path.read_text()), path


def test_everything_that_a_look_says_is_asked_for() -> None:
    source = "".join(path.read_text() for path in default_templates().rglob("*.j2"))
    elsewhere = {
        "name",
        "label",
        "light",
        "dark",
        "heading_font",
        "body_font",
        "ui_font",
        "align",
        "lead_align",
    }

    asked = set(re.findall(r"\bdesign\.(\w+)", source))
    assert {field.name for field in fields(Design)} - elsewhere <= asked
