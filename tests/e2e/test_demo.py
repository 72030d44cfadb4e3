"""`roundup demo --once` fills the outbox once, however often it is run and wherever it is cut short."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.e2e.letters import Letters, html_of, text_of
from tests.e2e.machine import Machine
from tests.services.waiting import PATIENCE

pytestmark = pytest.mark.process

READERS = 1000
ALL = {f"reader{number:04}@example.org" for number in range(1, READERS + 1)}


def demo(machine: Machine, *options: str) -> str:
    return machine.run("demo", "--once", "--port", str(machine.port), *options)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(tmp_path_factory.mktemp("demo"), new=True)


@pytest.fixture(scope="module")
def told(machine: Machine) -> dict[str, Any]:
    """What the first run prints: one document, and nothing of its children."""
    return dict(orjson.loads(demo(machine, "--json")))


@pytest.fixture(scope="module")
def letters(machine: Machine, told: dict[str, Any]) -> list[EmailMessage]:
    return Letters(machine.data).all()


def addresses(letters: list[EmailMessage]) -> list[str]:
    return [address.addr_spec for letter in letters for address in letter["To"].addresses]


def test_every_reader_gets_one_message(letters: list[EmailMessage]) -> None:
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


def test_a_second_run_adds_nothing(machine: Machine, told: dict[str, Any]) -> None:
    before = {file: file.stat().st_mtime_ns for file in machine.data.glob("outbox/**/*.eml")}

    assert orjson.loads(demo(machine, "--json"))["account"] == told["account"]

    assert {file: file.stat().st_mtime_ns for file in machine.data.glob("outbox/**/*.eml")} == before


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[tuple[Machine, subprocess.Popen[str]]]:
    """A demo that runs, in small batches, so that there is a middle to be interrupted in."""
    machine = Machine(tmp_path, ROUNDUP_BATCH_SIZE="5", ROUNDUP_WORKERS="1")
    with subprocess.Popen(
        [sys.executable, "-m", "roundup.config.cli", "demo", "--once", "--port", str(machine.port)],
        env=machine.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield machine, process
        finally:
            process.kill()


def test_one_that_was_interrupted_goes_on_where_it_was(
    begun: tuple[Machine, subprocess.Popen[str]],
) -> None:
    machine, process = begun
    assert process.stderr is not None
    # The first that it tells of is not yet the last.
    next(line for line in process.stderr if re.search(r" [1-9]\d{0,2} of 1,000 accepted", line))
    process.send_signal(signal.SIGINT)
    said = process.stderr.read()

    assert process.wait(PATIENCE) == 1
    assert "Traceback" not in said
    half = addresses(Letters(machine.data).all())
    assert len(set(half)) == len(half) > 0

    demo(machine)

    whole = addresses(Letters(machine.data).all())
    assert len(whole) == READERS
    assert set(whole) == ALL
