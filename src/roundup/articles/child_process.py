"""Starting a child process for strangers' bytes: it gets a question, and nothing of our environment."""

from __future__ import annotations

import os
import subprocess
import sys


def ask_child(entry: str, question: bytes, seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Run the module `entry` in a child, hand it the question, and return how it ended.

    The child reads what strangers wrote, and we hold keys. Raises OSError where it cannot be started, and
    TimeoutExpired where it hangs.
    """
    return subprocess.run(
        [sys.executable, "-m", entry],
        input=question,
        capture_output=True,
        timeout=seconds,
        env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        check=False,
    )
