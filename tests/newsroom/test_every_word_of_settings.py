"""Every word of the settings comes from the catalogue, whatever is saved or refused there."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from roundup.editions.models import Edition
from roundup.publications.models import Publication, Section
from tests.making import approved, make_reader
from tests.newsroom.brackets import untold
from tests.newsroom.filling_in import SETTINGS, filled_in, save
from tests.newsroom.pages import tree
from tests.newsroom.test_settings import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("speaks_brackets")]
# What the magazine calls itself, and names of time zones and of languages, which each says in its own.
_CONTENT = ("//select[@name='timezone']", "//datalist", "//a[@href='/newsroom/publications/quay/']")


@pytest.fixture(autouse=True)
def _content(publication: Publication) -> None:
    """Let what the magazine itself says have no Latin letters."""
    names = {"world": "Мир", "culture": "Культура"}
    for section in publication.sections.all():
        section.name, section.words = names[section.key], []
        section.save()
    publication.name, publication.postal_address, publication.timezone = "Причал", "Причал 1", "UTC"
    publication.save()


def untold_words(answer: HttpResponse) -> list[str]:
    page = tree(answer)
    for path in _CONTENT:
        for element in page.xpath(path):
            element.drop_tree()
    return [words for words in untold(html.tostring(page, encoding="unicode")) if "UTC" not in words]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_settings(page: str, office: Client) -> None:
    assert untold_words(office.get(SETTINGS + page)) == []


@pytest.mark.parametrize("page", PAGES)
def test_what_is_said_when_it_is_saved(page: str, office: Client) -> None:
    assert untold_words(save(office, page)) == []


@pytest.mark.parametrize(
    ("page", "field", "text"),
    [
        ("", "language", "1"),
        ("sender/", "sender_name", "А\nБ"),
        ("looks/", "accent", "#1"),
        ("looks/", "accent", "#ffcc00"),
        ("sending/", "leave_domain", "…"),
        ("sending/", "draft_ping_url", "…"),
        ("sections/", "sections-0-name", "…"),
        ("", "version", ""),
        ("sections/", "sections-0-seen", ""),
    ],
)
def test_what_is_said_when_it_makes_no_sense(page: str, field: str, text: str, office: Client) -> None:
    assert untold_words(save(office, page, **{field: text})) == []


@pytest.mark.parametrize(
    ("page", "field", "first", "second"),
    [
        ("", "name", "Мол", "Пирс"),
        ("week/", "month_place", "2", "3"),
        ("sender/", "postal_address", "", "Мол 1"),
        ("sections/", "sections-0-name", "Море", "Город"),
        ("sections/", "sections-0-style", "quick", "briefs"),
        ("checks/", "blocks", "images.credit", "placeholders.to-come"),
    ],
)
def test_what_is_said_when_somebody_else_was_first(
    page: str, field: str, first: str, second: str, office: Client
) -> None:
    form = filled_in(office, page)
    save(office, page, **{field: first})

    assert untold_words(office.post(SETTINGS + page, form | {field: second})) == []


@pytest.mark.parametrize("act", ["changed", "removed"])
def test_what_is_said_of_a_section_that_two_admins_work_on(act: str, office: Client) -> None:
    form = filled_in(office, "sections/")
    if act == "removed":
        save(office, "sections/", **{"sections-0-DELETE": "on"})
        form["sections-0-name"] = "Город"
    else:
        save(office, "sections/", **{"sections-0-cap": "9"})
        form["sections-0-DELETE"] = "on"

    assert untold_words(office.post(SETTINGS + "sections/", form)) == []


def test_what_is_said_of_readers_who_follow_a_section(office: Client, publication: Publication) -> None:
    make_reader(publication, "ann", sections=["world"])
    make_reader(publication, "bea", sections=["culture", "world"])
    assert untold_words(office.get(SETTINGS + "sections/")) == []

    assert untold_words(save(office, "sections/", **{"sections-0-DELETE": "on"})) == []
    assert Section.objects.count() == 1


def test_what_is_said_of_an_approval_that_is_lost(office: Client, edition: Edition) -> None:
    approved(edition)

    answer = save(office, "sender/", postal_address="Мол 1")

    assert Edition.objects.get().status == Edition.Status.DRAFT
    assert untold_words(answer) == []
