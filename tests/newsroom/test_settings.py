"""A publication's settings: what makes no sense changes nothing, what readers follow keeps its key."""

from __future__ import annotations

from datetime import time

import pytest
from django.http import HttpResponse
from django.test import Client

from roundup.core.language import SPOKEN
from roundup.publications.brand import brand_of
from roundup.publications.models import Publication, Section
from roundup.rendering.designs import DESIGNS
from tests.making import make_reader
from tests.newsroom.pages import said, text, tree

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SETTINGS = "/newsroom/publications/quay/settings/"


def filled_in(client: Client, action: str) -> dict[str, str]:
    """Return the form of `action` as the page shows it."""
    page = tree(client.get(SETTINGS))
    (form,) = [form for form in page.forms if (form.get("action") or SETTINGS) == action]
    return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


def save(client: Client, action: str = SETTINGS, **changes: str) -> HttpResponse:
    return client.post(action, filled_in(client, action) | changes, follow=True)


def test_saving_what_is_shown_changes_nothing(office: Client, publication: Publication) -> None:
    before = Publication.objects.values().get()

    assert said(save(office)) == ["The settings are saved."]

    after = Publication.objects.values().get()
    assert after | {"brand": {}} == before | {"brand": {}}


def test_the_week_and_the_looks_are_kept(office: Client, publication: Publication) -> None:
    save(
        office,
        send_weekday="5",
        send_time="09:15",
        accent="#005AA0",
        tagline="From the water",
        timezone="Asia/Tokyo",
        spread_minutes="90",
        undo_minutes="0",
    )

    publication.refresh_from_db()
    assert (publication.send_weekday, publication.send_time) == (5, time(9, 15))
    assert publication.spread_minutes == 90
    assert publication.undo_minutes == 0
    assert (publication.brand["accent"], publication.brand["tagline"]) == ("#005aa0", "From the water")
    assert publication.timezone == "Asia/Tokyo"


def test_looks_that_the_form_does_not_show_stay(office: Client, publication: Publication) -> None:
    publication.brand = {"social": [{"name": "Mastodon", "url": "https://social.example"}]}
    publication.save()

    save(office)

    publication.refresh_from_db()
    assert publication.brand["social"][0]["name"] == "Mastodon"


def test_a_look_is_chosen_by_its_label_and_kept(office: Client, publication: Publication) -> None:
    shown = tree(office.get(SETTINGS)).xpath("//select[@name='look']/option")
    assert [option.text for option in shown] == [design.label for design in DESIGNS.values()]

    save(office, look="letter")

    publication.refresh_from_db()
    assert brand_of(publication).look == "letter"


def test_languages_are_offered_and_another_may_be_typed(office: Client, publication: Publication) -> None:
    offered = tree(office.get(SETTINGS)).xpath("//datalist[@id='languages']/option/@value")
    assert offered == list(SPOKEN)

    save(office, language="nl")

    publication.refresh_from_db()
    assert publication.language == "nl"


def test_how_well_the_colours_read_is_said(office: Client, publication: Publication) -> None:
    publication.brand = {"accent": "#ffcc00", "accent_dark": "#ffcc00"}
    publication.save()

    found = text(office.get(SETTINGS))

    assert "Colour on light paper: 1.5 to 1. That is too little to read: words are set in #" in found
    assert "Colour on dark paper: 11." in found


@pytest.mark.parametrize("style", Section.Style.values)
def test_a_section_is_shown_in_each_style(style: str, office: Client, publication: Publication) -> None:
    save(office, SETTINGS + "sections/", **{"sections-1-style": style})

    assert Section.objects.get(key="culture").style == style


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("timezone", "Mars/Olympus"),
        ("sender_email", "nobody"),
        ("accent", "red;}"),
        ("max_stories", "0"),
        ("logo_url", "javascript:alert(1)"),
        ("send_time", "25:00"),
        ("look", "baroque"),
        ("language", "a language"),
        ("spread_minutes", "-1"),
        ("spread_minutes", "1441"),
        ("undo_minutes", "-1"),
        ("undo_minutes", "61"),
    ],
)
def test_what_makes_no_sense_is_marked_and_not_kept(
    field: str, value: str, office: Client, publication: Publication
) -> None:
    before = Publication.objects.values().get()

    page = tree(save(office, **{field: value}))

    assert page.xpath(f"//*[@id='id_{field}_error']")
    assert page.xpath(f"//*[@id='id_{field}']/@aria-invalid") == ["true"]
    assert Publication.objects.values().get() == before


def test_a_section_keeps_its_key_when_its_name_changes(office: Client, publication: Publication) -> None:
    save(
        office,
        SETTINGS + "sections/",
        **{"sections-0-name": "The World", "sections-0-words_typed": "world, abroad,, world"},
    )

    section = Section.objects.get(key="world")
    assert (section.name, section.words) == ("The World", ["world", "abroad"])


def test_a_new_section_gets_a_key_of_its_own(office: Client, publication: Publication) -> None:
    save(office, SETTINGS + "sections/", **{"sections-2-name": "Culture", "sections-2-position": "9"})

    assert list(Section.objects.values_list("key", flat=True)) == ["world", "culture", "culture-2"]


def test_a_section_can_be_taken_away(office: Client, publication: Publication) -> None:
    save(office, SETTINGS + "sections/", **{"sections-1-DELETE": "on"})

    assert list(Section.objects.values_list("key", flat=True)) == ["world"]


def test_one_wrong_section_keeps_all_as_they_were(office: Client, publication: Publication) -> None:
    page = save(
        office,
        SETTINGS + "sections/",
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
    page = text(office.get(SETTINGS))
    assert "2 readers follow it, 1 of them nothing else: if you remove it, they get everything." in page
    assert "1 reader follows it." in page

    answer = save(office, SETTINGS + "sections/", **{"sections-0-DELETE": "on"})

    assert said(answer)[1] == (
        "2 readers followed World. 1 has no section left: they get everything until they choose again."
    )


def test_nothing_is_told_of_a_section_that_nobody_followed(office: Client, publication: Publication) -> None:
    assert len(said(save(office, SETTINGS + "sections/", **{"sections-0-DELETE": "on"}))) == 1
