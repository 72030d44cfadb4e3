"""An edition that is about to leave says when, and can be kept; what the page says of its hour is true."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from roundup.editions import tasks
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.publications.models import Publication
from roundup.sending.models import Mailing
from roundup.sending.preparing.freeze import start_due_mailings
from tests.making import FRIDAY, NOW, approved
from tests.newsroom.pages import text, tree
from tests.newsroom.pressing import at, do

pytestmark = pytest.mark.django_db
WINDOW = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


def progress(desk: Client, edition: Edition) -> dict[str, object]:
    told: dict[str, object] = desk.get(at(edition, "progress.json")).json()
    return told


def test_send_now_waits_for_the_window_and_says_until_when(desk: Client, edition: Edition) -> None:
    approved(edition)

    assert do(desk, edition, "send") == ["Leaves at 13:02:00. Until then it can be undone."]

    assert edition.send_at == NOW + WINDOW
    assert start_due_mailings(NOW + WINDOW - SECOND) == []
    assert len(start_due_mailings(NOW + WINDOW)) == 1


def test_the_page_and_the_progress_tell_of_the_window(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    approved(edition)
    assert progress(desk, edition)["leaves"] is None
    do(desk, edition, "send")
    clock.shift(30)

    assert "Leaves at 13:02:00. Nothing has left yet." in text(desk.get(at(edition)))
    assert progress(desk, edition) | {"stage": ""} == {
        "stage": "",
        "state": "leaving",
        "leaves": {
            "at": (NOW + WINDOW).isoformat(),
            "seconds": 90,
            "words": "Leaves at 13:02:00.",
            "undo": at(edition, "undo-sending/"),
        },
        "done": 0,
        "all": 0,
        "words": "Leaves at 13:02:00.",
        "figures": {},
        "waits": [],
    }


def test_after_the_window_it_says_so_until_a_worker_looks(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    approved(edition)
    do(desk, edition, "send")
    clock.shift(WINDOW)

    told = progress(desk, edition)
    assert told["words"] == "It is due: it leaves as soon as a worker picks it up."
    assert told["waits"] == ["No worker has looked for work yet. See whether “roundup up” is running."]

    before = told["stage"]
    start_due_mailings(timezone.now())
    assert progress(desk, edition)["stage"] != before


def test_before_the_hour_it_is_announced_and_leaves_at_the_hour(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    approved(edition)
    clock.move_to(FRIDAY - WINDOW - SECOND)
    hour = edition.send_at
    clock.move_to(hour - WINDOW - SECOND)
    early = progress(desk, edition)
    assert early["leaves"] is None

    clock.move_to(hour - WINDOW)
    assert progress(desk, edition)["state"] == "leaving"
    assert progress(desk, edition)["stage"] != early["stage"]
    assert len(start_due_mailings(hour)) == 1


def test_undo_keeps_it_approved_and_held_as_if_it_had_never_begun(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    approved(edition)
    reserved = list(edition.ledger.values_list("pk", "state"))
    clock.move_to(edition.send_at - SECOND)

    assert do(desk, edition, "undo-sending") == [
        "Undone: nothing has left. It is still approved, and held until you resume it."
    ]

    assert start_due_mailings(edition.send_at + timedelta(hours=1)) == []
    assert (edition.status, Mailing.objects.count()) == (Edition.Status.APPROVED, 0)
    assert list(edition.ledger.values_list("pk", "state")) == reserved
    assert "Held. Its sending was undone." in text(desk.get(at(edition)))


def test_resumed_after_its_hour_it_has_a_window_again(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    approved(edition)
    clock.move_to(edition.send_at - SECOND)
    do(desk, edition, "undo-sending")
    clock.move_to(edition.send_at + timedelta(minutes=30))

    assert do(desk, edition, "resume") == ["Resumed. Leaves at 07:32:00. Until then it can be undone."]
    assert start_due_mailings(timezone.now()) == []
    assert len(start_due_mailings(timezone.now() + WINDOW)) == 1


def test_undo_twice_is_undo_once(desk: Client, edition: Edition, clock: time_machine.Coordinates) -> None:
    approved(edition)
    clock.move_to(edition.send_at - SECOND)
    do(desk, edition, "undo-sending")
    held_at = edition.held_at

    assert do(desk, edition, "undo-sending")[0].startswith("Undone")
    assert edition.held_at == held_at


def test_undo_that_a_worker_has_outrun_says_so_and_changes_nothing(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    approved(edition)
    do(desk, edition, "send")
    clock.shift(WINDOW)
    start_due_mailings(timezone.now())

    (told,) = do(desk, edition, "undo-sending")
    assert told.startswith("It was too late to undo it: the edition has begun to leave.")
    assert edition.held_at is None


@pytest.mark.parametrize("state", ["draft", "approved"])
def test_what_is_not_about_to_leave_cannot_be_undone(state: str, desk: Client, edition: Edition) -> None:
    if state == "approved":
        approved(edition)

    assert "not about to leave" in do(desk, edition, "undo-sending")[0]
    assert edition.held_at is None


def test_a_second_press_of_send_now_does_not_move_the_hour(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    approved(edition)
    do(desk, edition, "send")
    clock.shift(timedelta(seconds=90))
    do(desk, edition, "send")

    assert edition.send_at == NOW + WINDOW


def test_without_a_window_it_leaves_at_once(desk: Client, edition: Edition) -> None:
    Publication.objects.update(undo_minutes=0)
    approved(edition)

    assert "leaves at once, instead of" in text(desk.get(at(edition, "send/")))
    assert do(desk, edition, "send") == ["It leaves within seconds."]
    assert not tree(desk.get(at(edition))).xpath("//form[contains(@action, 'undo-sending')]")
    assert len(start_due_mailings(NOW)) == 1


@pytest.mark.parametrize("late", [timedelta(seconds=5), timedelta(hours=5), timedelta(hours=8)])
def test_an_overdue_edition_leaves_once_it_is_approved_however_late(
    late: timedelta, desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    clock.move_to(edition.send_at + late)
    page = text(desk.get(at(edition)))
    assert "If you approve it now, it leaves after 2 minutes, in which it can be undone." in page

    (told,) = do(desk, edition, "approve", hash=proof_of(edition).hash)

    assert told.startswith("Approved. Leaves at ")
    now = timezone.now()
    assert start_due_mailings(now + WINDOW - SECOND) == []
    assert len(start_due_mailings(now + WINDOW)) == 1


def test_an_overdue_edition_of_another_day_says_its_new_date_before_it_is_approved(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    clock.move_to(edition.send_at + timedelta(days=1))
    assert "It will be dated Saturday 21 November 2026" in text(desk.get(at(edition)))

    (seen,) = set(tree(desk.get(at(edition))).xpath("//input[@name='hash']/@value"))
    assert seen != proof_of(edition).hash
    do(desk, edition, "approve", hash=seen)

    assert f"{edition.dated}" == "2026-11-21"
    (mailing,) = start_due_mailings(edition.send_at)
    assert "21 November" in mailing.edition.approvals.get(voided_at=None).html


def test_approving_an_overdue_edition_that_is_held_says_that_it_waits(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    do(desk, edition, "hold", reason="The lawyer reads it.")
    clock.move_to(edition.send_at + timedelta(hours=8))
    assert "goes to its readers once somebody resumes it" in text(desk.get(at(edition)))

    told = do(desk, edition, "approve", hash=proof_of(edition).hash)

    assert told == ["Approved. It is held: it leaves once somebody resumes it."]
    assert start_due_mailings(timezone.now() + WINDOW) == []


def test_a_draft_that_needs_no_approval_can_be_undone_before_its_hour(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    Publication.objects.update(at_deadline="send")
    hour = edition.send_at
    tasks.run(hour - WINDOW - SECOND)
    edition.refresh_from_db()
    assert edition.status == Edition.Status.DRAFT

    clock.move_to(hour - WINDOW)
    tasks.run(timezone.now())
    edition.refresh_from_db()
    assert (edition.status, edition.send_at) == (Edition.Status.APPROVED, hour)

    do(desk, edition, "undo-sending")
    assert start_due_mailings(hour) == []


def test_a_draft_found_after_its_hour_that_needs_no_approval_can_still_be_undone(edition: Edition) -> None:
    Publication.objects.update(at_deadline="send")
    now = edition.send_at + timedelta(hours=1)
    tasks.run(now)

    assert start_due_mailings(now + WINDOW - SECOND) == []
    assert len(start_due_mailings(now + WINDOW)) == 1


def test_a_draft_of_another_day_that_nobody_approves_waits_for_a_person(edition: Edition) -> None:
    Publication.objects.update(at_deadline="send")
    now = edition.send_at + timedelta(hours=7)
    tasks.run(now)

    assert start_due_mailings(now + WINDOW) == []
    edition.refresh_from_db()
    assert edition.held_reason == "It missed its hour."
