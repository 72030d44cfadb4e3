"""Words that could not be saved are shown beside those that are saved: nothing typed is lost."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from roundup.editions import editing, ending
from roundup.editions.models import Edition, Story
from tests.making import NOW, approved
from tests.newsroom.pages import hidden, said, text, tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(edition: Edition) -> str:
    return f"/newsroom/editions/{edition.pk}/words/"


@pytest.fixture
def seen(edition: Edition, desk: Client, words: str) -> dict[str, str]:
    """The hidden fields of the words' form, before somebody else saves another subject."""
    found = hidden(desk, f"/newsroom/editions/{edition.pk}/", words)
    editing.set_words(edition, subject="Theirs", now=NOW)
    return found


def offered(answer: HttpResponse) -> dict[str, str]:
    """Return the fields of the form that is shown, the hidden ones too."""
    (form,) = tree(answer).xpath("//main//form[@method='post']")
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    fields.pop("csrfmiddlewaretoken")
    return fields | {area.get("name"): (area.text or "").strip("\n") for area in form.xpath(".//textarea")}


def test_both_texts_are_shown_and_nothing_is_saved(
    desk: Client, edition: Edition, words: str, seen: dict[str, str]
) -> None:
    answer = desk.post(words, seen | {"subject": "Mine", "note": "A long note."})

    assert answer.status_code == 409
    assert "Somebody else has changed the same words." in text(answer)
    assert "Theirs" in text(answer)
    assert offered(answer).items() >= {"subject": "Mine", "note": "A long note."}.items()
    edition.refresh_from_db()
    assert (edition.subject, edition.note) == ("Theirs", "")


def test_what_is_chosen_there_is_saved(
    desk: Client, edition: Edition, words: str, seen: dict[str, str]
) -> None:
    form = offered(desk.post(words, seen | {"subject": "Mine", "note": "A long note."}))

    assert said(desk.post(words, form, follow=True)) == ["The words are saved."]

    edition.refresh_from_db()
    assert (edition.subject, edition.note) == ("Mine", "A long note.")


def test_a_third_who_was_quicker_still_is_shown_again(
    desk: Client, edition: Edition, words: str, seen: dict[str, str]
) -> None:
    form = offered(desk.post(words, seen | {"subject": "Mine"}))
    editing.set_words(edition, subject="A third", now=NOW)

    answer = desk.post(words, form)

    assert answer.status_code == 409
    assert "A third" in text(answer)


def test_a_field_that_was_only_sent_along_is_not_offered(desk: Client, edition: Edition, words: str) -> None:
    before = hidden(desk, f"/newsroom/editions/{edition.pk}/", words)
    shown = {"subject": edition.subject, "preheader": edition.preheader}
    editing.set_words(edition, subject="Theirs", note="Theirs", now=NOW)

    answer = desk.post(words, before | shown | {"note": "Mine"})

    assert set(offered(answer)) == {"note", "version"}


def test_without_a_subject_the_rest_is_not_lost(desk: Client, edition: Edition, words: str) -> None:
    form = hidden(desk, f"/newsroom/editions/{edition.pk}/", words)

    answer = desk.post(words, form | {"subject": " ", "note": "A long note."})

    assert "An edition needs a subject." in text(answer)
    assert offered(answer)["note"] == "A long note."


def test_a_form_that_names_no_version_is_not_saved_and_not_lost(
    desk: Client, edition: Edition, words: str
) -> None:
    answer = desk.post(words, {"note": "A long note."})

    assert "not complete" in text(answer)
    assert said(desk.post(words, offered(answer), follow=True)) == ["The words are saved."]


def test_a_missing_field_is_unchanged(desk: Client, edition: Edition, words: str) -> None:
    form = hidden(desk, f"/newsroom/editions/{edition.pk}/", words)

    desk.post(words, form | {"note": "Only this."})

    before = edition.subject
    edition.refresh_from_db()
    assert (edition.subject, edition.note) == (before, "Only this.")


def test_the_words_of_a_story_that_is_gone_can_still_be_copied(desk: Client, edition: Edition) -> None:
    story = edition.stories.all()[2]
    page = f"/newsroom/editions/{edition.pk}/"
    form = hidden(desk, f"{page}?sheet=story-{story.pk}", f"{page}stories/{story.pk}/rewrite/")
    editing.drop_story(edition, story.pk, NOW)

    answer = desk.post(f"{page}stories/{story.pk}/rewrite/", form | {"blurb": "An hour's work."})

    assert "no longer in the edition" in text(answer)
    assert "An hour's work." in offered(answer)["blurb"]
    assert "Save what is typed" not in text(answer)


def test_the_words_of_an_edition_that_is_gone_can_still_be_copied(
    desk: Client, edition: Edition, words: str, seen: dict[str, str]
) -> None:
    ending.cancel_edition(edition, NOW)

    answer = desk.post(words, seen | {"note": "An hour's work."})

    assert "can no longer be changed" in text(answer)
    assert offered(answer)["note"] == "An hour's work."


def test_two_at_one_story_see_both(desk: Client, edition: Edition) -> None:
    story = edition.stories.all()[2]
    page = f"/newsroom/editions/{edition.pk}/"
    form = hidden(desk, f"{page}?sheet=story-{story.pk}", f"{page}stories/{story.pk}/rewrite/")
    editing.rewrite_story(edition, story.pk, blurb="Theirs", now=NOW)

    answer = desk.post(f"{page}stories/{story.pk}/rewrite/", form | {"blurb": "Mine"})

    assert answer.status_code == 409
    assert "Theirs" in text(answer)
    assert Story.objects.get(pk=story.pk).blurb == "Theirs"


@pytest.mark.parametrize("act", ["move", "place", "lead", "drop"])
def test_nothing_is_done_to_an_order_that_was_not_seen(act: str, desk: Client, edition: Edition) -> None:
    story = edition.stories.filter(section_key="culture")[1]
    page = f"/newsroom/editions/{edition.pk}/"
    sheet = f"?sheet=story-{story.pk}" if act == "place" else ""
    form = hidden(desk, page + sheet, f"{page}stories/{story.pk}/{act}/")
    editing.move_story(edition, story.pk, 1, NOW)
    before = list(edition.stories.values_list("pk", "place", "section_key", "position"))

    answer = desk.post(
        f"{page}stories/{story.pk}/{act}/", form | {"step": "-1", "section": "world"}, follow=True
    )

    assert "press again" in said(answer)[0]
    assert list(edition.stories.values_list("pk", "place", "section_key", "position")) == before


def test_a_draft_is_not_made_again_over_what_somebody_has_just_done(desk: Client, edition: Edition) -> None:
    page = f"/newsroom/editions/{edition.pk}/"
    form = hidden(desk, page, f"{page}reassemble/")
    editing.set_words(edition, subject="Theirs", now=NOW)

    assert "this draft" in said(desk.post(f"{page}reassemble/", form, follow=True))[0]

    edition.refresh_from_db()
    assert edition.subject == "Theirs"


def test_saving_the_form_as_it_came_leaves_the_approval(desk: Client, edition: Edition, words: str) -> None:
    approved(edition)
    form = hidden(desk, f"/newsroom/editions/{edition.pk}/", words)
    shown = {name: getattr(edition, name) for name in ("subject", "preheader", "note", "note_signature")}

    desk.post(words, form | shown)

    edition.refresh_from_db()
    assert edition.status == Edition.Status.APPROVED
