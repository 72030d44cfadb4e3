"""Which core a process runs on, and how much of it the process used."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_ALL = sorted(os.sched_getaffinity(0))
# The sender has a core to itself; the provider, the broker and the database share the others.
SENDER = {_ALL[0]}
OTHERS = set(_ALL[1:]) or SENDER


@contextmanager
def on(cores: set[int]) -> Iterator[None]:
    """Let the processes that the block starts run only on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_seconds(pid: int) -> float:
    """Return the time that a process, with all its threads, has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def peak_megabytes(pid: int) -> float:
    """Return the most memory that a process ever held at once."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1000 if found else 0.0


def child_running(words: str) -> int:
    """Return the pid of our child whose command line contains `words`."""
    for pid in Path("/proc/self/task").glob("*/children"):
        for child in pid.read_text().split():
            if words in Path(f"/proc/{child}/cmdline").read_text().replace("\0", " "):
                return int(child)
    raise RuntimeError(f"No child of ours runs {words}.")
