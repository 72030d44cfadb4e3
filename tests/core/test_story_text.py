"""An article's words become a story's without being broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.language import Language
from roundup.core.story_text import blurb_of, byline_of, first_sentence, first_words, reading_minutes


@given(st.text(max_size=600), st.integers(10, 300))
def test_a_blurb_and_first_words_fit_their_limit(text: str, limit: int) -> None:
    assert len(blurb_of(text, limit)) <= limit
    assert len(first_words(text, limit)) <= limit


def test_a_blurb_ends_with_a_whole_sentence_where_one_fits() -> None:
    assert (
        blurb_of("The harbour froze. Nobody was surprised, since it always did.", 40) == "The harbour froze."
    )


def test_a_long_first_sentence_is_cut_between_words() -> None:
    assert (
        blurb_of("A sentence that goes on and on without an end in sight", 24) == "A sentence that goes on…"
    )


def test_the_first_sentence_is_one_that_says_something() -> None:
    text = "Dr. Falk counts eels by the light of the moon. Nobody asked her to."

    assert first_sentence(text) == "Dr. Falk counts eels by the light of the moon."


@given(st.text(max_size=600) | st.lists(st.sampled_from(["eel", "moon.", "\n\n"])).map(" ".join))
def test_a_first_sentence_is_never_longer_and_has_no_other_first(text: str) -> None:
    sentence = first_sentence(text)

    assert len(sentence.encode("utf-8", "replace")) <= len(text.encode("utf-8", "replace"))
    assert first_sentence(sentence) == sentence


@pytest.mark.parametrize(
    ("authors", "line"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C"], "A, B and C"),
        (list("ABCD"), "A and others"),
    ],
)
def test_a_byline_names_up_to_three(authors: list[str], line: str) -> None:
    assert byline_of(authors, Language("en")) == line


def test_a_byline_speaks_the_language_of_the_publication() -> None:
    assert byline_of(["Ana", "Luis"], Language("es")) == "Ana y Luis"


def test_too_few_words_have_no_reading_time() -> None:
    assert reading_minutes(40) is None
    assert reading_minutes(1150) == 5
