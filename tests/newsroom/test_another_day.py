"""Sending at once, resuming, another hour: what they change is said before; Undo gives the hour back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from roundup.editions import arranging, editing
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.sending.preparing.freeze import start_due_mailings
from tests.making import NOW, approved
from tests.newsroom.pages import said, text, tree
from tests.newsroom.pressing import at, do

pytestmark = pytest.mark.django_db
WINDOW = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


def test_undoing_send_now_gives_back_the_former_hour_and_approval(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    approved(edition)
    hour, approval = edition.send_at, edition.approval
    do(desk, edition, "send")
    assert edition.approval != approval
    page = text(desk.get(at(edition)))
    assert "Undo keeps it here; it then goes out Friday 20 November 2026, 07:00, as before." in page
    clock.shift(WINDOW - SECOND)

    (told,) = do(desk, edition, "undo-sending")
    assert told.startswith("Undone: nothing has left. It is still approved, and goes out ")
    assert told.endswith("Friday 20 November 2026, 07:00 as before.")

    assert (edition.status, edition.send_at, edition.held_at) == (Edition.Status.APPROVED, hour, None)
    assert (edition.approval, f"{edition.dated}") == (approval, "2026-11-20")
    assert start_due_mailings(hour - SECOND) == []
    assert len(start_due_mailings(hour)) == 1


def test_undoing_send_now_gives_no_approval_back_for_other_bytes(desk: Client, edition: Edition) -> None:
    approved(edition)
    hour = edition.send_at
    do(desk, edition, "send")
    editing.set_words(edition, subject="Ebb", now=NOW)
    approved(edition)

    told = do(desk, edition, "undo-sending")

    assert any("it is no longer what was approved for that day" in sentence for sentence in told)
    assert (edition.status, edition.send_at, edition.approval) == (Edition.Status.DRAFT, hour, None)
    assert start_due_mailings(hour) == []


def test_an_hour_that_was_chosen_since_is_not_given_back(desk: Client, edition: Edition) -> None:
    approved(edition)
    do(desk, edition, "send")
    do(desk, edition, "schedule", send_at="2026-11-18T13:01")

    assert do(desk, edition, "undo-sending")[0].endswith("held until you resume it.")
    assert edition.held_at


def test_the_page_has_one_undo_while_the_sending_can_be_undone(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    editing.set_words(edition, subject="Ebb", now=NOW)
    approved(edition)
    undo = "//button[contains(., 'Undo')]"
    assert len(tree(desk.get(at(edition))).xpath(undo)) == 1
    clock.move_to(edition.send_at - SECOND)

    (button,) = tree(desk.get(at(edition))).xpath(undo)
    assert button.text_content() == "Undo the sending"


def sell(edition: Edition, starts: str = "", ends: str = "") -> None:
    arranging.set_sponsor(
        edition, label="Paid", headline="Tea", url="https://tea.example/", starts=starts, ends=ends, now=NOW
    )


def test_send_now_says_that_the_sponsor_drops_out_and_approves_the_proof_of_that_day(
    desk: Client, edition: Edition
) -> None:
    sell(edition, starts="2026-11-20")
    approved(edition)

    page = text(desk.get(at(edition, "send/")))
    assert "dated Wednesday 18 November 2026 instead of Friday 20 November 2026" in page
    assert "The sponsor “Tea” drops out: it runs from Friday 20 November 2026 on." in page
    seen = tree(desk.get(at(edition, "send/"))).xpath("//input[@name='hash']/@value")
    do(desk, edition, "send")
    assert [edition.approval.hash if edition.approval else ""] == seen


@pytest.mark.parametrize("seen", ["", "x", "0" * 64, "\x00", "ÿ" * 400])
@pytest.mark.parametrize("act", ["send", "resume"])
def test_what_nobody_saw_with_its_new_date_does_not_leave(
    act: str, seen: str, desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    approved(edition)
    hour = edition.send_at
    if act == "resume":
        do(desk, edition, "hold")
        clock.move_to(hour + timedelta(days=1))

    (told,) = said(desk.post(at(edition, f"{act}/"), {"hash": seen}, follow=True))

    assert told.startswith("Nothing was done: it would now leave dated ")
    edition.refresh_from_db()
    assert (edition.send_at, f"{edition.dated}") == (hour, "2026-11-20")
    assert bool(edition.held_at) == (act == "resume")


def test_resuming_on_another_day_says_what_that_changes(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    sell(edition, ends="2026-11-20")
    approved(edition)
    do(desk, edition, "hold")
    assert "Once resumed, it leaves at its hour: Friday 20 November 2026, 07:00" in text(
        desk.get(at(edition))
    )
    clock.move_to(edition.send_at + timedelta(days=1))

    page = text(desk.get(at(edition)))
    assert "Once resumed, it leaves after 2 minutes" in page
    assert "The sponsor “Tea” drops out: it runs until Friday 20 November 2026." in page
    do(desk, edition, "resume")
    assert f"{edition.dated}" == "2026-11-21"
    assert edition.held_at is None


def test_resume_gives_the_whole_window_even_shortly_before_the_hour(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    approved(edition)
    do(desk, edition, "hold")
    clock.move_to(edition.send_at - 70 * SECOND)
    now = timezone.now()

    do(desk, edition, "resume")

    assert edition.send_at == now + WINDOW


def test_resume_alone_moves_no_edition_to_the_next_day(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    approved(edition)
    do(desk, edition, "schedule", send_at="2026-11-20T23:59")
    hour = edition.send_at
    do(desk, edition, "hold")
    clock.move_to(hour - 30 * SECOND)

    do(desk, edition, "resume")

    assert (edition.send_at, f"{edition.dated}") == (hour, "2026-11-20")


def test_another_hour_says_that_the_sponsor_drops_out_and_the_checks_warn_of_it(
    desk: Client, edition: Edition
) -> None:
    sell(edition, ends="2026-11-20")
    assert "it runs until Friday 20 November 2026." in text(desk.get(at(edition)))

    told = do(desk, edition, "schedule", send_at="2026-11-21T08:00")

    assert "The hour is changed. The newsletter is now dated Saturday 21 November 2026." in told
    assert "The sponsor “Tea” drops out: it runs until Friday 20 November 2026." in told
    warning = "The sponsor “Tea” is not in the letter, which is dated Saturday 21 November 2026"
    assert warning in text(desk.get(at(edition)))
    do(desk, edition, "schedule", send_at="2026-11-20T08:00")
    assert warning not in text(desk.get(at(edition)))


def test_an_overdue_draft_of_another_day_is_shown_as_it_would_leave(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    sell(edition, ends="2026-11-20")
    assert b"Tea" in desk.get(at(edition, "proof/")).content
    clock.move_to(edition.send_at + timedelta(days=1))

    assert b"21 November" in desk.get(at(edition, "proof/")).content
    assert b"https://tea.example/" not in desk.get(at(edition, "proof/")).content
    assert "The sponsor “Tea” is not in the letter" in text(desk.get(at(edition)))


@pytest.mark.parametrize("day", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31", "2026-11-18\x00"])
def test_a_day_to_look_at_that_makes_no_sense_shows_the_letter(
    day: str, desk: Client, edition: Edition
) -> None:
    assert desk.get(at(edition, "proof/"), {"day": day}).status_code == 200


@pytest.mark.parametrize("day", ["https://tea.example/", "2026-13-01", "soon", "99999-01-01"])
def test_days_of_a_sponsor_that_are_none_keep_no_letter_from_being_seen(
    day: str, desk: Client, edition: Edition
) -> None:
    edition.sponsor = {"headline": "Tea", "url": "https://tea.example/", "starts": day, "ends": day}
    edition.save()

    assert desk.get(at(edition)).status_code == 200
    assert proof_of(edition).hash
