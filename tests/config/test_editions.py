"""The command line names an edition as the newsroom does: by its number within its publication."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from roundup.editions.models import Edition
from tests.config.commands import Terminal
from tests.making import make_edition, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(edition: Edition) -> Edition:
    """The Quay's draft, whose stories have no pictures that would have to be looked up."""
    edition.stories.update(image=None)
    return edition


@pytest.fixture
def harbour(edition: Edition) -> Edition:
    """The first edition of a second publication; its row is the second."""
    other = make_edition(make_publication(name="The Harbour", slug="harbour"), articles=3)
    assert other.number == 1 != other.pk
    return other


def test_a_number_is_that_of_its_publication(harbour: Edition, terminal: Terminal) -> None:
    told = terminal.json("status", "1", "--publication", "harbour")

    assert (told["edition"], told["publication"]) == (1, "harbour")
    assert told["subject"] == harbour.subject
    terminal.run("status", str(harbour.pk), "--publication", "harbour", code=1)
    assert f"The Harbour has no edition {harbour.pk}" in terminal.err


def test_latest_is_that_of_its_publication(edition: Edition, harbour: Edition, terminal: Terminal) -> None:
    Edition.objects.filter(pk=edition.pk).update(period="2030-01-03")

    assert terminal.json("status", "latest", "--publication", "The Harbour")["publication"] == "harbour"
    assert terminal.json("status", "latest", "--publication", "quay")["publication"] == "quay"


def test_latest_is_the_one_made_last_and_not_that_of_the_newest_period(
    edition: Edition, terminal: Terminal
) -> None:
    made_later = terminal.json("assemble", "--at", "2026-11-04T12:00")

    assert made_later["id"] == 2
    assert made_later["period"] < edition.period.isoformat()
    assert terminal.json("status", "latest")["edition"] == 2


def said(terminal: Terminal, *argv: str) -> str:
    """Return what an act says after the name of the edition."""
    return terminal.run(*argv).partition(": ")[2].strip()


def test_the_hour_of_an_approved_edition_is_told_without_a_condition(
    edition: Edition, terminal: Terminal
) -> None:
    hour = edition.send_at.replace(year=2090)
    argv = ("schedule", "1", "--at")
    assert said(terminal, *argv, f"{hour:%Y-%m-%dT%H:%MZ}") == (
        f"It goes out at {hour:%Y-%m-%d %H:%M} UTC, once it is approved."
    )
    assert said(terminal, "approve", "1").endswith(f". It goes out at {hour:%Y-%m-%d %H:%M} UTC.")

    later = hour + timedelta(minutes=1)
    assert said(terminal, *argv, f"{later:%Y-%m-%dT%H:%MZ}") == f"It goes out at {later:%Y-%m-%d %H:%M} UTC."


def test_another_day_needs_an_approval_again_and_says_so(edition: Edition, terminal: Terminal) -> None:
    terminal.run("approve", "1")

    told = said(terminal, "schedule", "1", "--at", "2090-01-01T12:00Z")

    assert told.startswith("It goes out at 2090-01-01 12:00 UTC, once it is approved. It is now dated 1 Jan")


@pytest.mark.parametrize(
    ("late", "told"),
    [
        (
            timedelta(minutes=5),
            "Its hour was {hour}: it goes out as soon as a worker is running (`roundup up`).",
        ),
        (timedelta(days=3), "Its hour was {hour}, too long ago to go out by itself: use `roundup send 1`."),
    ],
)
def test_an_hour_that_has_passed_is_not_promised(
    late: timedelta, told: str, edition: Edition, terminal: Terminal
) -> None:
    hour = timezone.now() - late
    Edition.objects.update(send_at=hour)

    words = told.format(hour=f"{hour:%Y-%m-%d %H:%M} UTC")
    assert said(terminal, "approve", "1").endswith(f". {words}")


def test_nothing_is_promised_of_an_edition_that_is_held(edition: Edition, terminal: Terminal) -> None:
    terminal.run("hold", "1")

    assert said(terminal, "approve", "1").endswith(". It is held: `roundup resume 1` lets it go out.")


def test_where_there_are_several_one_must_be_named(harbour: Edition, terminal: Terminal) -> None:
    for argv in (["status", "1"], ["approve", "latest"], ["assemble"], ["source", "list"], ["export"]):
        terminal.run(*argv, code=1)
        assert "--publication quay or harbour" in terminal.err

    harbour.refresh_from_db()
    assert harbour.status == "draft"


def test_what_assemble_prints_is_taken_by_the_others(
    edition: Edition, terminal: Terminal, tmp_path: Path
) -> None:
    made = terminal.json("assemble", "--at", "2026-11-18T12:00")

    assert made["id"] == edition.number
    report = terminal.json("proof", str(made["id"]), "--out", str(tmp_path))
    assert (report["edition"], report["publication"]) == (edition.number, "quay")


def test_every_act_says_which_edition_it_concerned(
    edition: Edition, terminal: Terminal, tmp_path: Path
) -> None:
    name = f"quay 1 “{edition.subject}”"

    assert terminal.run("assemble", "--at", "2026-11-18T12:00").startswith(f"{name}, for the week to ")
    assert terminal.run("proof", "1", "--out", str(tmp_path)).startswith(f"{name}: proof ")
    assert terminal.run("approve", "1").startswith(f"{name}: Approved as ")
    assert terminal.run("schedule", "1", "--at", "2090-01-01T00:00Z").startswith(f"{name}: It goes out at ")
    assert terminal.run("hold", "latest").startswith(f"{name}: Held")
    assert terminal.run("resume", "latest").startswith(f"{name}: Resumed")
    assert terminal.run("status", "latest").startswith(f"{name}: draft; it has no mailing yet")
    assert terminal.run("cancel", "latest").startswith(f"{name}: Cancelled")


@pytest.mark.parametrize("named", ["0", "-1", "1.0", "٣", "9" * 40, "", "Latest", "1\n", "\x1b[31m1"])
def test_anything_that_is_not_a_number_is_refused(named: str, edition: Edition, terminal: Terminal) -> None:
    terminal.run("status", "--", named, code=1)

    assert terminal.err.count("\n") == 1
    assert len(terminal.err) < 200
    assert terminal.err.strip().isprintable()


def test_without_editions_it_is_told_how_one_is_made(db: None, terminal: Terminal) -> None:
    terminal.run("status", "latest", code=1)

    assert "The Magazine has no edition yet: `roundup assemble` makes one." in terminal.err
