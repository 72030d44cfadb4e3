"""The history tells what was decided and rewritten, and by whom; undoing gives approvals back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from roundup.articles.models import Picture
from roundup.articles.pictures.copying import picture_key
from roundup.editions import editing
from roundup.editions.models import Edition, Story
from roundup.sending.preparing.freeze import start_due_mailings
from tests.making import FRIDAY, NOW, approved
from tests.newsroom.pages import hidden, said, tree

pytestmark = pytest.mark.django_db
EXCHANGE = {"headers": {"HX-Request": "true"}}


def at(edition: Edition, act: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{act}"


def press(client: Client, edition: Edition, act: str, page: str = "", **more: str) -> HttpResponse:
    path = at(edition, act)
    return client.post(path, hidden(client, at(edition, page), path) | more, follow=True)


def subject_of(edition: Edition) -> str:
    return str(Edition.objects.values_list("subject", flat=True).get(pk=edition.pk))


def show_copy(story: Story) -> Picture:
    """Make a story show our copy of its picture."""
    url = story.image["url"] if story.image else ""
    copy = Picture.objects.create(
        key=picture_key(url),
        url=url,
        digest="0" * 32,
        kind="jpg",
        width=900,
        height=600,
        kept_at=NOW,
        next_try_at=NOW,
    )
    Story.objects.filter(pk=story.pk).update(picture=copy)
    return copy


def lines(client: Client, edition: Edition) -> list[str]:
    items = tree(client.get(at(edition, "history/"))).xpath("//ol[starts-with(@class, 'history')]/li")
    return [" ".join(item.text_content().split()) for item in items]


def test_the_history_tells_what_was_decided_by_whom_and_offers_to_restore_none_of_it(
    desk: Client, edition: Edition
) -> None:
    seen = tree(desk.get(at(edition))).xpath("//input[@name='hash']/@value")[0]
    desk.post(at(edition, "approve/"), {"hash": seen})
    desk.post(at(edition, "schedule/"), {"send_at": "2026-11-20T18:30"})
    desk.post(at(edition, "hold/"), {"reason": "The lawyer reads it."})
    desk.post(at(edition, "resume/"))
    desk.post(at(edition, "test/"), {"form": "a", "addresses": "bo@quay.example.org"})
    press(desk, edition, "send/", "send/")
    press(desk, edition, "undo-sending/")
    desk.post(at(edition, "skip/"))
    desk.post(at(edition, "take-up/"))

    told = lines(desk, edition)

    assert all("ana@quay.example.org" in line for line in told)
    told = [line.split("Wed 18 Nov, ")[0] for line in told]
    for what in (
        "Approved, to leave Friday 20 November 2026, 07:00.",
        "Set the hour: Friday 20 November 2026, 18:30.",
        "Held: The lawyer reads it.",
        "Resumed, to leave Friday 20 November 2026, 18:30.",
        "Sent a test to b…@quay.example.org.",
        "Sent at once, to leave Wednesday 18 November 2026, 13:02.",
        "Undid the sending. Its hour is Friday 20 November 2026, 18:30 again.",
        "The edition was skipped.",
        "The edition was taken up again.",
    ):
        assert what in told
    assert not tree(desk.get(at(edition, "history/"))).xpath("//ol//a")


def test_the_history_tells_whose_edit_took_an_approval_back_and_that_it_holds_again(
    desk: Client, edition: Edition
) -> None:
    approved(edition)
    press(desk, edition, "words/", subject="Ebb")
    press(desk, edition, "undo/")

    told = lines(desk, edition)

    (taken_back,) = (line for line in told if line.startswith("The approval was taken back: It was edited."))
    assert taken_back.endswith("ana@quay.example.org")
    assert any(line.startswith("Undid: Rewrote the opening (Subject)") for line in told)
    assert any("is valid again." in line for line in told)


def test_nobody_acted_where_the_mailing_left_by_itself(desk: Client, edition: Edition) -> None:
    approved(edition)
    start_due_mailings(FRIDAY)

    (line,) = (line for line in lines(desk, edition) if line.startswith("Began to leave."))
    assert line.endswith("Roundup")


def test_lines_of_rewriting_say_which_fields_changed(desk: Client, edition: Edition, admin: User) -> None:
    story = edition.stories.all()[1]
    editing.rewrite_story(edition, story.pk, headline="Mine", now=NOW, by=admin)
    editing.rewrite_story(edition, story.pk, blurb="Told anew.", now=NOW, by=admin)
    editing.rewrite_story(edition, story.pk, headline="x" * 190, now=NOW + timedelta(hours=1))
    editing.rewrite_story(edition, story.pk, kicker="Tides", now=NOW + timedelta(hours=2))

    newest, _, oldest, *_ = lines(desk, edition)

    assert "… (Kicker)" in newest
    assert "Rewrote “Mine” (Preheader, Headline, Blurb)" in oldest


def test_undoing_a_restore_gives_the_approval_back(desk: Client, edition: Edition) -> None:
    story = edition.stories.all()[1]
    here = show_copy(story)
    editing.rewrite_story(edition, story.pk, image_credit="Ana", now=NOW)
    editing.set_words(edition, subject="Ebb", now=NOW)
    edition.refresh_from_db()
    approved(edition)
    press(desk, edition, "history/1/restore/", "history/1/")

    assert said(press(desk, edition, "undo/"))[0].endswith("The approval is valid again.")
    edition.refresh_from_db()
    assert edition.status == Edition.Status.APPROVED
    assert edition.stories.get(pk=story.pk).picture == here


def test_an_undo_that_gives_no_approval_back_says_why(desk: Client, edition: Edition) -> None:
    approved(edition)
    editing.set_words(edition, subject="Ebb", now=NOW)
    editing.drop_story(edition, edition.stories.all()[3].pk, NOW)

    told = said(press(desk, edition, "undo/"))[0]
    assert told.endswith("The approval is not restored: the letter still differs from what was approved.")
    desk.post(at(edition, "schedule/"), {"send_at": "2026-11-20T18:30"})
    assert "the hour has been changed since" in said(press(desk, edition, "undo/"))[0]
