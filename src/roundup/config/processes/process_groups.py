"""Processes end with those they belong to: children with their parent, and whatever a dead one had started.

A child leads a process group of its own, in which all are that it starts. The kernel ends a process
whose parent is gone where that was asked for (Linux only).
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from contextlib import suppress

_LINUX = sys.platform == "linux"
# Looked up before any fork: between that and the new program only the simplest is safe.
_LIBC = ctypes.CDLL(None) if _LINUX else None
_PR_SET_PDEATHSIG = 1


def end_with_parent(number: int, parent: int) -> None:
    """Have the kernel send us a signal when the process `parent` is gone, which started us."""
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # It went before we had asked.
        os.kill(os.getpid(), number)


def has_ended(child: subprocess.Popen[bytes]) -> bool:
    """Say whether a child is dead, and leave its number taken, so that its group is nobody else's."""
    if child.returncode is not None:
        return True
    return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def end_with_those_it_started(child: subprocess.Popen[bytes]) -> int:
    """Kill a child, dead or alive, and whatever is left in its group; return its exit code."""
    if child.returncode is None:
        with suppress(
            ProcessLookupError, PermissionError
        ):  # The latter where only the dead are left (macOS).
            os.killpg(child.pid, signal.SIGKILL)
    return child.wait()
