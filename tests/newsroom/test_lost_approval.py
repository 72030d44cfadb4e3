"""Whatever takes an approval back says so where it is done."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from roundup.editions import editing, lifecycle
from roundup.editions.models import Contributor, Edition
from roundup.editions.proof import proof_of
from roundup.publications.models import Publication
from roundup.sending.preparing.freeze import start_due_mailings
from tests.making import FRIDAY, NOW
from tests.newsroom.filling_in import save as save_settings
from tests.newsroom.pages import hidden, said, text
from tests.newsroom.test_contributors import save as save_contributors

pytestmark = pytest.mark.django_db

TAKEN_BACK = "This change voided the approval. It will not go out until somebody approves it again."


@pytest.fixture
def agreed(edition: Edition, editor: User) -> Edition:
    lifecycle.approve_edition(edition, proof_of(edition).hash, editor, NOW)
    return edition


def at(edition: Edition, act: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{act}"


def test_a_story_that_is_moved_takes_it_back(desk: Client, agreed: Edition) -> None:
    story = agreed.stories.filter(place="section").first()
    assert story
    path = at(agreed, f"stories/{story.pk}/move/")
    form = hidden(desk, at(agreed), path)

    found = said(desk.post(path, form | {"step": "1"}, follow=True))

    assert TAKEN_BACK in found


def test_words_that_are_saved_take_it_back(desk: Client, agreed: Edition) -> None:
    path = at(agreed, "words/")
    form = hidden(desk, at(agreed), path)

    found = said(desk.post(path, form | {"subject": "Another subject"}, follow=True))

    assert found == [TAKEN_BACK, "The words are saved."]


def test_words_that_are_saved_as_they_were_take_nothing_back(desk: Client, agreed: Edition) -> None:
    path = at(agreed, "words/")
    form = hidden(desk, at(agreed), path)

    assert said(desk.post(path, form | {"subject": agreed.subject}, follow=True)) == ["The words are saved."]


def test_the_page_says_that_it_was_taken_back_and_why(desk: Client, agreed: Edition) -> None:
    editing.set_words(agreed, note="One more thing.", now=NOW)

    found = text(desk.get(at(agreed)))

    assert "Its approval was taken back Wednesday 18 November 2026, 13:00: It was edited." in found
    assert "It had been approved by ana@quay.example.org" in found


def test_another_day_takes_it_back(desk: Client, agreed: Edition) -> None:
    found = said(desk.post(at(agreed, "schedule/"), {"send_at": "2026-11-21T07:00"}, follow=True))

    assert found == [
        TAKEN_BACK,
        "The hour is changed. The newsletter is now dated Saturday 21 November 2026.",
    ]


def test_settings_that_are_in_the_mail_take_it_back(office: Client, agreed: Edition) -> None:
    found = said(save_settings(office, "sender/", postal_address="9 Other Street, Elsewhere"))

    assert any(
        "This also changes edition 1, so its approval no longer holds." in sentence for sentence in found
    )
    agreed.refresh_from_db()
    assert agreed.status == Edition.Status.DRAFT


def test_settings_that_are_in_no_mail_leave_it(office: Client, agreed: Edition) -> None:
    found = said(save_settings(office, "sender/", reply_to="desk@quay.example.org"))
    assert found == ["The sender is saved. An open draft already uses it."]
    agreed.refresh_from_db()
    assert agreed.status == Edition.Status.APPROVED


def test_settings_do_not_touch_what_is_on_its_way(office: Client, agreed: Edition) -> None:
    assert start_due_mailings(FRIDAY)
    assert said(save_settings(office, "sender/", postal_address="9 Other Street, Elsewhere")) == [
        "The sender is saved. An open draft already uses it."
    ]
    agreed.refresh_from_db()
    assert agreed.status == Edition.Status.APPROVED


def test_contributors_that_are_in_the_mail_take_it_back(
    desk: Client, publication: Publication, edition: Edition, editor: User
) -> None:
    Contributor.objects.create(publication=publication, name="Ines Falk", about="Reports.")
    lifecycle.approve_edition(edition, proof_of(edition).hash, editor, NOW)
    found = said(save_contributors(desk, _0__about="Reports from the harbour."))

    assert any("This also changes edition 1" in sentence for sentence in found)


def test_sending_on_another_day_says_which_date_the_mail_will_bear(desk: Client, agreed: Edition) -> None:
    page = at(agreed, "send/")
    assert (
        "it will be dated Wednesday 18 November 2026 instead of Friday 20 November 2026, and you approve it"
        in text(desk.get(page))
    )

    desk.post(page, hidden(desk, page, page))

    agreed.refresh_from_db()
    assert agreed.approval
    assert (agreed.dated, agreed.approval.by) == (NOW.date(), User.objects.get())
    assert len(start_due_mailings(agreed.send_at)) == 1


def test_what_a_closing_page_saves_says_only_that(desk: Client, agreed: Edition) -> None:
    """Nobody sees its answer; that it was saved would come up beside the answer to another press."""
    form = hidden(desk, at(agreed), at(agreed, "words/")) | {"subject": "Ebb", "page_closes": "1"}

    assert desk.post(at(agreed, "words/"), form).status_code == 204
    agreed.refresh_from_db()
    assert agreed.subject == "Ebb"
    assert said(desk.get(at(agreed))) == [TAKEN_BACK]
    assert said(desk.get(at(agreed))) == []
