"""One line is one line, and a terminal obeys nothing of what it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.lines import for_terminal, is_line, one_line, plain_line


@pytest.mark.parametrize("text", ["", "The Quay", "Überseezeitung 日本 👍🏽", "a\u200bb"])
def test_words_are_a_line(text: str) -> None:
    assert is_line(text)
    assert for_terminal(text) == text


@pytest.mark.parametrize("text", ["a\nb", "a\r", "\x1b[31m", "\x00", "\x9b31m", "a\u2028b", "\ud800"])
def test_text_that_breaks_or_steers_is_not_a_line(text: str) -> None:
    assert not is_line(text)


def test_what_a_terminal_would_obey_is_shown() -> None:
    assert for_terminal("a\x1b[31mb\x9bc\u202ed\r\n\te") == "a\\x1b[31mb\\x9bc\\u202ed\\r\n\te"


@given(st.text())
def test_what_is_shown_is_harmless_and_stays_so(text: str) -> None:
    shown = for_terminal(text)

    assert is_line(shown.replace("\n", "").replace("\t", ""))
    assert for_terminal(shown) == shown


@given(st.text())
def test_text_of_any_kind_becomes_one_line_and_stays_so(text: str) -> None:
    line = one_line(text)

    assert is_line(line)
    assert one_line(line) == line
    assert line.strip() == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" a \r\n b\x00c ", "a b c"),
        ("Le Quai\xa0: mardi", "Le Quai\xa0: mardi"),
        ("a\xa0 b", "a b"),
        ("\u2028a\x85", "a"),
    ],
)
def test_a_blank_that_stands_alone_stays_what_it_is(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text())
def test_a_plain_line_contains_nothing_invisible_but_joiners(text: str) -> None:
    line = plain_line(text)

    assert line.replace("\u200c", "").replace("\u200d", "").isprintable()
    assert is_line(line)
    assert plain_line(line) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Ann\r\nBcc: all\u202e", "Ann Bcc: all"),
        ("علی\u200cرضا\u200d", "علی\u200cرضا"),
        ("👩\u200d🚀 Ann", "👩\u200d🚀 Ann"),
        ("\u2066Ann\u2069", "Ann"),
        ("\x00\ud800", ""),
    ],
)
def test_a_name_keeps_its_joiners_and_nothing_that_steers(text: str, line: str) -> None:
    assert plain_line(text) == line
