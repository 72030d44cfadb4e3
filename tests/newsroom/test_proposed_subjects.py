"""The page proposes other subjects beside the present one; one press takes one, and undo takes it back."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.editions import editing
from roundup.editions.models import Edition
from tests.making import NOW
from tests.newsroom.pages import said, tree

pytestmark = pytest.mark.django_db
GONE = "This subject is no longer proposed: the stories have changed. Reload the page."


def page_of(edition: Edition) -> str:
    return f"/newsroom/editions/{edition.pk}/"


def offered(desk: Client, edition: Edition) -> list[str]:
    return tree(desk.get(page_of(edition))).xpath("//button[@form='take-subject']/@value")


def take(desk: Client, edition: Edition, subject: str) -> list[str]:
    (form,) = tree(desk.get(page_of(edition))).xpath("//form[@id='take-subject']")
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    told = said(desk.post(form.get("action"), fields | {"proposed": subject}, follow=True))
    edition.refresh_from_db()
    return told


def test_a_press_takes_another_subject_with_its_preheader_and_undo_takes_it_back(
    desk: Client, edition: Edition
) -> None:
    before, others = (edition.subject, edition.preheader), offered(desk, edition)
    assert 2 <= len(others) <= 3
    assert edition.subject not in others

    assert take(desk, edition, others[0]) == ["This is the subject now."]

    assert edition.subject == others[0]
    assert before[0] in edition.preheader
    assert before[0] in offered(desk, edition)

    version = tree(desk.get(page_of(edition))).xpath("//div[@id='bar-undo']//input[@name='version']/@value")[
        0
    ]
    desk.post(page_of(edition) + "undo/", {"version": version})
    edition.refresh_from_db()
    assert (edition.subject, edition.preheader) == before


def test_a_preheader_that_an_editor_wrote_stays(desk: Client, edition: Edition) -> None:
    editing.set_words(edition, preheader="Mind the ice", now=NOW)

    take(desk, edition, offered(desk, edition)[0])

    assert edition.preheader == "Mind the ice"


def test_a_proposal_that_was_taken_goes_with_its_story(desk: Client, edition: Edition) -> None:
    second = list(edition.stories.order_by("position"))[1]
    take(desk, edition, second.headline)

    editing.drop_story(edition, edition.stories.order_by("position").last().pk, NOW)
    edition.refresh_from_db()
    assert edition.subject == second.headline

    editing.drop_story(edition, second.pk, NOW)
    edition.refresh_from_db()
    assert edition.subject == edition.stories.order_by("position")[0].headline


def test_only_what_is_proposed_can_be_taken(desk: Client, edition: Edition) -> None:
    before = edition.subject

    assert take(desk, edition, "Buy now") == [GONE]
    assert edition.subject == before


def test_a_subject_that_somebody_else_has_written_meanwhile_is_not_replaced(
    desk: Client, edition: Edition
) -> None:
    (form,) = tree(desk.get(page_of(edition))).xpath("//form[@id='take-subject']")
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    other = offered(desk, edition)[0]
    editing.set_words(edition, subject="Mine", now=NOW)

    told = said(desk.post(form.get("action"), fields | {"proposed": other}, follow=True))

    edition.refresh_from_db()
    assert edition.subject == "Mine"
    assert told[0].startswith("Somebody else has changed the same words.")


def test_the_enter_key_saves_what_was_typed_and_takes_no_proposal(desk: Client, edition: Edition) -> None:
    (form,) = tree(desk.get(page_of(edition))).xpath("//form[@id='form-words']")

    assert [button.get("form") for button in form.xpath(".//button")][-1] is None
    assert all(button.get("form") for button in form.xpath(".//button")[:-1])


def test_an_exchange_of_the_page_brings_the_new_subject(desk: Client, edition: Edition) -> None:
    (form,) = tree(desk.get(page_of(edition))).xpath("//form[@id='take-subject']")
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    other = offered(desk, edition)[0]

    answer = desk.post(
        form.get("action"), fields | {"proposed": other, "sheet": "opening"}, headers={"HX-Request": "true"}
    )

    assert tree(answer).xpath("//input[@id='subject']/@value") == [other]
