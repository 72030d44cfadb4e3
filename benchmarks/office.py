"""Runs SendGrid's replacement in a separate process, controlled over a pipe."""

from __future__ import annotations

import asyncio
import json
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from benchmarks import cores
from benchmarks.answerer import Desk, Pile, Verdict, serve


class Office:
    """The other end of the pipe."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._child = child
        self.pid = child.pid
        hello = self._read()
        self.url: str = hello["url"]
        self.key: str = hello["key"]

    def copies(self) -> int:
        """Return how many copies have been taken since the last `clear`."""
        return int(self._ask("copies")["copies"])

    def judge(self) -> Verdict:
        """Have everything taken since the last `clear` checked by the stand-in's rules."""
        return Verdict(**self._ask("judge"))

    def clear(self) -> None:
        self._ask("clear")

    def answer_after(self, seconds: float) -> None:
        """From now on wait this long before each answer."""
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


async def main() -> None:
    """Serve until the pipe closes."""
    with tempfile.TemporaryFile() as file:
        desk = Desk(Pile(file), f"SG.{secrets.token_urlsafe(16)}")
        server = await serve(desk)
        _say(url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", key=desk.key)
        while line := await asyncio.to_thread(sys.stdin.readline):
            _obey(line.split(), desk)


def _obey(order: list[str], desk: Desk) -> None:
    match order:
        case ["judge"]:
            _say(**asdict(desk.pile.judge()))
            return
        case ["latency", seconds]:
            desk.latency = float(seconds)
        case ["clear"]:
            desk.pile.clear()
    _say(copies=desk.pile.copies)


if __name__ == "__main__":
    asyncio.run(main())
