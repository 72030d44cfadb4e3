"""The schedule from the command line: the calendar, a date skipped or added, a pause, another schedule."""

from __future__ import annotations

from datetime import date, time

import pytest
import time_machine

from roundup.editions.models import Edition
from roundup.publications.models import Publication
from tests.config.commands import Terminal
from tests.making import NOW, approved, make_edition, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def publication() -> Publication:
    return make_publication()


def states(terminal: Terminal) -> dict[str, str]:
    return {each["hour"][:10]: each["state"] for each in terminal.json("calendar")}


def test_a_date_is_skipped_and_taken_back(terminal: Terminal, publication: Publication) -> None:
    assert states(terminal)["2026-11-27"] == "planned"
    terminal.run("skip", "2026-11-27")
    assert states(terminal)["2026-11-27"] == "skipped"
    terminal.run("unpause", "2026-11-27")
    assert states(terminal)["2026-11-27"] == "planned"


def test_a_pause_without_an_end_leaves_nothing_planned(terminal: Terminal, publication: Publication) -> None:
    assert "No more editions are planned." in terminal.run("pause", "2026-11-19")


def test_a_date_is_added_and_taken_back(terminal: Terminal, publication: Publication) -> None:
    terminal.run("add-date", "2026-11-24")
    assert states(terminal)["2026-11-24"] == "planned"
    terminal.run("add-date", "2026-11-24", "--undo")
    assert "2026-11-24" not in states(terminal)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("skip", "2026-11-25"), "No edition is planned for"),
        (("unpause", "2026-11-25"), "There is no pause"),
        (("add-date", "2026-11-27"), "is already planned for"),
        (("set-schedule",), "Say what to change"),
        (("set-schedule", "--every", "13"), "less than or equal to 12"),
        (("set-schedule", "--days-before", "0"), "The draft must be made before it goes out."),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(
    command: tuple[str, ...], said: str, terminal: Terminal, publication: Publication
) -> None:
    terminal.run(*command, code=1)

    assert said in terminal.err


def test_another_schedule_is_shown_and_then_saved_as_shown(
    terminal: Terminal, publication: Publication
) -> None:
    change = ("set-schedule", "--weekdays", "mon,Thursday", "--send-time", "18:30", "--draft-time", "12:00")
    shown = terminal.json(*change)
    assert (shown["saved"], len(shown["coming"])) == (False, 4)
    publication.refresh_from_db()
    assert publication.send_time == time(7)

    saved = terminal.json(*change, "--save", shown["code"])

    publication.refresh_from_db()
    assert saved == shown | {"saved": True}
    assert (publication.send_weekdays, publication.send_time) == ([0, 3], time(18, 30))
    assert publication.first_day == date.fromisoformat(shown["coming"][0]["hour"][:10])
    assert terminal.run(*change) == "The schedule is already like that.\n"


def test_the_open_edition_moves_only_if_that_is_asked_for(
    terminal: Terminal, publication: Publication
) -> None:
    edition = make_edition(publication)
    stays = terminal.run("set-schedule", "--send-time", "09:00")
    assert "No. 1, which is open, keeps its hour: Friday 20 November 2026, 07:00" in stays

    change = ("set-schedule", "--send-time", "09:00", "--move-open")
    assert "No. 1, which is open, moves: Friday 20 November 2026, 09:00" in terminal.run(*change)
    terminal.run(*change, "--save", terminal.json(*change)["code"])

    edition.refresh_from_db()
    assert edition.send_at.hour == 9


def test_nothing_is_saved_if_something_has_changed_since(
    terminal: Terminal, publication: Publication
) -> None:
    change = ("set-schedule", "--send-time", "09:00", "--move-open")
    code = terminal.json(*change)["code"]
    make_edition(publication)

    terminal.run(*change, "--save", code, code=1)

    assert "Something has changed since this was shown" in terminal.err
    publication.refresh_from_db()
    assert publication.send_time == time(7)


def test_an_approval_for_another_day_is_taken_back(terminal: Terminal, publication: Publication) -> None:
    edition = approved(make_edition(publication))
    change = ("set-schedule", "--timezone", "Pacific/Pago_Pago")

    terminal.run(*change, "--save", terminal.json(*change)["code"])

    edition.refresh_from_db()
    assert (edition.status, edition.dated) == (Edition.Status.DRAFT, date(2026, 11, 19))
