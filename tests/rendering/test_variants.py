"""Joining pieces that were compiled before gives what compiling the whole message gives, to the byte."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from roundup.core.content import Block, Briefs, EditionContent, Lead, Stories, StoryContent
from roundup.core.errors import RenderError
from roundup.core.language import Language
from roundup.core.tokens import PersonalTokens
from roundup.rendering import variants
from roundup.rendering.appearance import appearance_of
from roundup.rendering.designs import DESIGNS
from roundup.rendering.edition import (
    edition_parts,
    edition_weight,
    minutes_to_read,
    render_edition,
    squeeze_blank_lines,
)
from roundup.rendering.mjml import mjml_to_html
from roundup.rendering.renderer import Renderer, default_renderer, default_templates
from roundup.rendering.samples import sample_blocks, sample_edition
from roundup.rendering.size import weigh_html
from roundup.rendering.variants import completed
from tests.rendering.reading import edition_of

EDITION = sample_edition(12)
TOLD = [story for block in EDITION.blocks if isinstance(block, Stories) for story in block.stories]
KINDS = sample_blocks()
LOOKS = [
    {},
    {"language": "ar", "direction": "rtl"},
    {"language": "de", "title": "Die Woche", "number": None},
    {"brand": replace(EDITION.brand, url="", logo_url="https://p.example/l.png")},
    {"preheader": ""},
    *({"brand": replace(EDITION.brand, look=look)} for look in DESIGNS),
    {"brand": replace(EDITION.brand, look="news"), "language": "ar", "direction": "rtl"},
]


def whole(content: EditionContent, renderer: Renderer) -> tuple[str, str]:
    """Return HTML and text as they come out when every block is filled in and compiled with all others."""
    look = appearance_of(content.brand, content.direction)
    context = {
        "content": content,
        "brand": content.brand,
        "look": look,
        "_": Language(content.language).say,
        "speech": Language(content.language),
        "apart": "",
        "marks": PersonalTokens(content.token_prefix).marks(),
        "reading_minutes": minutes_to_read(content.blocks),
    }
    mjml, text = (
        [
            renderer.fill(f"blocks/{block.kind}.{form}.j2", block=block, **context)
            for block in completed(content.blocks)
        ]
        for form in ("mjml", "txt")
    )
    html = mjml_to_html(
        renderer.fill("edition.mjml.j2", body=Markup("".join(mjml)), **context),
        language=content.language,
        direction=content.direction,
        ink=look.light.ink,
    )
    return html, squeeze_blank_lines(
        renderer.fill("edition.txt.j2", body="\n\n".join(["", *text]), **context)
    )


def spliced(content: EditionContent, renderer: Renderer) -> tuple[str, str]:
    rendered = render_edition(content, renderer)
    return rendered.html, rendered.text


def shape_of(stories: list[StoryContent], more: int) -> tuple[Block, ...]:
    """Return an edition's blocks of these stories: a lead, two sections with and without a title, briefs."""
    lead = (Lead(stories[0]),) if stories else ()
    return (
        KINDS["note"],
        *lead,
        Stories("Science & “sea”", tuple(stories[1:4]), more),
        KINDS["sponsor"],
        Stories("", tuple(stories[4:8])),
        Briefs("In brief", tuple(stories[8:]), more),
        KINDS["most_read"],
    )


subsets = st.lists(st.sampled_from(TOLD), unique=True, max_size=12)
stories = st.builds(
    replace,
    st.sampled_from(TOLD),
    headline=st.text(min_size=1, max_size=30),
    blurb=st.sampled_from(
        ["", "One. Two.", "A\n\nB", "**A** [b](https://e.example)\n- c", "<mj-section> “quoted” & \u00a0"]
    ),
    image=st.sampled_from([None, TOLD[0].image]),
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(look) or "plain")
def test_a_message_of_every_kind_is_what_it_is_when_compiled_whole(
    kind: str, look: dict[str, object]
) -> None:
    content = edition_of(KINDS[kind], **look)

    assert spliced(content, default_renderer()) == whole(content, default_renderer())


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(look) or "plain")
def test_a_whole_edition_is_what_it_is_when_compiled_whole(look: dict[str, object]) -> None:
    content = replace(EDITION, **look)  # type: ignore[arg-type]

    assert spliced(content, default_renderer()) == whole(content, default_renderer())


@settings(deadline=None, max_examples=40)
@given(st.lists(stories, max_size=10) | subsets, st.integers(0, 3))
def test_any_stories_in_any_order_are_what_they_are_when_compiled_whole(
    chosen: list[StoryContent], more: int
) -> None:
    content = edition_of(*shape_of(chosen, more), subject=chosen[0].headline if chosen else "Nothing")

    assert spliced(content, default_renderer()) == whole(content, default_renderer())


@settings(deadline=None, max_examples=15)
@given(st.lists(subsets, min_size=2, max_size=4))
def test_what_was_rendered_before_changes_nothing(editions: list[list[StoryContent]]) -> None:
    contents = [edition_of(*shape_of(chosen, 0)) for chosen in editions]
    used = Renderer(default_templates())
    for content in contents:
        render_edition(content, used)

    assert render_edition(contents[0], used) == render_edition(contents[0], Renderer(default_templates()))


