"""`roundup up` runs all parts, stops them in order, and loses nothing in the middle of a send."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.articles.web import running_web
from tests.e2e.machine import Machine
from tests.services.waiting import PATIENCE, until

pytestmark = pytest.mark.process

READERS = 3000
ITEM = (
    "<item><title>The headline of article number {n}</title><link>https://quay.example.org/{n}</link>"
    "<guid isPermaLink='false'>{n}</guid><pubDate>{date}</pubDate><description>Text {n}.</description></item>"
)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """An installation with an approved edition and three thousand readers, in small batches."""
    machine = Machine(tmp_path / "data", ROUNDUP_BATCH_SIZE="20")
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(time.time() - 3600))
    items = "".join(ITEM.format(n=n, date=date) for n in range(5))
    with running_web() as web:
        feed = web.serve("/feed", f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
        machine.run("source", "add", feed)
        machine.run("fetch")
    readers = tmp_path / "readers.csv"
    rows = "".join(f"reader{n}@example.org,Reader {n},active\n" for n in range(READERS))
    readers.write_text("email,name,status\n" + rows)
    machine.run("import", str(readers))
    machine.run("assemble")
    machine.run("approve", "latest")
    return machine


def sent(machine: Machine) -> int:
    # Not those of a batch that is still being written, whose folder goes away while we look.
    return len(list((machine.data / "outbox").glob("*/[!.]*/*.eml")))


def test_an_interrupt_in_the_middle_of_a_send_loses_nothing(machine: Machine) -> None:
    machine.run("send", "latest")
    with machine.up() as process:
        until(lambda: sent(machine) > 100)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0

    half = machine.json("status", "latest")["account"]
    assert half["uncertain"] == 0
    assert half["accepted"] + half["pending"] == READERS
    assert half["accepted"] == sent(machine)

    with machine.up():
        until(lambda: machine.json("status", "latest")["status"] == "mailed")

    readers = [message["To"] for message in machine.outbox()]
    assert len(readers) == len(set(readers)) == READERS


def test_a_second_one_on_the_same_data_is_refused(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    with machine.up():
        machine.run("up", "--port", "1", code=1)
