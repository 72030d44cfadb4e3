"""Ways to misbehave, planned ahead: each request takes the next one, and none behaves well."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class Manner(StrEnum):
    """How a request is answered."""

    ANSWER = "answer"
    HANG = "hang"
    DISCONNECT = "disconnect"
    DRIP = "drip"
    NONSENSE = "nonsense"


@dataclass(frozen=True, slots=True)
class Fault:
    """One misbehaviour. `accepted` says whether the request's mails reach the inbox all the same.

    `wait` is the seconds that a 429 asks for.
    """

    manner: Manner
    accepted: bool = False
    status: int = 500
    message: str = ""
    wait: int = 0


class Faults:
    """The plan. Safe for all threads; a test may add to it at any time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plan: deque[Fault | None] = deque()
        self._refused: set[str] = set()

    def behave(self, times: int = 1) -> None:
        """Let the next `times` requests through before what is planned after."""
        self._add(None, times)

    def server_error(self, *, accepted: bool, status: int = 503, times: int = 1) -> None:
        """Answer 5xx, as an edge server does, after or before the mails were taken."""
        self._add(Fault(Manner.ANSWER, accepted, status, "upstream trouble"), times)

    def rate_limit(self, *, wait: int = 1, times: int = 1) -> None:
        """Answer 429, asking to wait for `wait` seconds."""
        self._add(Fault(Manner.ANSWER, False, 429, "too many requests", wait), times)

    def answer(self, status: int, message: str = "", *, accepted: bool = False, times: int = 1) -> None:
        """Answer with `status`: 401 "Maximum credits exceeded", 413, 200 as in sandbox mode, …"""
        self._add(Fault(Manner.ANSWER, accepted, status, message), times)

    def hang(self, *, accepted: bool, times: int = 1) -> None:
        """Keep the line open and say nothing, until the other end gives up or the stand-in stops."""
        self._add(Fault(Manner.HANG, accepted), times)

    def disconnect(self, *, accepted: bool, times: int = 1) -> None:
        """Close the line without an answer."""
        self._add(Fault(Manner.DISCONNECT, accepted), times)

    def drip(self, *, accepted: bool = True, times: int = 1) -> None:
        """Answer 202 a byte at a time, never ending in any useful time."""
        self._add(Fault(Manner.DRIP, accepted), times)

    def nonsense(self, *, accepted: bool, times: int = 1) -> None:
        """Answer with bytes that are not HTTP."""
        self._add(Fault(Manner.NONSENSE, accepted), times)

    def refuse(self, address: str) -> None:
        """Refuse with 400, from now on, every request that holds `address`, naming its place."""
        with self._lock:
            self._refused.add(address.lower())

    def clear(self) -> None:
        with self._lock:
            self._plan.clear()
            self._refused.clear()

    def next(self) -> Fault | None:
        """Return the fault of the request now at hand, None for good behaviour."""
        with self._lock:
            return self._plan.popleft() if self._plan else None

    def refuses(self, address: str) -> bool:
        return address.lower() in self._refused

    def pending(self) -> int:
        """Return how many planned requests are still to come."""
        with self._lock:
            return len(self._plan)

    def _add(self, fault: Fault | None, times: int) -> None:
        with self._lock:
            self._plan.extend([fault] * times)
