"""What would spoil or kill the MJML engine never reaches it, and what it lets through is refused."""

from __future__ import annotations

import pytest

from roundup.core.errors import RenderError
from roundup.rendering.mjml import DEEPEST, mjml_to_html
from tests.rendering.reading import said, tree_of


def html_of(body: str, head: str = "") -> str:
    source = (
        f'<mjml lang="en" dir="ltr"><mj-head>{head}</mj-head><mj-body><mj-section><mj-column>{body}'
        "</mj-column></mj-section></mj-body></mjml>"
    )
    return mjml_to_html(source, language="en", direction="ltr", ink="#111111")


@pytest.mark.parametrize("text", ["❤️", "a\u00a0b", "👩‍👧", "हिन्दी", "\\n", "a\nb\tc", "שָׁ", "\u202f"])
def test_attributes_keep_every_character(text: str) -> None:
    tree = tree_of(html_of(f'<mj-text><a href="https://a.example/" title="{text}">x</a></mj-text>'))

    assert tree.find(".//a").get("title") == text


def test_a_title_with_quotes_stays_inside_its_label() -> None:
    tree = tree_of(html_of("", head="<mj-title>&#34; onclick=&#34;x ❤️</mj-title>"))

    label = tree.find(".//div[@role='article']")
    assert label.get("aria-label") == '" onclick="x ❤️'
    assert label.get("onclick") is None


@pytest.mark.parametrize("tag", ["mj-foo", "mj-Text2", "mj-html"])
def test_a_tag_that_mjml_does_not_know_is_refused(tag: str) -> None:
    with pytest.raises(RenderError, match="mj-"):
        html_of(f"<mj-text><{tag}>x</{tag}></mj-text>")


def test_deep_nesting_is_refused_before_it_kills_the_process() -> None:
    with pytest.raises(RenderError, match="nests"):
        html_of("<mj-text>" + "<div>" * 20_000 + "</div>" * 20_000 + "</mj-text>")


def test_as_deep_as_is_allowed_passes() -> None:
    inner = DEEPEST - 5

    html = html_of("<mj-text>" + "<b>" * inner + "deep" + "</b>" * inner + "</mj-text>")

    assert said(tree_of(html).body) == "deep"


@pytest.mark.parametrize(
    "broken", ["<mj-text><p>x</mj-text>", "<mj-text>a < b</mj-text>", "<mj-include path='x'/>"]
)
def test_what_is_not_mjml_is_told_in_a_sentence(broken: str) -> None:
    with pytest.raises(RenderError, match="not valid MJML"):
        html_of(broken)


def test_no_font_is_fetched_whatever_fonts_are_named() -> None:
    html = html_of('<mj-text font-family="Roboto, Open Sans, Ubuntu, sans-serif">x</mj-text>')

    assert "http" not in html.replace("http-equiv", "").replace("http://www.w3.org/1999/xhtml", "")


def test_what_the_engine_says_at_length_is_said_in_short() -> None:
    html = html_of('<mj-text font-family="Georgia" font-size="17px" line-height="26px">one</mj-text>')

    assert "tbody" not in html
    assert "mj-outlook-group-fix" not in html
    assert 'style="font:17px/26px Georgia;' in html
    assert "<![endif]--><!--[if mso | IE]><td" not in html


def test_words_that_look_like_the_engines_own_are_left_alone() -> None:
    hostile = "&lt;tbody&gt; style=&#34;vertical-align:top;&#34; &lt;!--[if lte mso 11]&gt; font-family:x;"

    assert said(tree_of(html_of(f"<mj-text>{hostile}</mj-text>")).body) == (
        '<tbody> style="vertical-align:top;" <!--[if lte mso 11]> font-family:x;'
    )
