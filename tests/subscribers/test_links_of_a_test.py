"""The links of a test that was mailed to an editor say that they are a test's, and change nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.core.language import SPOKEN, Language
from roundup.publications.models import Publication
from roundup.subscribers.links import nobodys_links
from roundup.subscribers.models import Consent, Subscriber
from tests.making import make_reader

pytestmark = pytest.mark.django_db
LINKS = ["unsubscribe", "preferences", "browser"]


def path(name: str, publication: int) -> str:
    return nobodys_links(publication)[name].removeprefix("http://127.0.0.1:8000")


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("name", LINKS)
def test_it_says_in_the_magazines_language_that_it_was_a_test(
    name: str, language: str, publication: Publication
) -> None:
    Publication.objects.update(language=language)
    answer = Client().get(path(name, publication.pk))

    assert answer.status_code == 200
    assert f"<h1>{Language(language).say('This was a test')}</h1>" in answer.content.decode()
    assert publication.name in answer.content.decode()


@pytest.mark.parametrize("name", LINKS[:2])
@pytest.mark.parametrize(
    "fields", [{}, {"List-Unsubscribe": "One-Click"}, {"action": "leave"}, {"undo": "x"}]
)
def test_pressing_anything_there_changes_nothing(
    name: str, fields: dict[str, str], publication: Publication
) -> None:
    reader = make_reader(publication, "ann")
    before = Consent.objects.count()

    assert Client().post(path(name, publication.pk), fields).status_code == 200

    assert Subscriber.objects.get().status == reader.status
    assert Consent.objects.count() == before


def test_a_test_of_a_magazine_that_is_gone_still_says_so(publication: Publication) -> None:
    assert "This was a test" in Client().get(path("preferences", publication.pk + 7)).content.decode()


@pytest.mark.parametrize("name", LINKS)
def test_a_forged_link_does_not_pass_for_a_tests(name: str, publication: Publication) -> None:
    forged = path(name, publication.pk)[:-3] + "AA/"

    assert Client().get(forged).status_code == 404
