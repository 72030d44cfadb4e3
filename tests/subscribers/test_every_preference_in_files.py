"""Each field of `Preferences` is written into a file and read from it as the page would keep it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from roundup.core.preferences import Preferences
from roundup.publications.models import Publication, Section
from roundup.subscribers.importers import export_subscribers
from roundup.subscribers.models import Subscriber
from tests.events.preference_meanings import MEANINGS
from tests.making import make_publication, make_reader
from tests.subscribers.choosing import EVERY, choose, meaning, preferring
from tests.subscribers.importing import load

SENSELESS = [(name, cell) for name, row in MEANINGS.items() for cell in row.no_cells]
USUAL = [(name, cell) for name, row in MEANINGS.items() for cell in ("", "  ", *row.usual_cells)]


@pytest.fixture
def publication(db: None) -> Publication:
    made = make_publication()
    Section.objects.create(publication=made, key="sport", name="Sport", position=2, cap=6)
    return made


def read_back(publication: Publication, folder: Path, name: str, cell: str) -> tuple[Preferences, list[str]]:
    """Return what a file with this cell gives its reader, and what is told about it."""
    quoted = '"' + cell.replace('"', '""') + '"'
    lines = f"email,name,status,{name}\njo@example.org,Jo,active,{quoted}\n"
    told = load(publication, folder, lines)
    assert told.new == 1, "a preference that makes no sense must keep nobody out"
    return Subscriber.objects.get(email="jo@example.org").preferences, [each.reason for each in told.problems]


@EVERY
def test_a_file_can_say_it_as_people_write_it(publication: Publication, tmp_path: Path, name: str) -> None:
    assert read_back(publication, tmp_path, name, meaning(name).cell) == (preferring(name), [])


@pytest.mark.parametrize(("name", "cell"), SENSELESS)
def test_a_cell_that_makes_no_sense_is_left_out_and_told(
    publication: Publication, tmp_path: Path, name: str, cell: str
) -> None:
    found, (told,) = read_back(publication, tmp_path, name, cell)

    assert found == Preferences()
    assert cell not in told, "what a file says may be private"
    assert name.rstrip("s") in told.lower()


@pytest.mark.parametrize(("name", "cell"), USUAL)
def test_a_cell_that_says_what_is_usual_chooses_nothing(
    publication: Publication, tmp_path: Path, name: str, cell: str
) -> None:
    assert read_back(publication, tmp_path, name, cell) == (Preferences(), [])


@EVERY
def test_who_chose_nothing_comes_back_so(publication: Publication, tmp_path: Path, name: str) -> None:
    make_reader(publication, "plain")
    choose(make_reader(publication, "other"), name)
    lines = "".join(export_subscribers(publication))
    other = make_publication(name="The Lane", slug="lane")
    Section.objects.create(publication=other, key="sport", name="Sport", position=2, cap=6)

    told = load(other, tmp_path, lines)

    assert (told.new, told.problems) == (2, [])
    there = {each.name: each.preferences for each in Subscriber.objects.filter(publication=other)}
    assert there == {"plain": Preferences(), "other": preferring(name)}


@EVERY
def test_a_file_that_only_names_it_is_known(publication: Publication, tmp_path: Path, name: str) -> None:
    told = load(publication, tmp_path, f"email,{name}\njo@example.org,\n")

    assert (told.format, told.invalid) == ("plain", 0)
    assert name in next(csv.reader([next(export_subscribers(publication))]))
