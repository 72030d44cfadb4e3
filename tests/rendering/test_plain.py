"""Plain text is wrapped for people: whole words, whole addresses, paragraphs apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.language import SPOKEN, Language
from roundup.rendering.edition import render_edition
from roundup.rendering.message_samples import MESSAGES
from roundup.rendering.plain import WIDTH, paragraphs, shorten, unquoted, wrap_text
from roundup.rendering.samples import sample_brand, sample_edition


@given(
    text=st.lists(st.text("abc é-", max_size=20), max_size=40).map(" ".join),
    first=st.sampled_from(["", "* "]),
)
def test_wrapping_loses_no_word_and_keeps_to_the_width(text: str, first: str) -> None:
    lines = wrap_text(text, first).split("\n")

    assert (
        " ".join(" ".join(lines).split()) == " ".join((first + text).split())
        if text.split()
        else lines == [""]
    )
    assert all(len(line) <= WIDTH for line in lines)


def test_an_address_longer_than_a_line_stays_whole() -> None:
    url = "https://a.example/" + "long-" * 30

    assert url in wrap_text(f"See {url} for more").split("\n")


def test_later_lines_are_indented_as_far_as_the_first() -> None:
    assert [line[:2] for line in wrap_text("word " * 40, "* ").split("\n")] == ["* ", "  ", "  "]


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \t\n", "\n\n\n\n"])
def test_blank_lines_part_paragraphs(gap: str) -> None:
    assert paragraphs(f" one{gap}two\nmore ") == ["one", "two\nmore"]


def test_a_long_headline_is_shortened_between_words() -> None:
    assert shorten("The tide tables, explained", 18) == "The tide tables…"
    assert shorten("Short", 18) == "Short"
    assert shorten("x" * 30, 18) == "x" * 17 + "…"


@pytest.mark.parametrize("language", SPOKEN)
def test_a_mail_is_read_in_lines_that_fit_with_one_thing_between_two_texts(language: str) -> None:
    edition = replace(sample_edition(), language=language, direction=Language(language).direction)
    mails = [
        render_edition(edition).text,
        *(make(sample_brand(), Language(language)).text for make in MESSAGES.values()),
    ]

    for text in mails:
        assert all(len(line) <= WIDTH or " " not in line for line in text.split("\n"))
        assert "\n\n\n" not in text
        assert "-" * WIDTH + "\n\n" + "-" * WIDTH not in text
        assert "-" * WIDTH + "\n\n" + "=" * WIDTH not in text


def test_what_stands_before_an_address_ends_as_its_language_wants() -> None:
    french = render_edition(replace(sample_edition(), language="fr")).text

    assert "\nSe désabonner\u00a0:\n" in french
    assert "\nUnsubscribe:\n" in render_edition(sample_edition()).text


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("“I translate the pauses first”", "I translate the pauses first"),
        ("„Ich höre zu“", "Ich höre zu"),
        ("« Je traduis »", "Je traduis"),
        ("“One” and “two”", "“One” and “two”"),
        ("No quotation", "No quotation"),
    ],
)
def test_quotation_marks_around_all_of_a_headline_are_taken_off(text: str, bare: str) -> None:
    assert unquoted(text) == bare
