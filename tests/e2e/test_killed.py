"""Each process of `roundup up` is killed: the others go on, it comes back, and none is left behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
import redis

from roundup.config.commands.processes import web_answers
from tests.e2e.machine import Machine
from tests.e2e.parts import lives, of, parts
from tests.services.waiting import until

pytestmark = pytest.mark.process

ALL = {"valkey", "worker", "beat", "web", "web's worker"}
# What somebody else may write where our wake-ups are.
STRANGE = (
    b"hello",
    b"\xff\xfe",
    b"[]",
    b"17",
    b'{"body": 3}',
    b'{"properties": {"delivery_tag": "x"}, "body": "?"}',
)


def looks(machine: Machine) -> object:
    """Say whether a worker looked for work just now."""
    said = next(c for c in machine.checks() if c["check"] == "worker")
    return "seconds ago" in said["message"] or "second ago" in said["message"]


def test_whoever_is_killed_comes_back_and_leaves_nothing_behind(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    with machine.up() as process:
        until(lambda: set(parts(process.pid, tmp_path)) == ALL)
        for name in sorted(ALL):
            before = parts(process.pid, tmp_path)
            os.kill(before[name], signal.SIGKILL)
            until(lambda before=before, name=name: not lives(before[name]))
            until(
                lambda before=before, name=name: (
                    set(now := parts(process.pid, tmp_path)) == ALL and now[name] != before[name]
                )
            )
            if "web" not in name:
                assert web_answers("127.0.0.1", machine.port)
            until(lambda: len(of(tmp_path)) == len(ALL) + 1)
        until(lambda: web_answers("127.0.0.1", machine.port))
        until(lambda: looks(machine))

        process.kill()
        until(lambda: not of(tmp_path))


def test_a_message_that_is_not_ours_ends_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    with machine.up() as process:
        until(lambda: set(parts(process.pid, tmp_path)) == ALL)
        before = parts(process.pid, tmp_path)
        with redis.Redis(unix_socket_path=str(tmp_path / "valkey.sock")) as broker:
            broker.lpush("celery", *STRANGE)
            broker.lpush("roundup", *STRANGE)
            until(lambda: broker.llen("roundup") == 0)
            assert broker.llen("celery") == len(STRANGE)
        until(
            lambda: (
                sum("Roundup did not write was discarded" in line for line in machine.said)
                >= len(STRANGE) - 1
            )
        )
        until(lambda: looks(machine))

        assert parts(process.pid, tmp_path) == before
