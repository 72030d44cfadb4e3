"""Plain text is wrapped for people: whole words, whole addresses, paragraphs apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.rendering.plain import WIDTH, paragraphs, shorten, wrap


@given(
    text=st.lists(st.text("abc é-", max_size=20), max_size=40).map(" ".join),
    first=st.sampled_from(["", "* "]),
)
def test_wrapping_loses_no_word_and_keeps_to_the_width(text: str, first: str) -> None:
    lines = wrap(text, first).split("\n")

    assert (
        " ".join(" ".join(lines).split()) == " ".join((first + text).split())
        if text.split()
        else lines == [""]
    )
    assert all(len(line) <= WIDTH for line in lines)


def test_an_address_longer_than_a_line_stays_whole() -> None:
    url = "https://a.example/" + "long-" * 30

    assert url in wrap(f"See {url} for more").split("\n")


def test_later_lines_are_indented_as_far_as_the_first() -> None:
    assert [line[:2] for line in wrap("word " * 40, "* ").split("\n")] == ["* ", "  ", "  "]


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \t\n", "\n\n\n\n"])
def test_blank_lines_part_paragraphs(gap: str) -> None:
    assert paragraphs(f" one{gap}two\nmore ") == ["one", "two\nmore"]


def test_a_long_headline_is_shortened_between_words() -> None:
    assert shorten("The tide tables, explained", 18) == "The tide tables…"
    assert shorten("Short", 18) == "Short"
    assert shorten("x" * 30, 18) == "x" * 17 + "…"
