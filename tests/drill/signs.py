"""What says that something is wrong, and when: `/health/`, alarms, log, mails and pings."""

from __future__ import annotations

import re
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any, Self
from urllib.error import HTTPError, URLError

import orjson

if TYPE_CHECKING:
    from tests.drill.installation import Installation

_PAUSE = 0.1
# How long a monitor waits for `/health/` before it counts that as a fault.
_MONITOR_WAITS = 10.0
NO_ANSWER = "no answer"


@dataclass(frozen=True)
class Sign:
    """Something that was said: when, by whom (health, alarm, over, log, mail, ping), and what."""

    at: float
    by: str
    said: str


class Signs:
    """Notes every sign while the block lasts. `since` asks for the first that says something."""

    def __init__(self, watched: Installation) -> None:
        self._watched = watched
        self.noted: list[Sign] = []
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._go_on, args=(step,), daemon=True)
            for step in (self._health, self._others)
        ]
        self._seen = {"log": 0, "mail": 0, "alarm": 0, "ping": 0}
        self._last_health = ""

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def since(self, moment: float, by: str, pattern: str = "") -> Sign | None:
        """Return the first sign after `moment` that says this."""
        return next((one for one in self.all_since(moment, by) if re.search(pattern, one.said)), None)

    def all_since(self, moment: float, by: str) -> list[Sign]:
        return [one for one in self.noted if one.at >= moment and one.by == by]

    def last(self, by: str) -> Sign | None:
        return next((one for one in reversed(self.noted) if one.by == by), None)

    def _go_on(self, step: Callable[[], None]) -> None:
        while not self._ended.wait(_PAUSE):
            step()

    def _note(self, by: str, said: str) -> None:
        self.noted.append(Sign(time.monotonic(), by, said))

    def _health(self) -> None:
        said = health_of(self._watched.machine.port)
        if said != self._last_health:
            self._last_health = said
            self._note("health", said)

    def _others(self) -> None:
        watched = self._watched
        for line in self._new("log", watched.machine.said):
            self._note("log", line.strip())
        for taken in self._new("mail", watched.post.taken):
            self._note("mail", _text(taken.data))
        for call in self._new("alarm", watched.pager.asked):
            told = orjson.loads(call.body)
            self._note("over" if told["state"] == "over" else "alarm", f"{told['about']}: {told['message']}")
        for _ in self._new("ping", watched.monitor.asked):
            self._note("ping", "tick")

    def _new(self, by: str, things: list[Any]) -> list[Any]:
        found = things[self._seen[by] :]
        self._seen[by] += len(found)
        return found


def health_of(port: int) -> str:
    """Return what a pager learns: `200 ok`, or the code, the status, and every part with a fault."""
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/health/?strict", timeout=_MONITOR_WAITS
        ) as answer:
            return _brief(answer.status, orjson.loads(answer.read()))
    except HTTPError as error:
        return _brief(error.code, orjson.loads(error.read()))
    except (URLError, OSError):
        return NO_ANSWER


def _brief(code: int, found: dict[str, Any]) -> str:
    faults = [f"{part}: {said}" for part, said in (found.get("parts") or {}).items() if said != "ok"]
    if found.get("alarms"):
        faults.append(f"alarms: {found['alarms']}")
    return "; ".join([f"{code} {found['status']}", *faults])


def _text(data: bytes) -> str:
    mail = message_from_bytes(data, policy=policy.default)
    body = mail.get_body(("plain",))  # type: ignore[attr-defined]
    return " ".join(f"{mail['Subject']}: {body.get_content() if body else ''}".split())
