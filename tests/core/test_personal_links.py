"""Each reader's copy has what is that reader's own in the place of the marks, and nothing else is changed."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.errors import Refused
from roundup.core.lines import is_line
from roundup.core.personal_links import personalise_html, personalise_text
from roundup.core.tokens import PersonalTokens

TOKENS = PersonalTokens("ru0123456789")
MARK = TOKENS.mark("unsubscribe")
LINE = st.text(max_size=30).filter(is_line)


def test_every_mark_is_replaced_wherever_it_stands() -> None:
    assert personalise_html(f'<a href="{MARK}">x</a>\n{MARK}\n', {MARK: "https://m.example/u/A/"}) == (
        '<a href="https://m.example/u/A/">x</a>\nhttps://m.example/u/A/\n'
    )


def test_a_value_that_looks_like_a_mark_is_not_replaced_again() -> None:
    first, second = TOKENS.mark("unsubscribe"), TOKENS.mark("browser")

    assert personalise_text(f"{first} {second}", {first: second, second: "https://m.example/"}) == (
        f"{second} https://m.example/"
    )


def test_text_without_marks_stays_as_it_is() -> None:
    assert personalise_text("-ru0123456789.other-", {TOKENS.mark("browser"): "https://m.example/"}) == (
        "-ru0123456789.other-"
    )
    assert personalise_text("as it is", {}) == "as it is"


@pytest.mark.parametrize(
    "value",
    [
        'https://m.example/"onclick=',
        "https://a/\nb",
        "https://a/?b&c",
        "<a",
        "Jo's",
        "Jo & Co",
        "&amp",
        "&#;",
        "&#xg;",
        "a\u2028b",
        "a\u2029b",
        "a\x85b",
        "a\x00b",
        "a\ud800b",
    ],
)
def test_a_value_that_would_need_escaping_or_breaks_a_line_is_refused(value: str) -> None:
    with pytest.raises(Refused):
        personalise_html(MARK, {MARK: value})


@pytest.mark.parametrize(
    "value", ["", "Guten Morgen, Jörg!", "صباح الخير", "Jo&#x27;s &amp; Co", "🌧 100 % (x;y)"]
)
def test_words_of_any_language_are_let_through(value: str) -> None:
    assert personalise_html(f"<p>{MARK}</p>", {MARK: value}) == f"<p>{value}</p>"


@given(LINE)
def test_whatever_is_on_one_line_goes_into_html_once_it_is_escaped(value: str) -> None:
    said = personalise_html(f'<a title="{MARK}">{MARK}</a>', {MARK: html.escape(value)})

    assert said == f'<a title="{html.escape(value)}">{html.escape(value)}</a>'


@given(st.text(max_size=30))
def test_what_is_let_into_html_adds_no_markup_and_no_line(value: str) -> None:
    try:
        said = personalise_html(MARK, {MARK: value})
    except Refused:
        return
    assert not set(said) & set("<>\"'")
    assert len(said.splitlines()) <= 1
    assert html.escape(html.unescape(said)).count("&") >= said.count("&")


@given(LINE)
def test_plain_text_takes_any_line_as_it_is(value: str) -> None:
    assert personalise_text(f"Dear {MARK},", {MARK: value}) == f"Dear {value},"


def test_plain_text_takes_no_line_break() -> None:
    for value in ("a\nb", "a\rb", "a\u2028b"):
        with pytest.raises(Refused):
            personalise_text(MARK, {MARK: value})


def test_what_is_meant_for_the_text_may_be_as_it_is_while_the_html_has_its_own() -> None:
    spoken, written = TOKENS.mark("browser"), TOKENS.mark("preferences")
    values = {spoken: "Jo's", written: "Jo&#x27;s"}

    assert personalise_text(spoken, values) == "Jo's"
    assert personalise_html(written, values) == "Jo&#x27;s"
