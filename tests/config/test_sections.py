"""`roundup section`: the sections of a publication from the command line."""

from __future__ import annotations

import pytest

from roundup.publications.models import Publication, Section
from tests.config.commands import Terminal
from tests.making import make_publication, make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication() -> Publication:
    return make_publication()


def test_a_section_is_added_after_the_others(terminal: Terminal, publication: Publication) -> None:
    made = terminal.json("section", "add", "ثقافة", "--words", "arts, /culture/,, arts", "--style", "briefs")

    assert made["words"] == ["arts", "/culture/"]
    assert (made["style"], made["cap"], made["position"]) == ("briefs", 4, 2)
    assert terminal.json("section", "list")[-1] == made


def test_the_list_is_in_order_and_says_what_each_takes(terminal: Terminal, publication: Publication) -> None:
    terminal.run("section", "add", "The rest")

    lines = terminal.run("section", "list").splitlines()

    assert [line.split()[0] for line in lines] == ["world", "culture", "the-rest"]
    assert lines[-1].endswith("what no other section takes")


def test_it_says_where_articles_would_be_left_out(terminal: Terminal, publication: Publication) -> None:
    terminal.run("section", "add", "Sea", "--words", "sea")
    assert "Note: articles that fit no section are left out" in terminal.err

    terminal.run("section", "add", "The rest")
    assert not terminal.err


@pytest.mark.parametrize("named", ["culture", "CULTURE"])
def test_a_section_is_removed_by_key_or_name_and_readers_are_told_of(
    named: str, terminal: Terminal, publication: Publication
) -> None:
    make_reader(publication, "ann", sections=["culture"])

    said = terminal.run("section", "remove", named)

    assert said == (
        "Removed Culture. 1 reader followed Culture. "
        "1 has no section left: they get everything until they choose again.\n"
    )
    assert [section.key for section in Section.objects.all()] == ["world"]


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (["add", "…"], "needs a name with letters"),
        (["add", "world"], "There is already a section called 'world'."),
        (["remove", "sea"], "There is no section called 'sea': see `roundup section list`."),
    ],
)
def test_what_makes_no_sense_is_refused(
    argv: list[str], why: str, terminal: Terminal, publication: Publication
) -> None:
    terminal.run("section", *argv, code=1)

    assert why in terminal.err
    assert Section.objects.count() == 2


def test_two_sections_of_one_name_are_told_apart_by_their_keys(
    terminal: Terminal, publication: Publication
) -> None:
    publication.sections.create(key="culture-2", name="Culture", words=["arts"], position=9)

    terminal.run("section", "remove", "Culture", code=1)

    assert "culture or culture-2" in terminal.err


def test_there_are_not_more_than_a_page_shows(terminal: Terminal, publication: Publication) -> None:
    for number in range(18):
        publication.sections.create(key=f"s{number}", name=f"Section {number}", words=["x"])

    terminal.run("section", "add", "Sea", code=1)

    assert "20 sections at most" in terminal.err


@pytest.mark.parametrize("cap", ["0", "-1", "x", "1001"])
def test_a_cap_is_a_number(cap: str, terminal: Terminal) -> None:
    with pytest.raises(SystemExit):
        terminal.run("section", "add", "Sea", "--cap", cap)
