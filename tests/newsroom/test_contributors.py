"""Who writes for a publication is kept in the newsroom, by editors."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from roundup.articles.models import Picture
from roundup.editions.models import Contributor
from roundup.publications.models import Publication
from tests.making import NOW
from tests.newsroom.pages import said, text, tree

pytestmark = pytest.mark.django_db
PAGE = "/newsroom/publications/quay/contributors/"


def save(client: Client, **changes: str) -> HttpResponse:
    (form,) = [f for f in tree(client.get(PAGE)).forms if "contributors-TOTAL_FORMS" in f.fields]
    shown = {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
    typed = {
        f"contributors-{name.replace('__', '-', 1).lstrip('_')}": value for name, value in changes.items()
    }
    return client.post(PAGE, shown | typed, follow=True)


@pytest.fixture
def june(publication: Publication) -> Contributor:
    return Contributor.objects.create(publication=publication, name="June Abara", about="Plays badly.")


def test_somebody_new_is_added(desk: Client, publication: Publication) -> None:
    answer = save(
        desk, _0__name=" Oren  Vale ", _0__about="Cannot swim.", _0__url="https://quay.example.org/oren"
    )

    assert said(answer) == ["The contributors are saved."]
    person = Contributor.objects.get()
    assert (person.name, person.about, person.url) == (
        "Oren Vale",
        "Cannot swim.",
        "https://quay.example.org/oren",
    )


def test_somebody_is_changed_and_taken_away(desk: Client, june: Contributor) -> None:
    save(desk, _0__about="Plays well.")
    june.refresh_from_db()
    assert june.about == "Plays well."

    save(desk, _0__DELETE="on")
    assert not Contributor.objects.exists()


def test_nobody_is_listed_twice(desk: Client, june: Contributor) -> None:
    answer = save(desk, _1__name="JUNE ABARA")

    assert "JUNE ABARA is already listed." in text(answer)
    assert Contributor.objects.count() == 1


def test_another_photo_is_copied_again(desk: Client, june: Contributor) -> None:
    june.picture = Picture.objects.create(
        key="k",
        url="https://x.example/a.jpg",
        digest="0" * 32,
        kind="jpg",
        width=9,
        height=9,
        next_try_at=NOW,
    )
    june.image_url = "https://x.example/a.jpg"
    june.save()
    save(desk)
    june.refresh_from_db()
    assert june.picture is not None

    save(desk, _0__image_url="https://x.example/b.jpg")

    june.refresh_from_db()
    assert june.picture is None
    assert "Not copied yet" in text(desk.get(PAGE))


@pytest.mark.parametrize("field", ["url", "image_url"])
def test_an_address_leads_to_the_web(field: str, desk: Client, june: Contributor) -> None:
    answer = save(desk, **{f"_0__{field}": "javascript:alert(1)"})

    assert tree(answer).xpath(f"//*[@id='id_contributors-0-{field}_error']")
    june.refresh_from_db()
    assert getattr(june, field) == ""


@pytest.fixture
def oren(june: Contributor) -> Contributor:
    return Contributor.objects.create(publication=june.publication, name="Oren Vale")


def test_a_new_name_and_a_changed_one_may_not_be_the_same(desk: Client, june: Contributor) -> None:
    answer = save(desk, _0__name="Bo", _1__name="bo")

    assert "bo is already listed." in text(answer)
    assert [one.name for one in Contributor.objects.all()] == ["June Abara"]


def test_two_change_names_and_one_takes_the_name_of_whom_goes(
    desk: Client, june: Contributor, oren: Contributor
) -> None:
    assert said(save(desk, _0__name="Oren Vale", _1__name="June Abara")) == ["The contributors are saved."]
    june.refresh_from_db()
    assert june.name == "Oren Vale"

    first = Contributor.objects.order_by("pk").first()
    assert first
    save(desk, _0__DELETE="on", _1__name="Oren Vale")
    assert [one.name for one in Contributor.objects.all()] == ["Oren Vale"]
