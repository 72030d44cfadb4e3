"""Publications and sections have names in any script and keys that fit everywhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.errors import Refused
from roundup.publications.directory import add_publication, find_publication
from roundup.publications.headers import publication_headers
from roundup.publications.keys import free_key, has_letters
from roundup.publications.models import Section
from roundup.publications.section_management import add_section, find_section

NAMES = ["ثقافة", "文化", "Культура", "صحيفة المنارة", "संस्कृति", "วัฒนธรรม", "תרבות", "문화"]


@given(st.text(max_size=300).filter(has_letters), st.integers(0, 4))
def test_every_name_with_letters_has_a_key_of_plain_letters(name: str, before: int) -> None:
    taken: list[str] = []
    for _ in range(before):
        taken.append(free_key(name, "section", taken))
    key = free_key(name, "section", taken)

    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", key)
    assert key not in taken


def test_names_in_other_scripts_have_keys_of_their_own() -> None:
    assert len({free_key(name, "section", ()) for name in NAMES}) == len(NAMES)
    assert free_key("文化 2026", "section", ()) != free_key("体育 2026", "section", ())


@pytest.mark.parametrize(
    ("name", "key"), [("Économie & Société", "economie-societe"), ("2026", "2026"), ("AC/DC 文化", "acdc")]
)
def test_latin_letters_make_the_key(name: str, key: str) -> None:
    assert free_key(name, "section", ()) == key


def test_the_same_name_has_the_same_key_however_it_is_typed() -> None:
    composed, taken_apart = "Ελλάδα\u0390", "Ελλα\u0301δαϊ\u0301"

    assert free_key("КУЛЬТУРА ", "section", ()) == free_key("Культура", "section", ())
    assert free_key(composed, "section", ()) == free_key(taken_apart, "section", ())


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_publication_has_a_name_in_any_script(name: str, client: Client) -> None:
    made = add_publication(name)

    assert find_publication(name) == find_publication(made.slug) == made
    assert all(text.isascii() for text in publication_headers("x", made.slug).values())
    for address in ("archive", "subscribe"):
        assert client.get(f"/{address}/", {"publication": made.slug}).status_code == 200


@pytest.mark.django_db
def test_a_publication_is_found_and_refused_by_its_name_in_any_case() -> None:
    made = add_publication("Культура")

    assert find_publication("КУЛЬТУРА") == made
    with pytest.raises(Refused, match="already"):
        add_publication("культура")


@pytest.mark.django_db
def test_publications_whose_latin_letters_are_the_same_are_two() -> None:
    assert [add_publication(name).slug for name in ("新聞 Weekly", "文化 Weekly")] == ["weekly", "weekly-2"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["…", " ", "🎭"])
def test_a_name_without_letters_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="letters"):
        add_publication(name)


@pytest.mark.django_db
def test_a_section_that_is_made_again_has_the_key_that_readers_follow() -> None:
    publication = add_publication("The Quay")
    key = add_section(publication, "文化").key
    find_section(publication, "文化").delete()
    add_section(publication, "体育")

    assert add_section(publication, "文化").key == key
    assert [section.position for section in Section.objects.all()] == [0, 1]
