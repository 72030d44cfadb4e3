"""Start a server as a child, wait until it answers, stop it by its own process id."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.services.waiting import PATIENCE


@contextmanager
def running(
    argv: Sequence[str | Path], answers: Callable[[], bool], log: Path, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `argv` until the block ends; its output goes to `log`, which is quoted when it does not come up."""
    child = start(argv, answers, log, **options)
    try:
        yield child
    finally:
        stop(child)


def start(
    argv: Sequence[str | Path], answers: Callable[[], bool], log: Path, **options: Any
) -> subprocess.Popen[bytes]:
    """Start `argv`, whose output `log` goes on with, and return its process once it answers."""
    with log.open("ab") as output:
        child = subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C reaches the tests, which stop their servers in order.
            **options,
        )
    try:
        _wait(child, answers, log)
    except BaseException:
        stop(child)
        raise
    return child


def stop(child: subprocess.Popen[bytes]) -> int:
    """End `child` as an operator would, by force if that takes too long, and return its exit code."""
    child.terminate()
    try:
        return child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def _wait(child: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers():
        if child.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{child.args} did not come up:\n{log.read_text(errors='replace')}")
        time.sleep(0.02)
