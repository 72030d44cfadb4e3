"""Makes processes end together: children with their parent, and everything a dead child had started.

Each child leads its own process group, which contains everything it starts. On request the kernel ends a
process whose parent is gone (Linux only).
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from contextlib import suppress

_LINUX = sys.platform == "linux"
# Looked up before any fork: between a fork and the new program only the simplest calls are safe.
_LIBC = ctypes.CDLL(None) if _LINUX else None
_PR_SET_PDEATHSIG = 1


def end_with_parent(number: int, parent: int) -> None:
    """Have the kernel send us a signal when `parent`, the process that started us, is gone."""
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # It was gone before we asked.
        os.kill(os.getpid(), number)


def has_ended(child: subprocess.Popen[bytes]) -> bool:
    """Say whether a child is dead, but keep its number in use, so that nobody else gets its group."""
    if child.returncode is not None:
        return True
    return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def end_with_those_it_started(child: subprocess.Popen[bytes]) -> int:
    """Kill a child, if it still lives, and whatever is left in its group; return its exit code."""
    if child.returncode is None:
        with suppress(
            ProcessLookupError, PermissionError
        ):  # The latter happens if only dead processes are left (macOS).
            os.killpg(child.pid, signal.SIGKILL)
    return child.wait()
