"""`roundup up` runs all parts, stops them in order, and loses nothing in the middle of a send."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.e2e.machine import Machine
from tests.e2e.test_rehearsal import SENT, prepare
from tests.services.waiting import PATIENCE, until

pytestmark = pytest.mark.process

READERS = 2000


def sent(machine: Machine) -> int:
    # Not those of a batch that is still being written, whose folder goes away while we look.
    return len(list((machine.data / "outbox").glob("*/[!.]*/*.eml")))


def test_an_interrupt_in_the_middle_of_a_send_loses_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "data", ROUNDUP_BATCH_SIZE="20")
    prepare(machine, tmp_path, readers=READERS)
    with machine.up() as process:
        until(lambda: sent(machine) > 100)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0

    half = machine.json("status", "latest")["account"]
    assert half["uncertain"] == 0
    assert half["accepted"] + half["pending"] == READERS
    assert half["accepted"] == sent(machine)

    with machine.up():
        until(lambda: machine.count(SENT))

    readers = [message["To"] for message in machine.outbox()]
    assert len(readers) == len(set(readers)) == READERS


def test_a_second_one_on_the_same_data_is_refused(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    with machine.up():
        machine.run("up", "--port", "1", code=1)
