"""Of commands that start at once on a new data folder, one makes the tables and the others wait."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.machine import Machine

pytestmark = pytest.mark.process


def test_the_first_commands_of_an_installation_may_start_at_once(tmp_path: Path) -> None:
    machine = Machine(tmp_path, new=True)
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "roundup.config.cli", "source", "list", "--json"],
            env=machine.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]

    ended = [(process.communicate(), process.returncode) for process in started]

    assert ended == [(("[]\n", ""), 0)] * 3
