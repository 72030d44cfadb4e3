"""The stand-in for SendGrid in a process of its own, asked over a pipe."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks import cores


class Office:
    """The other end of the pipe."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._child = child
        hello = self._read()
        self.url: str = hello["url"]
        self.key: str = hello["key"]

    def copies(self) -> int:
        """Return how many copies were taken since the last `clear`."""
        return int(self._ask("copies")["copies"])

    def clear(self) -> None:
        self._ask("clear")

    def answer_after(self, seconds: float) -> None:
        """Let so much time go by before each answer from now on."""
        self._ask(f"latency {seconds}")

    def _ask(self, question: str) -> dict[str, Any]:
        assert self._child.stdin
        print(question, file=self._child.stdin, flush=True)
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._child.stdout
        answer: dict[str, Any] = json.loads(self._child.stdout.readline())
        return answer


@contextmanager
def office() -> Iterator[Office]:
    argv = [sys.executable, "-m", "benchmarks.office"]
    with cores.on(cores.OTHERS):
        child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with child:
        yield Office(child)
        assert child.stdin
        child.stdin.close()


def _say(**words: Any) -> None:
    print(json.dumps(words), flush=True)


def main() -> None:
    """Serve until the pipe closes."""
    from roundup.providers.sendgrid.standin import StandIn

    # Requests make many small objects that all live until the answer: looking through them is waste.
    gc.set_threshold(50_000, 10, 10)
    with StandIn(rate_limit=1_000_000_000, keep_mails=False) as standin:
        _say(url=standin.url, key=standin.key)
        for line in sys.stdin:
            match line.split():
                case ["latency", seconds]:
                    standin.faults.latency = float(seconds)
                case ["clear"]:
                    standin.inbox.clear()
            _say(copies=len(standin.inbox))


if __name__ == "__main__":
    main()
