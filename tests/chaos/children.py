"""The harness's side of the nursery: children that are started, killed, frozen and looked after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson


@dataclass(slots=True)
class Child:
    """One process of an installation, in a session of its own."""

    pid: int
    name: str
    log: Path
    nursery: Nursery = field(repr=False)
    frozen: bool = False

    @property
    def exit_code(self) -> int | None:
        """Return None while it lives; the number of the signal that ended it is negative."""
        return self.nursery.exit_code(self.pid)

    @property
    def lives(self) -> bool:
        return self.exit_code is None

    def kill(self) -> None:
        """End it and all that it started, at once."""
        self._signal(signal.SIGKILL)

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)
        self.frozen = True

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)
        self.frozen = False

    def is_stopped(self) -> bool:
        """Say whether it has been frozen, by us or by itself."""
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text()
        except OSError:
            return False
        return stat.rpartition(")")[2].split()[0] == "T"

    def _signal(self, number: int) -> None:
        if self.lives:
            try:
                os.killpg(self.pid, number)
            except ProcessLookupError:
                os.kill(self.pid, number)  # Just born: it has no session of its own yet.


class Nursery:
    """Starts children. Safe for all threads; whatever still runs at the end is killed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended: dict[int, int] = {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    def start(
        self, name: str, module: str, environment: Mapping[str, str], log: Path, *arguments: str
    ) -> Child:
        order = {"do": "start", "module": module, "environment": dict(environment), "log": str(log)}
        with self._lock:
            pid = self._ask(order | {"arguments": arguments})
        return Child(pid, name, log, self)

    def exit_code(self, pid: int) -> int | None:
        with self._lock:
            self._ended.update(self._ask({"do": "reap"}))
            return self._ended.get(pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _ask(self, order: Mapping[str, Any]) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(orjson.dumps(order) + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "The nursery has ended: what it said before tells why."
        return orjson.loads(answer)
