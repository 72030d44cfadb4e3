"""Foreign markup does no harm and loses no word."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roundup.articles.sources.text.clean import clean_html
from roundup.articles.sources.text.plain import plain_text, text_lines

BASE = "https://magazine.example/a/"
pieces = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<b",
            ">",
            "<",
            "&",
            "&amp;",
            "&lt;",
            "&#x202e;",
            "\x00",
            "<script>",
            "</script>",
            "<img src=x onerror=y>",
            "a",
            " ",
            '"',
            "'",
            "<!--",
            "-->",
            "<a href='javascript:x'>",
            "\u200b",
            "👩\u200d🚀",
            "<svg/onload=x>",
            "&#0;",
            "]]>",
        ]
    )
).map("".join)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("AT&amp;amp;T", "AT&T"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        ("<p>One</p><p>two</p>", "One two"),
        ("un<em>believ</em>able", "unbelievable"),
        ("a<br/>b", "a b"),
        ("&amp;#8217;", "’"),
        ("a&nbsp;\n b", "a b"),
        ("<script>x()</script><style>p{}</style>y", "y"),
        ("<!-- no -->yes", "yes"),
        ("The &lt;canvas&gt; element", "The <canvas> element"),
        ("?a=1&copy=2", "?a=1&copy=2"),
    ],
)
def test_plain_text_is_what_a_reader_would_read(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def test_marks_that_spell_stay_and_marks_that_deceive_go() -> None:
    assert plain_text("👩‍🚀 ❤️ می‌خواهم") == "👩‍🚀 ❤️ می‌خواهم"
    assert plain_text("a\u202egpj.exe\u200b\ufeff\x07b&#x202e;") == "agpj.exeb"


def test_each_block_is_a_line() -> None:
    assert text_lines("<h2>One</h2><ul><li>two<li>three</ul>four") == ["One", "two", "three", "four"]


def test_structure_stays_and_the_rest_goes() -> None:
    markup = (
        '<div class="x" onclick="y()"><h2 style="color:red">T</h2>'
        '<p id="z">a <a href="/b?utm_source=c" target="_top">b</a></p>'
        '<form><input name="q"/></form><noscript><img src="/d.jpg"/></noscript>'
        '<img src="/e.jpg" alt="E" loading="lazy"/></div>'
    )

    assert clean_html(markup, BASE) == (
        '<h2>T</h2><p>a <a href="https://magazine.example/b">b</a></p>'
        '<img src="https://magazine.example/e.jpg" alt="E">'
    )


def test_a_frame_becomes_a_link() -> None:
    cleaned = clean_html('<iframe src="https://video.example/1?a=1&amp;b=2"></iframe>', BASE)

    assert (
        cleaned
        == '<p><a href="https://video.example/1?a=1&amp;b=2">https://video.example/1?a=1&amp;b=2</a></p>'
    )


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="jav&#x09;ascript:alert(1)">x</a>',
        '<iframe src="javascript:alert(1)"></iframe>',
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
        '<p style="background:url(javascript:alert(1))">x</p>',
        "<object data='javascript:alert(1)'></object>",
    ],
)
def test_nothing_in_cleaned_markup_runs(attack: str) -> None:
    assert not re.search(r"script|onerror|onload|style|data:|alert\(1\)[^<]*>", clean_html(attack, BASE))


@pytest.mark.parametrize(
    "tag", ["<div>", "<blockquote>", "<a><b><i>", "<custom-tag>", "<ul><li>", "<optgroup>"]
)
def test_deep_nesting_is_read_as_text(tag: str) -> None:
    markup = tag * 30_000 + "found"

    assert plain_text(markup) == "found"
    assert clean_html(markup).endswith("found")


@given(pieces)
@example("<b&#x202e;>")
@example("<b<b<p>-->]]>")
@example("&lt;b" * 100 + "&gt;" * 100)
def test_plain_text_never_holds_what_it_promises_not_to(markup: str) -> None:
    text = plain_text(markup)

    assert text == " ".join(text.split())
    assert not re.search(r"[\x00-\x1f\x7f\u200b\u202e]", text)
    assert not re.search(r"</?(?:p|b|script|img|a)(?:\s[^<>]*)?/?>", text)


@given(pieces)
def test_cleaning_what_is_clean_changes_nothing(markup: str) -> None:
    once = clean_html(markup, BASE)

    assert clean_html(once, BASE) == once
