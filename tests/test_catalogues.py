"""The catalogues hold exactly the words that readers may see, in every language, with all that is put in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from roundup.core.language import SPOKEN
from tools.catalogues import (
    NEWSROOM,
    ROOT,
    TRANSLATED,
    catalogue,
    lacking,
    newsroom_template,
    newsroom_words,
    words,
)

_PLACE = re.compile(r"%\(\w+\)s")
_ABOUT_A_TAG = "Tags in a text, such as <b>"


def _messages(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def _texts(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [str(message.string)]


def _ids(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, list | tuple) else [str(message.id)]


def test_every_language_spoken_has_a_catalogue_but_english() -> None:
    assert {*TRANSLATED, "en"} == set(SPOKEN)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_is_translated(language: str) -> None:
    assert lacking(language) == [], "run `make catalogues`, and translate what it names"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_catalogue_holds_a_word_that_is_gone(language: str) -> None:
    known = {str(message.id) for message in words()}

    assert {str(message.id) for message in _messages(language)} <= known, "run `make catalogues`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_says_all_that_is_put_in(language: str) -> None:
    for message in _messages(language):
        wanted = set(_PLACE.findall(_ids(message)[-1]))
        for text in _texts(message):
            missing = wanted ^ set(_PLACE.findall(text))
            # A form for one or two may spell the number out.
            assert missing <= ({"%(n)s"} if len(_texts(message)) > 1 else set()), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_holds_markup(language: str) -> None:
    assert not [text for message in _messages(language) for text in _texts(message) if "<" in text]


def test_translators_of_the_newsroom_are_given_all_of_its_words() -> None:
    assert NEWSROOM.read_bytes() == newsroom_template(), "run `make catalogues`"


def test_no_word_of_the_newsroom_holds_markup() -> None:
    texts = {text for message in newsroom_words() for text in _ids(message)}

    assert {text for text in texts if "<" in text} <= {_ABOUT_A_TAG}


def test_every_sentence_in_code_is_found_for_translators() -> None:
    known = {_ids(message)[0] for message in newsroom_words() if message.id}

    # Inside of an f-string nothing is found.
    assert not sorted(_told_in_code() - known), "let it be a value of its own"


def _told_in_code() -> set[str]:
    return {
        node.args[0].value
        for path in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("tell", "tell_count", "tell_later")
        and isinstance(node.args[0], ast.Constant)
    }
