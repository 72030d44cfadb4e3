"""Starts a child process that reads strangers' bytes; it gets a question, but not our environment."""

from __future__ import annotations

import os
import subprocess
import sys


def ask_child(entry: str, question: bytes, seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Run the module `entry` in a child process, hand it the question, and return how it ended.

    The child reads what strangers wrote, so it must not get the keys that we hold. Raises OSError if it
    cannot be started, and TimeoutExpired after `seconds`.
    """
    return subprocess.run(
        [sys.executable, "-m", entry],
        input=question,
        capture_output=True,
        timeout=seconds,
        env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        check=False,
    )
