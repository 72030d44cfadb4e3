"""The sections of a publication: what readers follow keeps its key, and two admins undo no work."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from roundup.publications.models import Publication, Section
from tests.making import make_publication, make_reader
from tests.newsroom.filling_in import SETTINGS, filled_in, save, sent
from tests.newsroom.pages import said, text, tree

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = SETTINGS + "sections/"


@pytest.mark.parametrize("style", Section.Style.values)
def test_a_section_is_shown_in_each_style(style: str, office: Client, publication: Publication) -> None:
    save(office, "sections/", **{"sections-1-style": style})

    assert Section.objects.get(key="culture").style == style


def test_a_section_keeps_its_key_when_its_name_changes(office: Client, publication: Publication) -> None:
    save(
        office,
        "sections/",
        **{"sections-0-name": "The World", "sections-0-words_typed": "world, abroad,, world"},
    )

    section = Section.objects.get(key="world")
    assert (section.name, section.words) == ("The World", ["world", "abroad"])


def test_a_new_section_gets_a_key_of_its_own(office: Client, publication: Publication) -> None:
    save(office, "sections/", **{"sections-2-name": "Culture", "sections-2-position": "9"})

    assert list(Section.objects.values_list("key", flat=True)) == ["world", "culture", "culture-2"]


@pytest.mark.parametrize("name", ["Культура", "ثقافة", "文化"])
def test_a_section_has_a_name_in_any_script(name: str, office: Client, publication: Publication) -> None:
    for _ in range(2):
        place = Section.objects.count()
        fields = {f"sections-{place}-name": name, f"sections-{place}-position": "9"}
        assert len(said(save(office, "sections/", **fields))) == 1

    first, second = Section.objects.values_list("key", flat=True)[2:]
    assert re.fullmatch(r"section-[0-9a-f]{8}", first)
    assert second == f"{first}-2"
    assert names()[2:] == [name, name]


def test_a_section_can_be_taken_away(office: Client, publication: Publication) -> None:
    save(office, "sections/", **{"sections-1-DELETE": "on"})

    assert list(Section.objects.values_list("key", flat=True)) == ["world"]


def test_one_wrong_section_keeps_all_as_they_were(office: Client, publication: Publication) -> None:
    page = save(
        office,
        "sections/",
        **{"sections-0-name": "Changed", "sections-1-name": "…", "sections-1-cap": "x"},
    )

    assert tree(page).xpath("//*[@id='id_sections-1-cap_error']")
    assert Section.objects.get(key="world").name == "World"


def test_the_editor_is_told_who_follows_a_section_and_what_its_removal_leaves_them(
    office: Client, publication: Publication
) -> None:
    make_reader(publication, "ann", sections=["world"])
    make_reader(publication, "bea", sections=["culture", "world"])
    make_reader(publication, "cem")
    make_reader(publication, "dan", sections=["world"], status="unsubscribed")
    page = text(office.get(PAGE))
    assert "2 readers follow it, 1 of them nothing else: if you remove it, they get everything." in page
    assert "1 reader follows it." in page

    answer = save(office, "sections/", **{"sections-0-DELETE": "on"})

    told = "2 readers followed World. 1 has no section left: they get everything until they choose again."
    assert told in said(answer)


def test_who_also_follows_writers_keeps_them_when_a_section_is_removed(
    office: Client, publication: Publication
) -> None:
    make_reader(publication, "ann", sections=["world"], writers="Jo Roe")
    assert "1 reader follows it." in text(office.get(PAGE))

    answer = save(office, "sections/", **{"sections-0-DELETE": "on"})

    assert "1 reader followed World. They get the other things that they follow." in said(answer)


def test_nothing_is_said_about_a_section_that_nobody_followed(
    office: Client, publication: Publication
) -> None:
    assert len(said(save(office, "sections/", **{"sections-0-DELETE": "on"}))) == 1


def names() -> list[str]:
    return list(Section.objects.values_list("name", flat=True))


def test_two_admins_who_change_different_sections_are_both_kept(
    office: Client, publication: Publication
) -> None:
    form = filled_in(office, "sections/")
    save(office, "sections/", **{"sections-0-name": "Abroad", "sections-1-cap": "7"})

    office.post(PAGE, form | {"sections-1-name": "Arts", "sections-2-name": "Sea"})

    assert set(names()) == {"Sea", "Abroad", "Arts"}
    assert Section.objects.get(key="culture").cap == 7


def test_a_section_that_somebody_else_added_stays(office: Client, publication: Publication) -> None:
    form = filled_in(office, "sections/")
    save(office, "sections/", **{"sections-2-name": "Sea", "sections-2-position": "9"})

    office.post(PAGE, form | {"sections-0-name": "Abroad"})

    assert names() == ["Abroad", "Culture", "Sea"]


def test_the_same_field_of_a_section_is_asked_about_and_keeps_what_was_typed(
    office: Client, publication: Publication
) -> None:
    form = filled_in(office, "sections/")
    save(office, "sections/", **{"sections-0-name": "Abroad"})

    refused = office.post(PAGE, form | {"sections-0-name": "Overseas"})

    (wrong,) = tree(refused).xpath("//*[@id='id_sections-0-name_error']")
    assert "Somebody else has changed this to “Abroad”" in wrong.text_content()
    assert tree(refused).xpath("//details[@open]//input[@id='id_sections-0-name']/@value") == ["Overseas"]
    assert names()[0] == "Abroad"
    office.post(PAGE, sent(refused))
    assert names()[0] == "Overseas"


def test_a_section_that_somebody_else_has_changed_is_not_removed_unseen(
    office: Client, publication: Publication
) -> None:
    form = filled_in(office, "sections/") | {"sections-0-DELETE": "on"}
    save(office, "sections/", **{"sections-0-name": "Abroad"})

    refused = office.post(PAGE, form)

    assert "Save again to remove it" in tree(refused).xpath("string(//*[@id='id_sections-0-DELETE_error'])")
    assert "Abroad" in names()
    office.post(PAGE, sent(refused))
    assert names() == ["Culture"]


def test_a_section_that_somebody_else_has_removed_comes_back_only_if_it_was_changed(
    office: Client, publication: Publication
) -> None:
    form = filled_in(office, "sections/")
    save(office, "sections/", **{"sections-0-DELETE": "on"})

    office.post(PAGE, form | {"sections-1-name": "Arts"})
    assert names() == ["Arts"]

    refused = office.post(PAGE, form | {"sections-0-name": "Overseas"})
    assert "Somebody else has removed this section" in tree(refused).xpath("string(//main//form)")
    office.post(PAGE, sent(refused))
    assert set(names()) == {"Arts", "Overseas"}


@pytest.mark.parametrize("damage", ["seen", "count"])
def test_a_form_that_is_not_complete_saves_nothing(
    damage: str, office: Client, publication: Publication
) -> None:
    form = filled_in(office, "sections/") | {"sections-0-name": "Abroad"}
    del form["sections-0-seen" if damage == "seen" else "sections-TOTAL_FORMS"]

    (refused,) = said(office.post(PAGE, form, follow=True))

    assert "not complete" in refused
    assert names() == ["World", "Culture"]


def test_a_section_of_another_publication_is_not_changed(office: Client, publication: Publication) -> None:
    other = make_publication(name="The Pier", slug="pier")
    theirs = other.sections.get(key="world")
    form = filled_in(office, "sections/") | {"sections-0-id": str(theirs.pk), "sections-0-name": "Mine"}

    office.post(PAGE, form)

    theirs.refresh_from_db()
    assert theirs.name == "World"
