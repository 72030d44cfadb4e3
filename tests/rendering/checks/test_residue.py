"""What looks like a mark but is not one is left alone."""

from __future__ import annotations

import pytest

from tests.rendering.checks.planting import blurb, good

GOOD = good()


@pytest.mark.parametrize(
    "said",
    [
        "Two ** two is four, and 5 * 4 * 3 is sixty.",
        "The file is called __init__.py or snake__case__name.",
        "He said [sic] (and left), or read [1] (see below).",
        "We are #1, and #harbour is the tag; C# is a language.",
        "AT&T; R&D; fish & chips; a &b; c.",
        "The ru-ru123.x-men and -rupert.bear- came.",
        "* a star * and _an_ underscore_",
        "[](https://e.example) and [ ]()",
    ],
)
def test_ordinary_characters_are_not_residue(said: str) -> None:
    residue = {"text.marks", "text.entities"}

    assert not residue & set(blurb(said)(GOOD).codes())


def test_our_own_marks_are_not_residue_because_each_reader_gets_a_link_instead() -> None:
    assert GOOD.content.token_prefix in GOOD.rendered.text
    assert GOOD.codes() == []
