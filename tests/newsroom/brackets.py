"""The newsroom speaks a language of brackets: a word outside of them did not come from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from lxml import etree, html

from roundup.core.language import Language
from roundup.core.newsroom_language import newsroom_speaking
from tools.catalogues import newsroom_words

# What a person hears or reads of a page, beside its text.
_SPOKEN_ATTRIBUTES = ("title", "aria-label", "alt", "placeholder")
_TOLD = re.compile(r"⟦[^⟦⟧]*⟧")
_WORD = re.compile(r"[A-Za-z]{2,}")
# What machines read, and what people type.
_NOT_TOLD = ("script", "style", "code", "template", "textarea")
# What a script tells is handed to it by an attribute of this kind.
_TOLD_BY_SCRIPTS = "data-tell-"
# Names, digests, what people type into a program, and moments: those are English for now.
_NO_WORDS = re.compile(
    r"Roundup|[\w.+-]+@[\w.-]+|https?://\S*|\b[0-9a-f]{10,64}\b|\bUTC\b|\b[A-Z][a-z]+/[A-Z][a-z]+\b"
    r"|\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b"
    r"|\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
)


@pytest.fixture(scope="session")
def brackets(tmp_path_factory: pytest.TempPathFactory) -> Language:
    """Give a language in which each message of the newsroom is itself, in brackets."""
    folder = tmp_path_factory.mktemp("brackets")
    catalogue = Catalog(locale="en")
    for message in newsroom_words():
        if message.id:
            catalogue.add(message.id, _in_brackets(message.id))
    with (folder / "en.po").open("wb") as file:
        write_po(file, catalogue)
    return Language("en", folder)


def _in_brackets(message: str | tuple[str, str]) -> str | tuple[str, ...]:
    return f"⟦{message}⟧" if isinstance(message, str) else tuple(f"⟦{each}⟧" for each in message)


@pytest.fixture
def speaks_brackets(brackets: Language) -> Iterator[None]:
    """Let the newsroom speak in brackets during a test."""
    with newsroom_speaking(brackets):
        yield


def untold(page: str) -> list[str]:
    """Return what is on a page in Latin letters and did not come from the catalogue."""
    return [left for said in _said(html.fromstring(page)) for left in _pieces(said) if _WORD.search(left)]


def _pieces(said: str) -> list[str]:
    """Return what is left without what was told, from the inside out: a value may have been told, too."""
    shorter = _TOLD.sub("\n", said)
    return _NO_WORDS.sub("", said).split("\n") if shorter == said else _pieces(shorter)


def _said(page: html.HtmlElement) -> Iterator[str]:
    for element in page.iter(etree.Element):
        yield from (words for name, words in element.items() if name.startswith(_TOLD_BY_SCRIPTS))
    etree.strip_elements(page, *_NOT_TOLD, with_tail=False)
    for element in page.iter(etree.Element):
        yield from (element.get(name, "") for name in _SPOKEN_ATTRIBUTES)
    yield page.text_content()
