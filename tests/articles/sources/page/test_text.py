"""A page saved as plain text is read for its own article only."""

from __future__ import annotations

import pytest

from roundup.articles.sources.base import Document
from roundup.articles.sources.page import PageSource
from roundup.core.articles import FoundArticle
from roundup.core.errors import SourceError
from tests.corpus import corpus_dir

HEAD = "Follow us on social\n\ngoogle cta\n"
KICKER = "Reporting | Ports\n"
BODY = f"{KICKER}google cta\n\nThe cranes stand still & wait.\n\nNobody <here> knows why.\n\ngoogle cta\n"
FOOT = (
    f"{KICKER}Mud wins\n\nDredgers run aground\n\nPorts\n\nIt was March 2, 2026.\n\nkeep readingShow less\n"
)


def read(text: str) -> FoundArticle:
    return PageSource().read(Document("page.txt", text.encode())).articles[0]


def test_headline_dek_and_kicker_stand_above_the_text() -> None:
    found = read(f"{HEAD}Cranes_0042-scaled\n\nCranes of Rotterdam\n\nThey wait for a ship.\n\n{BODY}{FOOT}")

    assert (found.title, found.dek) == ("Cranes of Rotterdam", "They wait for a ship.")
    assert (found.kicker, found.section) == ("Reporting", "Ports")


def test_the_text_ends_where_the_furniture_begins() -> None:
    found = read(f"{HEAD}Cranes of Rotterdam\n\nCranes of Rotterdam\n\n{BODY}{FOOT}")

    assert (
        found.content_html
        == "<p>The cranes stand still &amp; wait.</p>\n<p>Nobody &lt;here&gt; knows why.</p>"
    )
    assert found.published_at is None
    assert "Dredgers" not in repr(found)


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("Cranes of Rotterdam", ("Cranes of Rotterdam", "")),
        ("A tall crane\n\nCranes of Rotterdam", ("Cranes of Rotterdam", "")),
        ("Cranes of Rotterdam\n\nThey wait for a ship.", ("Cranes of Rotterdam", "They wait for a ship.")),
        ("A tall crane\n\nCranes of Rotterdam\n\nThey wait.", ("Cranes of Rotterdam", "They wait.")),
        ("IMG_2231.jpg\n\nCranes of Rotterdam\n\nThey wait", ("Cranes of Rotterdam", "They wait")),
    ],
)
def test_the_alt_of_the_picture_is_not_taken_for_the_headline(above: str, expected: tuple[str, str]) -> None:
    found = read(f"{HEAD}{above}\n\n{BODY}")

    assert (found.title, found.dek) == expected


def test_a_text_of_another_kind_is_not_recognised() -> None:
    assert not PageSource().recognises(Document("notes.txt", b"Dear diary,\n\nA | B\n\nnothing happened."))
    assert not PageSource().recognises(Document("data.json", b'{"text": "google cta"}'))


def test_a_text_without_a_headline_is_refused_with_a_sentence() -> None:
    with pytest.raises(SourceError, match="contains no article") as refused:
        read(f"{HEAD}{BODY}")
    assert refused.value.code == "not-an-article"


@pytest.mark.corpus
def test_two_renderings_of_one_page_give_the_same_article() -> None:
    folder = corpus_dir()
    if folder is None:
        pytest.skip("the corpus is not here")
    names = ("rs-welcome.with-cta.txt", "rs-welcome.without-cta.txt")

    one, other = (read((folder / "rebelmouse" / name).read_text()) for name in names)

    assert one == other
    assert one.title == "Welcome to the new Responsible Statecraft!"
    assert one.section == "QiOSK"
