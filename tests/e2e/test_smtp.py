"""An edition through a real mail server, whose answers are the last thing that its worker hears."""

from __future__ import annotations

import csv
import os
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.machine import Machine
from tests.e2e.parts import lives, parts
from tests.e2e.test_rehearsal import READERS, prepare
from tests.services.smtp_host import SmtpHost, Taken
from tests.services.waiting import until

pytestmark = pytest.mark.process

# After so many messages in all: in mid-batch each time.
KILLS = [37, 111]
POSTS_OUT = 4
ACCEPTED = "sending_delivery JOIN sending_batch b ON b.id = batch_id WHERE b.state = 'accepted'"
UNDER_WAY = "sending_batch WHERE state IN ('ready', 'leased', 'posting')"
SENDER = ("--sender-email", "weekly@quay.example.org", "--postal-address", "The Quay, 1 Quay Street, Lisbon")


def run_out(data: Path) -> None:
    """Let the leases of a dead worker run out now: they last two minutes."""
    with closing(sqlite3.connect(data / "roundup.sqlite3", timeout=60)) as ledger, ledger:
        ledger.execute("UPDATE sending_batch SET lease_until = '2000-01-01' WHERE state = 'posting'")


def uncertain_readers(machine: Machine, told: dict[str, list[dict[str, int]]]) -> set[str]:
    found: set[str] = set()
    for batch in told["uncertain"]:
        rows = machine.run("settle", "latest", str(batch["batch"]), "--list").splitlines()
        found |= {row["email"] for row in csv.DictReader(rows)}
    return found


def test_a_worker_killed_in_mid_batch_leaves_only_the_unanswered_uncertain(tmp_path: Path) -> None:
    data = tmp_path / "data"
    machine = Machine(
        data,
        ROUNDUP_PROVIDER="smtp",
        ROUNDUP_BASE_URL="https://weekly.example.org",
        ROUNDUP_WORKERS="1",
        ROUNDUP_UNCERTAIN_AFTER="1s",
    )
    with SmtpHost() as host:
        machine.environment["ROUNDUP_SMTP_URL"] = host.url()
        quay = ("publication", "add", "The Quay", "--url", "https://quay.example.org", *SENDER)
        prepare(machine, tmp_path, quay)
        supervisor = 0

        def kill(taken: Taken) -> None:
            """End the worker while it waits for the answer to this very message."""
            if len(host.taken) in KILLS:
                worker = parts(supervisor, data)["worker"]
                os.kill(worker, signal.SIGKILL)
                until(lambda: not lives(worker))
                run_out(data)

        host.when_taken = kill
        with machine.up() as process:
            supervisor = process.pid
            until(lambda: machine.count(ACCEPTED) >= READERS - len(KILLS) * POSTS_OUT)
            until(lambda: not machine.count(UNDER_WAY))
            until(lambda: machine.count("publications_alarm WHERE message LIKE '%cannot know%'"))
            assert "cannot know" in machine.run("alarms")
            told = machine.json("status", "latest")

    counts = Counter(taken.to for taken in host.taken)
    everybody = {row["email"] for row in csv.DictReader((tmp_path / "readers.csv").read_text().splitlines())}
    unanswered = uncertain_readers(machine, told)
    assert max(counts.values()) == 1, "No readers twice."
    assert everybody - unanswered <= counts.keys(), "Whoever is accepted got it."
    assert told["account"]["pending"] == 0
    assert told["account"]["uncertain"] == len(unanswered)
    assert told["account"]["accepted"] == READERS - len(unanswered)
    assert len(KILLS) <= len(unanswered) <= len(KILLS) * POSTS_OUT