@settings(deadline=None, max_examples=15)
@given(subsets, st.integers(0, 3))
def test_the_weight_is_that_of_the_joined_message(chosen: list[StoryContent], more: int) -> None:
    content = edition_of(*shape_of(chosen, more))

    assert edition_weight(content) == weigh_html(render_edition(content).html)


class Counting(Renderer):
    """Counts how often each template is filled in."""

    def __init__(self, templates: Path) -> None:
        super().__init__(templates)
        self.filled: list[str] = []

    def fill(self, name: str, **context: object) -> str:
        self.filled.append(name)
        return super().fill(name, **context)


def test_the_next_variant_fills_in_only_what_is_new() -> None:
    counting = Counting(default_templates())
    blocks = shape_of(TOLD[:-1], 0)
    render_edition(edition_of(*blocks), counting)
    counting.filled.clear()

    render_edition(
        edition_of(*blocks, Stories("A", tuple(TOLD)), Stories("Science & “sea”", tuple(TOLD[-1:]))), counting
    )

    names = [name for name in counting.filled if name.endswith("mjml.j2")]
    # A title and its stories, a story, the line about pictures, and whatever surrounds them.
    assert names == ["blocks/stories.mjml.j2"] * (1 + len(TOLD) + 1 + 1) + ["edition.mjml.j2"]


@pytest.mark.parametrize("look", DESIGNS)
def test_in_every_look_a_new_story_is_filled_in_alone(look: str) -> None:
    counting, brand = Counting(default_templates()), replace(EDITION.brand, look=look)
    render_edition(edition_of(Stories("A", tuple(TOLD[:-1])), brand=brand), counting)
    counting.filled.clear()

    render_edition(edition_of(Stories("A", tuple(TOLD)), brand=brand), counting)

    assert counting.filled.count("blocks/stories.mjml.j2") == 1


def test_the_same_variant_again_fills_in_nothing() -> None:
    counting = Counting(default_templates())
    render_edition(EDITION, counting)
    counting.filled.clear()

    render_edition(EDITION, counting)

    assert counting.filled == []


def test_only_so_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: variants._Kept[int, int] = variants._Kept(3)
    for number in range(5):
        kept.put(number, number)

    assert [kept.get(number) for number in range(5)] == [None, None, 2, 3, 4]


def test_more_pieces_than_are_kept_still_make_the_same_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variants, "_PIECES", 2)

    assert render_edition(EDITION, Renderer(default_templates())) == render_edition(EDITION)


@pytest.fixture
def own_templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_templates(), tmp_path / "email"))


def test_a_message_has_no_rules_for_columns_that_only_others_need(own_templates: Path) -> None:
    template = own_templates / "blocks" / "stories.mjml.j2"
    width = '<mj-column width="{{ 39 if story.image else 100 }}%"><mj-text css'
    template.write_text(template.read_text().replace("<mj-column><mj-text css", width))
    pictured, plain, narrow = TOLD[0], replace(TOLD[1], image=None), Renderer(own_templates)

    both = render_edition(edition_of(Stories("A", (pictured, plain)), title="Compiled in one"), narrow)
    alone = render_edition(edition_of(Stories("A", (plain,)), title="Compiled in one"), narrow)

    assert "mj-column-per-39" in both.html
    assert "mj-column-per-39" not in alone.html


def test_a_template_whose_stories_depend_on_their_place_is_compiled_by_section(own_templates: Path) -> None:
    template = own_templates / "blocks" / "stories.mjml.j2"
    template.write_text(
        template.read_text().replace("{% if story.image %}", "{{ loop.index }} {% if story.image %}")
    )
    numbered = Renderer(own_templates)

    for content in (EDITION, edition_of(Stories("A", tuple(TOLD[:2]), 1)), edition_of(Stories("A", (), 1))):
        assert spliced(content, numbered) == whole(content, numbered)
    assert "3 <" in render_edition(EDITION, numbered).html


def test_a_frame_that_forgets_the_body_is_told_so(own_templates: Path) -> None:
    template = own_templates / "edition.mjml.j2"
    template.write_text(template.read_text().replace("{{ body }}", ""))

    with pytest.raises(RenderError, match="print its body"):
        render_edition(EDITION, Renderer(own_templates))


def test_the_parts_of_an_edition_are_its_bytes_and_say_what_they_show() -> None:
    found = edition_parts(EDITION)
    keys = [key for key, _ in found.parts]

    assert found.html == render_edition(EDITION).html
    assert {f"story:{story.id}" for story in TOLD} <= set(keys)
    for story in TOLD:
        (part,) = (html for key, html in found.parts if key == f"story:{story.id}")
        assert str(Markup.escape(story.headline)) in part
    for html in (found.before, *(html for _, html in found.parts), found.after):
        assert html.rfind("<!--") <= html.rfind("-->"), "a part ends inside a comment"
