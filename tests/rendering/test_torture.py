"""Whatever a feed or an editor writes is shown as it was written, and does nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundup.core.articles import Image
from roundup.core.content import Block, Lead, Note, Stories
from roundup.core.errors import RenderError
from roundup.rendering.edition import render_edition
from roundup.rendering.samples import sample_blocks, sample_brand
from tests.rendering.reading import edition_of, outline, said, texts_of, tree_of, with_texts

KINDS = sorted(sample_blocks())
HOSTILE = {
    "emoji family": "The 👩‍👩‍👧‍👦 next door ❤️ 🏳️‍🌈",
    "spaces that do not break": "10\u00a0km\u202fà pied\u00ad!",
    "Arabic": "مرحبًا\u200f بالعالم",
    "Hindi": "क्षत्रिय हिन्दी में",
    "Hebrew with points": "שָׁלוֹם",
    "combining accents": "e\u0301a\u0308",
    "backslashes": "C:\\new\\table \\u{a0} \\",
    "quotes": "\"double\" 'single' “curly” `back`",
    "line break and tab": "one\ntwo\tthree",
    "template": "{{ 7*7 }} {% raw %} {# gone #} ${7*7} <%= 7*7 %>",
    "MJML": "<mj-raw><b>x</b></mj-raw> <mj-include path='x' />",
    "closing tags": "</mj-text></mj-column><script>alert(1)</script>",
    "attribute": '" onerror="alert(1)" x="',
    "comment": "--> <!-- <![endif]--> ]]>",
    "entities": "&amp; &lt;b&gt; &nbsp; &#x27; &copy",
    "mark of another edition": "-ru0123456789.unsubscribe-",
    "format": "{name} {0} {headline!r} %s %(x)s",
    "long": "word " * 800,
    "long title": "Donaudampfschifffahrt" * 15,
}
any_text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=80
).filter(str.strip)


def words(text: str) -> str:
    """Return `text` with its ASCII white space as HTML shows it."""
    return re.sub(r"[ \t\n\r\f]+", " ", text).strip()


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_changes_the_tags_of_a_message(kind: str, name: str) -> None:
    plain = with_texts(sample_blocks()[kind], "plain")

    hostile = with_texts(plain, HOSTILE[name])

    assert outline(render_edition(edition_of(hostile)).html) == outline(
        render_edition(edition_of(plain)).html
    )


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_of_every_block_is_shown_as_it_was_written(kind: str, name: str) -> None:
    block = with_texts(sample_blocks()[kind], HOSTILE[name])

    rendered = render_edition(edition_of(block))

    shown = words(said(tree_of(rendered.html).body))
    for field, text in texts_of(block):
        if text and field not in ("id", "url", "alt", "section", "caption", "privacy_url", "subscribe_url"):
            assert words(text) in shown, field


@pytest.mark.parametrize("name", HOSTILE)
def test_the_subject_of_the_message_is_its_title_and_its_label(name: str) -> None:
    tree = tree_of(render_edition(edition_of(sample_blocks()["lead"], subject=HOSTILE[name])).html)

    assert words(said(tree.find(".//title"))) == words(HOSTILE[name])
    assert words(tree.find(".//div[@role='article']").get("aria-label")) == words(HOSTILE[name])


@given(text=any_text)
@settings(max_examples=60)
def test_any_text_reads_back_from_attribute_and_heading(text: str) -> None:
    image = Image("https://pictures.example/a.jpg", alt=text)
    story = replace(sample_blocks()["lead"].story, headline=text, image=image)  # type: ignore[union-attr]

    tree = tree_of(render_edition(edition_of(Lead(story), subject=text)).html)

    assert tree.find(".//img").get("alt") == text.strip()
    assert words(said(tree.find(".//h2"))) == words(text)
    assert tree.find(".//div[@role='article']").get("aria-label") == text


@given(text=st.text(max_size=60))
@settings(max_examples=60)
def test_no_text_at_all_stops_the_rendering(text: str) -> None:
    block: Block = with_texts(sample_blocks()["stories"], text)

    rendered = render_edition(edition_of(block, Note(text), subject=text, preheader=text, title=text))

    assert "<script" not in rendered.html
    rendered.html.encode()
    rendered.text.encode()


def test_control_characters_are_left_out() -> None:
    rendered = render_edition(edition_of(Note("a\x00b\x0bc\x1bd\x85e\ud800f\uffff g")))

    assert "abcdef g" in said(tree_of(rendered.html))
    assert "abcdef g" in rendered.text


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/?a=1&b=2&copy=3",
        "https://a.example/ü/%20?q=é#‍x",
        "https://a.example/\"><script>'\\x",
    ],
)
def test_an_address_reads_back_as_it_was(url: str) -> None:
    story = replace(sample_blocks()["lead"].story, url=url)  # type: ignore[union-attr]

    rendered = render_edition(edition_of(Lead(story)))

    assert tree_of(rendered.html).find(".//h2/a").get("href") == url
    assert url in rendered.text


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "", "//a.example", "data:text/html,x", "mailto:a@b.example", "https://[", "/a"],
)
def test_an_address_that_is_not_of_the_web_is_refused(url: str) -> None:
    story = replace(sample_blocks()["lead"].story, url=url)  # type: ignore[union-attr]

    with pytest.raises(RenderError, match="not an http"):
        render_edition(edition_of(Lead(story)))


def test_white_space_in_an_address_is_encoded() -> None:
    story = replace(sample_blocks()["lead"].story, url="https://a.example/b c\nd")  # type: ignore[union-attr]

    assert "https://a.example/b%20c%0Ad\n" in render_edition(edition_of(Lead(story))).text


@pytest.mark.parametrize(
    "brand",
    [
        {"accent": "red"},
        {"accent_dark": "#fff"},
        {"accent": "#123456;x:y"},
        {"body_font": "Arial;background:url(x)"},
        {"ui_font": "x</style><script>"},
    ],
    ids=str,
)
def test_a_brand_cannot_bring_style_of_its_own(brand: dict[str, str]) -> None:
    with pytest.raises(RenderError):
        render_edition(edition_of(sample_blocks()["lead"], brand=replace(sample_brand(), **brand)))  # type: ignore[arg-type]


def test_one_section_of_many_stories_is_not_too_deep() -> None:
    story = sample_blocks()["lead"].story  # type: ignore[union-attr]

    assert render_edition(edition_of(Stories("Many", (story,) * 200))).html.count("<h3") == 200
