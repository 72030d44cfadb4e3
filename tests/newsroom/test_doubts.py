"""An uncertain batch: what is known of it, and the three things that a person can do."""

from __future__ import annotations

import csv
import io
import logging
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from roundup.editions.models import Edition
from roundup.sending import control
from roundup.sending.account import account_of
from roundup.sending.models import Attempt, Batch
from roundup.sending.settling.resolve import decide_uncertain, prove_taken
from roundup.sending.settling.uncertain_batches import accepted_twice, list_of
from roundup.subscribers.models import Subscriber
from tests.making import FRIDAY
from tests.newsroom.mailings import LATER, go, uncertain
from tests.newsroom.pages import said, text, tree
from tests.sending.post import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(edition: Edition) -> Batch:
    return uncertain(edition)


def at(edition: Edition, act: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{act}"


def test_the_page_shows_what_was_tried_and_no_address(desk: Client, edition: Edition, batch: Batch) -> None:
    page = desk.get(at(edition))

    found = text(page)
    assert "Batch 1: 3 readers, since Friday 20 November 2026, 08:00" in found
    assert "Fri 20 Nov, 08:00:00" in found
    assert "0 of 3 copies handed over, 3 uncertain." in found
    assert "SendGrid answered 502: the batch may have been taken." in found
    assert b"ada@example.org" not in page.content


def test_a_batch_that_a_restore_made_uncertain_is_shown_without_a_try(
    desk: Client, edition: Edition, batch: Batch
) -> None:
    Attempt.objects.all().delete()
    Batch.objects.update(posted=0, evidence="The database was restored from a backup.")

    found = text(desk.get(at(edition)))
    assert "Batch 1: 3 readers" in found
    assert "The database was restored from a backup." in found
    assert "What was tried" not in found


@pytest.mark.parametrize(
    ("word", "warns"),
    [
        ("accepted", "3 readers will miss this edition"),
        ("again", "Up to 3 readers may get this edition twice"),
    ],
)
def test_asked_first_with_what_may_go_wrong(
    word: str, warns: str, desk: Client, edition: Edition, batch: Batch
) -> None:
    assert warns in text(desk.get(at(edition, f"batches/1/{word}/")))

    batch.refresh_from_db()
    assert batch.state == Batch.State.UNCERTAIN


@pytest.mark.parametrize(("word", "state"), [("accepted", "accepted"), ("again", "ready")])
def test_a_person_decides_and_is_named(
    word: str, state: str, desk: Client, edition: Edition, batch: Batch, editor: User
) -> None:
    desk.post(at(edition, f"batches/1/{word}/"))

    batch.refresh_from_db()
    assert batch.state == state
    assert batch.evidence.startswith(f"{editor.username} marked it")


def test_sent_again_everybody_is_mailed(desk: Client, edition: Edition, batch: Batch) -> None:
    desk.post(at(edition, "batches/1/again/"))
    go(Post(), LATER)

    assert account_of(edition)["account"]["accepted"] == 3
    assert "Batch 1:" not in text(desk.get(at(edition)))


@pytest.mark.parametrize("act", ["accepted", "again", "readers"])
def test_what_is_settled_meanwhile_is_not_settled_again(
    act: str, desk: Client, edition: Edition, batch: Batch
) -> None:
    decide_uncertain(batch.pk, taken=True, who="Another editor", now=FRIDAY)

    for ask in (desk.get, desk.post):
        answer = ask(at(edition, f"batches/1/{act}/"), follow=True)
        assert said(answer) == ["Batch 1 is not uncertain, or no longer is: see what happened to it."]
    batch.refresh_from_db()
    assert batch.evidence == "Another editor marked it accepted."


def test_of_a_cancelled_edition_nothing_is_sent_again(desk: Client, edition: Edition, batch: Batch) -> None:
    control.cancel_sending(edition, FRIDAY)

    assert not tree(desk.get(at(edition))).xpath("//a[contains(@href, 'again')]")
    answer = desk.post(at(edition, "batches/1/again/"), follow=True)
    assert "no more of it is sent" in said(answer)[0]
    batch.refresh_from_db()
    assert batch.state == Batch.State.UNCERTAIN


def test_the_list_is_a_file_that_changes_nothing(
    desk: Client, edition: Edition, batch: Batch, caplog: pytest.LogCaptureFixture
) -> None:
    assert "It contains personal data" in text(desk.get(at(edition, "batches/1/readers/")))

    with caplog.at_level(logging.INFO):
        answer = desk.post(at(edition, "batches/1/readers/"))

    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["email"] for row in rows] == ["ada@example.org", "bo@example.org", "cleo@example.org"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert f"took the list of batch {batch.pk}" in caplog.text
    assert "@" not in caplog.text
    batch.refresh_from_db()
    assert batch.state == Batch.State.UNCERTAIN


def test_a_name_in_the_list_cannot_calculate(batch: Batch) -> None:
    Subscriber.objects.filter(name="bo").update(name="=1+1")

    rows = list(csv.DictReader(io.StringIO("".join(list_of(batch)))))
    assert [row["name"] for row in rows] == ["ada", "'=1+1", "cleo"]


def test_the_list_says_who_has_left_since(batch: Batch) -> None:
    Subscriber.objects.filter(name="bo").update(status=Subscriber.Status.UNSUBSCRIBED)

    rows = list(csv.DictReader(io.StringIO("".join(list_of(batch)))))
    assert [row["status"] for row in rows] == ["active", "unsubscribed", "active"]


def test_two_proven_attempts_are_told_on_the_page(desk: Client, edition: Edition, batch: Batch) -> None:
    desk.post(at(edition, "batches/1/again/"))
    go(Post(), LATER)
    prove_taken(Attempt.objects.values_list("nonce", flat=True), LATER)

    assert accepted_twice(batch.mailing) == [(1, 3)]
    assert "Batch 1 was accepted twice: up to 3 readers have got this edition twice." in text(
        desk.get(at(edition))
    )


def test_there_is_no_fourth_choice(desk: Client, edition: Edition, batch: Batch) -> None:
    assert desk.get(at(edition, "batches/1/forget/")).status_code == 404


def test_after_a_day_the_page_says_which_choice_is_better(
    desk: Client, edition: Edition, batch: Batch, clock: time_machine.Coordinates
) -> None:
    clock.move_to(FRIDAY + timedelta(hours=23))
    assert "Choose “accepted” unless" not in text(desk.get(at(edition)))

    clock.move_to(FRIDAY + timedelta(hours=24))
    assert "Choose “accepted” unless" in text(desk.get(at(edition)))
