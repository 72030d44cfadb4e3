"""One line is one line, and a terminal obeys nothing of what it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.lines import for_terminal, is_line


@pytest.mark.parametrize("text", ["", "The Quay", "Überseezeitung 日本 👍🏽", "a\u200bb"])
def test_words_are_a_line(text: str) -> None:
    assert is_line(text)
    assert for_terminal(text) == text


@pytest.mark.parametrize("text", ["a\nb", "a\r", "\x1b[31m", "\x00", "\x9b31m", "a\u2028b", "\ud800"])
def test_what_breaks_or_steers_is_none(text: str) -> None:
    assert not is_line(text)


def test_what_a_terminal_would_obey_is_shown() -> None:
    assert for_terminal("a\x1b[31mb\x9bc\u202ed\r\n\te") == "a\\x1b[31mb\\x9bc\\u202ed\\r\n\te"


@given(st.text())
def test_what_is_shown_is_harmless_and_stays_so(text: str) -> None:
    shown = for_terminal(text)

    assert is_line(shown.replace("\n", "").replace("\t", ""))
    assert for_terminal(shown) == shown
