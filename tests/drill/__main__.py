"""`make drill`: kills, freezes and starves each part of a `roundup up`, and prints what said so, and when.

It exits with 1 if anything was silent for longer than a minute, or says that something is wrong when all is
well again. ONLY=worker plays the faults whose part or name has this word, on AT_ONCE=3 installations.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue

from tests.drill.faults import Fault, NotHereError, faults
from tests.drill.installation import Installation, installation
from tests.drill.signs import Sign, health_of

# The promise, in seconds, and how long we wait before we say that nothing came.
PROMISE, _LONGEST = 60.0, 90.0
# A monitor expects a ping each minute; it hears silence if none has come for longer.
_SILENCE = 65.0
_WELL_AGAIN = 300.0
_PAUSE = 0.2


class Played:
    """What became of one fault: `signs` has the first of each kind, with the seconds until then."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.signs: dict[str, tuple[float, str]] = {}
        self.ping = ""
        self.well = ""
        self.problems: list[str] = []

    def __str__(self) -> str:
        lines = [f"{self.fault.part}, {self.fault.what}: {'FAILED' if self.problems else 'told'}"]
        for by in ("health", "alarm", "log", "mail"):
            after, said = self.signs.get(by, (0.0, ""))
            lines.append(f"  {by:7}" + (f"{after:5.1f} s  {said[:230]}" if said else "   -"))
        lines += [f"  pings  {self.ping}", f"  after  {self.well}"]
        lines += [f"  FAILED {problem}" for problem in self.problems]
        return "\n".join(lines)


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    only, at_once = os.environ.get("ONLY", ""), int(os.environ.get("AT_ONCE") or 3)
    wanted = [fault for fault in faults() if only in f"{fault.part} {fault.what}"]
    waiting: SimpleQueue[Fault] = SimpleQueue()
    for fault in wanted:
        waiting.put(fault)
    with ThreadPoolExecutor(at_once) as pool:
        rounds = [pool.submit(_play_all, waiting) for _ in range(min(at_once, len(wanted)))]
        try:
            played = [one for done in rounds for one in done.result()]
        finally:
            _empty(waiting)
    failed = [one for one in played if one.problems]
    _say(f"\n{len(played)} faults, {len(failed)} not told as promised")
    return 1 if failed else 0


def _empty(waiting: SimpleQueue[Fault]) -> None:
    """Let nobody begin with another one: whoever is told to stop ends what it has started."""
    with suppress(Empty):
        while True:
            waiting.get_nowait()


def _play_all(waiting: SimpleQueue[Fault]) -> list[Played]:
    """Play what waits, on one installation."""
    played: list[Played] = []
    with installation() as at:
        _become_well(at, time.monotonic())
        while True:
            try:
                fault = waiting.get_nowait()
            except Empty:
                return played
            try:
                played.append(play(fault, at))
            except NotHereError as error:
                _say(f"{fault.part}, {fault.what}: not played: {error}")
            else:
                _say(str(played[-1]))


def play(fault: Fault, at: Installation) -> Played:
    """Break it, wait until everybody has said so, mend it, and wait until all is well again."""
    done = Played(fault)
    at.let_a_day_pass()
    began = time.monotonic()
    fault.begin(at)
    while time.monotonic() - began < _LONGEST and not _have_spoken(done, at, began):
        time.sleep(_PAUSE)
        if fault.again:
            fault.begin(at)
    _judge(done, at, began)
    _hear_silence(done, at, began)
    ended = time.monotonic()
    fault.end(at)
    if not _become_well(at, ended):
        done.problems.append(f"not well after {_WELL_AGAIN:.0f} s: {health_of(at.machine.port)}")
    _judge_end(done, at, began, ended)
    return done


def _have_spoken(done: Played, at: Installation, began: float) -> bool:
    for by in done.fault.tell:
        wanted = done.fault.health if by == "health" else done.fault.names
        if by not in done.signs and (sign := at.signs.since(began, by, wanted)):
            done.signs[by] = sign.at - began, sign.said
    return set(done.signs) >= set(done.fault.tell)


def _judge(done: Played, at: Installation, began: float) -> None:
    for by in done.fault.tell:
        if by not in done.signs:
            instead = [
                f"at {one.at - began:.0f} s: {one.said[:300]}" for one in at.signs.all_since(began, by)
            ]
            done.problems.append(f"{by} did not say it for {_LONGEST:.0f} s, but {instead}")
        elif done.signs[by][0] > PROMISE:
            done.problems.append(f"{by} took {done.signs[by][0]:.0f} s")


def _hear_silence(done: Played, at: Installation, began: float) -> None:
    """Wait until a monitor outside has missed a ping, where it must."""
    if not done.fault.is_silent:
        done.ping = "not awaited: the tick goes on, or comes back at once"
        return
    while (last := at.signs.last("ping")) and time.monotonic() - max(last.at, began - _SILENCE) < _SILENCE:
        if time.monotonic() - began > 2 * _SILENCE + _LONGEST:
            done.problems.append("the monitor was pinged all the time")
            break
        time.sleep(_PAUSE)
    done.ping = f"none for {_SILENCE:.0f} s; the last came at {(last.at if last else began) - began:.0f} s"


def _become_well(at: Installation, since: float) -> bool:
    def is_well() -> bool:
        pinged: Sign | None = at.signs.since(since, "ping")
        return bool(pinged) and at.is_whole() and health_of(at.machine.port) == "200 ok"

    return _until(is_well, _WELL_AGAIN)


def _judge_end(done: Played, at: Installation, began: float, ended: float) -> None:
    raised = {one.said.partition(": ")[0] for one in at.signs.noted if one.by == "alarm" and one.at >= began}

    def over() -> set[str]:
        return {one.said.partition(": ")[0] for one in at.signs.noted if one.by == "over" and one.at >= began}

    if not _until(lambda: raised <= over(), _PAUSE * 50):
        done.problems.append(f"the pager was not told the end of {sorted(raised - over())}")
    ping = at.signs.since(ended, "ping")
    back = f", pinged after {ping.at - ended:.0f} s" if ping else ", not pinged"
    told = ", ".join(sorted(raised)) or "-"
    done.well = f"well {time.monotonic() - ended:.0f} s after the end{back}; alarms: {told}"


def _until(condition: Callable[[], bool], seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            return False
        time.sleep(_PAUSE)
    return True


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program of the command line


if __name__ == "__main__":
    sys.exit(main())
