"""`roundup demo --once` fills the outbox once, however often it is run and wherever it is cut short.

It runs from the wheel, in a folder of its own, to which this tree is unknown.
"""

from __future__ import annotations

import re
import signal
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.e2e.letters import Letters, html_of, text_of
from tests.e2e.machine import Machine
from tests.e2e.test_wheel import python, wheel  # noqa: F401 - fixtures
from tests.services.waiting import PATIENCE

pytestmark = pytest.mark.process

READERS = 1000
ALL = {f"reader{number:04}@example.org" for number in range(1, READERS + 1)}


def demo(machine: Machine, *options: str) -> str:
    return machine.run("demo", "--once", "--port", str(machine.port), *options)


@dataclass
class Interrupted:
    """The first run, which was asked to stop in the middle of its send."""

    code: int
    said: str
    addresses: list[str]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, python: Path) -> Machine:  # noqa: F811
    """A new one with the wheel. It sends in small batches, so that there is a middle to be interrupted in."""
    machine = Machine(tmp_path_factory.mktemp("demo"), new=True, ROUNDUP_BATCH_SIZE="5", ROUNDUP_WORKERS="1")
    machine.environment.pop("PYTHONPATH", None)
    machine.python, machine.folder = python, tmp_path_factory.mktemp("elsewhere")
    return machine


@pytest.fixture(scope="module")
def interrupted(machine: Machine) -> Interrupted:
    with subprocess.Popen(
        [machine.python, "-m", "roundup.config.cli", "demo", "--once", "--port", str(machine.port)],
        cwd=machine.folder,
        env=machine.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            # The first that it tells of is not yet the last.
            next(line for line in process.stderr if re.search(r" [1-9]\d{0,2} of 1,000 accepted", line))
            process.send_signal(signal.SIGINT)
            said = process.stderr.read()
            return Interrupted(process.wait(PATIENCE), said, addresses(Letters(machine.data).all()))
        finally:
            process.kill()


@pytest.fixture(scope="module")
def told(machine: Machine, interrupted: Interrupted) -> dict[str, Any]:
    """What the second run prints: one document, and nothing of its children."""
    return dict(orjson.loads(demo(machine, "--json")))


@pytest.fixture(scope="module")
def letters(machine: Machine, told: dict[str, Any]) -> list[EmailMessage]:
    """The readers' own; its editor is mailed, too."""
    return [letter for letter in Letters(machine.data).all() if letter["List-Unsubscribe"]]


def addresses(letters: list[EmailMessage]) -> list[str]:
    return [address.addr_spec for letter in letters for address in letter["To"].addresses]


def test_one_that_is_interrupted_stops_in_good_order(interrupted: Interrupted) -> None:
    assert interrupted.code == 1
    assert "Traceback" not in interrupted.said
    half = interrupted.addresses
    assert len(set(half)) == len(half) > 0


def test_the_next_one_goes_on_and_every_reader_gets_one_message(
    letters: list[EmailMessage],
) -> None:
    assert len(letters) == READERS
    assert set(addresses(letters)) == ALL


def test_every_message_is_whole(letters: list[EmailMessage]) -> None:
    for letter in letters:
        assert not [part.defects for part in letter.walk() if part.defects]
        assert [part.get_content_type() for part in letter.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]
        assert letter["Subject"]
        assert letter["List-Unsubscribe"].startswith("<http://127.0.0.1:")
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.search(r"<[\w.-]+>$", letter["List-Id"])


def test_every_message_has_links_of_its_own(letters: list[EmailMessage]) -> None:
    ways_out = {letter["List-Unsubscribe"] for letter in letters}
    assert len(ways_out) == READERS
    for letter in letters:
        path = re.search(r"/u/[^/]+/", letter["List-Unsubscribe"])
        assert path is not None
        assert path[0] in text_of(letter)
        assert path[0] in html_of(letter)


def test_readers_with_wishes_get_what_they_follow(letters: list[EmailMessage]) -> None:
    assert len({re.sub(r"/[bpu]/[^/]+/", "", text_of(letter)) for letter in letters}) > 10


def test_news_of_after_the_week_is_left_to_the_next_draft(letters: list[EmailMessage]) -> None:
    """A worker that runs too early lets the draft take all of it in."""
    told = {day for letter in letters for day in re.findall(r"/sample/(\d{4}-\d\d-\d\d)-", text_of(letter))}

    week_end = datetime.now(UTC) + timedelta(hours=1) - timedelta(days=3)
    assert told
    assert max(map(date.fromisoformat, told)) <= week_end.date()


def test_the_account_closes(machine: Machine, told: dict[str, Any]) -> None:
    assert told["account"] == {
        "candidates": READERS,
        "accepted": READERS,
        "excluded": {},
        "refused": 0,
        "uncertain": 0,
        "pending": 0,
    }
    assert Path(told["outbox"]) == machine.data / "outbox"


def test_it_leaves_nothing_where_it_was_started(machine: Machine, told: dict[str, Any]) -> None:
    assert not list(machine.folder.iterdir())


def test_one_more_run_adds_nothing(machine: Machine, told: dict[str, Any]) -> None:
    before = {file: file.stat().st_mtime_ns for file in machine.data.glob("outbox/**/*.eml")}

    assert orjson.loads(demo(machine, "--json"))["account"] == told["account"]

    assert {file: file.stat().st_mtime_ns for file in machine.data.glob("outbox/**/*.eml")} == before
