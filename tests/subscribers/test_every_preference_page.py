"""Each preference is on the page, which has its words in every language and refuses what is wrong."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from roundup.core.language import SPOKEN, Language
from roundup.core.preferences import Preferences
from roundup.publications.models import Publication
from roundup.subscribers.models import Consent, Subscriber
from tests.events.preference_meanings import MEANINGS, WRITERS
from tests.making import FRIDAY, make_mailed_edition, make_reader
from tests.subscribers.choosing import EVERY, choose, kept, meaning, page_of, preferring, save

# What is kept of each is shown on both databases, in `test_every_preference_kept.py`.
pytestmark = pytest.mark.one_database
WRONG = [(name, sent) for name, row in MEANINGS.items() for sent in row.refused]


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def reader(publication: Publication) -> Subscriber:
    make_mailed_edition(publication, *WRITERS)
    return make_reader(publication, "reader")


def refused_beside(name: str) -> dict[str, Any]:
    """Return something that the page refuses in the field of another preference."""
    return next(sent for other, sent in WRONG if other != name)


def shown(reader: Subscriber) -> str:
    return html.unescape(Client().get(page_of(reader)).content.decode())


def told_in(page: str) -> list[str]:
    """Return the sentences that say what is wrong."""
    return re.findall(r'(?:role="alert"|class="error"[^>]*)>([^<]+)<', page)


@EVERY
@pytest.mark.parametrize("language", SPOKEN)
def test_the_words_beside_it_are_in_the_language_of_the_page(
    publication: Publication, reader: Subscriber, name: str, language: str
) -> None:
    Publication.objects.update(language=language)
    words = Language(language).say(meaning(name).called)

    assert f">{words}<" in shown(reader), "say it by `_`, beside its field"
    assert language == "en" or words != meaning(name).called, f"translate it in {language}.po"


def folded(page: str) -> str:
    """Return what a reader does not see until they unfold it."""
    return "".join(re.findall(r"<details(?![^>]* open)[^>]*>.*?</details>", page, re.DOTALL))


@EVERY
def test_what_is_folded_hides_neither_what_is_chosen_nor_what_is_wrong(reader: Subscriber, name: str) -> None:
    assert folded(shown(reader)), "a reader who chose nothing has a short page"

    choose(reader, name)
    assert meaning(name).shown not in folded(shown(reader))

    for sent in meaning(name).refused:
        page = save(reader, sent)[1]
        assert told_in(page)
        assert 'class="error"' not in folded(page)


@EVERY
def test_it_can_be_taken_back(reader: Subscriber, name: str) -> None:
    choose(reader, name)

    status, page = save(reader)

    assert (status, kept(reader)) == (200, Preferences())
    assert meaning(name).shown not in page


@EVERY
def test_what_was_typed_stays_while_something_else_is_wrong(reader: Subscriber, name: str) -> None:
    status, page = save(reader, meaning(name).typed, refused_beside(name))

    assert (status, kept(reader)) == (422, Preferences())
    assert meaning(name).shown in page, "the field shows what is kept, and not what was typed"


@EVERY
def test_what_was_taken_back_stays_so_while_something_else_is_wrong(reader: Subscriber, name: str) -> None:
    choose(reader, name)

    status, page = save(reader, refused_beside(name))

    assert (status, kept(reader)) == (422, preferring(name))
    assert meaning(name).shown not in page, "the field shows what is kept, and not what was typed"


@EVERY
def test_there_is_an_example_of_what_it_refuses(name: str) -> None:
    row = meaning(name)

    assert row.no_cells, "which cells of a file make no sense for it?"
    assert row.refused or isinstance(row.chosen, bool), "what could a page send for it that is no choice?"


@pytest.mark.parametrize(("name", "sent"), WRONG)
def test_what_is_no_choice_is_refused_beside_its_field(
    reader: Subscriber, name: str, sent: dict[str, Any]
) -> None:
    choose(reader, name)
    noted = Consent.objects.count()

    status, page = save(reader, sent)

    assert (status, kept(reader)) == (422, preferring(name))
    assert Consent.objects.count() == noted
    assert told_in(page)
    assert "<b>" not in page


@pytest.mark.parametrize(("name", "sent"), WRONG)
@pytest.mark.parametrize("language", [tag for tag in SPOKEN if tag != "en"])
def test_the_refusal_is_in_the_language_of_the_page(
    reader: Subscriber, name: str, sent: dict[str, Any], language: str
) -> None:
    in_english = told_in(save(reader, sent)[1])
    Publication.objects.update(language=language)
    there = told_in(save(reader, sent)[1])

    assert len(there) == len(in_english)
    assert not set(there) & set(in_english), "give the field `error_messages`, said by `say_later`"
