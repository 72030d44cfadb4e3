"""Ways to misbehave: planned one by one, or drawn at random in a storm."""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Manner(StrEnum):
    """How a request is answered."""

    ANSWER = "answer"
    HANG = "hang"
    DISCONNECT = "disconnect"
    CUT = "cut"
    DRIP = "drip"
    NONSENSE = "nonsense"


@dataclass(frozen=True, slots=True)
class Fault:
    """One misbehaviour. `accepted` says whether the request's mails reach the inbox nevertheless.

    `wait` is the seconds that a 429 asks for.
    """

    manner: Manner
    accepted: bool = False
    status: int = 500
    message: str = ""
    wait: int = 0


# By the names that storms and the control API use.
KINDS: Mapping[str, Fault | None] = {
    "behave": None,
    "server-error": Fault(Manner.ANSWER, False, 503, "upstream trouble"),
    "server-error-accepted": Fault(Manner.ANSWER, True, 503, "upstream trouble"),
    "rate-limit": Fault(Manner.ANSWER, False, 429, "too many requests", 1),
    "too-large": Fault(Manner.ANSWER, False, 413, "The request is too large."),
    "quota": Fault(Manner.ANSWER, False, 401, "Maximum credits exceeded"),
    "sandbox": Fault(Manner.ANSWER, False, 200),
    "hang": Fault(Manner.HANG, False),
    "hang-accepted": Fault(Manner.HANG, True),
    "disconnect": Fault(Manner.DISCONNECT, False),
    "disconnect-accepted": Fault(Manner.DISCONNECT, True),
    "cut": Fault(Manner.CUT, False),
    "drip": Fault(Manner.DRIP, False),
    "drip-accepted": Fault(Manner.DRIP, True),
    "nonsense": Fault(Manner.NONSENSE, False),
    "nonsense-accepted": Fault(Manner.NONSENSE, True),
}


class Faults:
    """What goes wrong with mail/send. Safe for all threads; a test may change it at any time.

    The plan comes first: each request takes its next entry. When the plan has ended, the storm draws, if
    there is one. `latency` is the seconds before every answer of the API.
    """

    def __init__(self) -> None:
        self.latency = 0.0
        self._lock = threading.Lock()
        self._plan: deque[Fault | None] = deque()
        self._refused: set[str] = set()
        self._rates: dict[str, float] = {}
        self._random = random.Random(0)  # noqa: S311  # a storm must be repeatable, not unpredictable

    def behave(self, times: int = 1) -> None:
        """Let the next `times` requests through before whatever is planned next."""
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

    def cut(self, *, times: int = 1) -> None:
        """Close the line while the request is still on its way."""
        self._add(Fault(Manner.CUT), times)

    def drip(self, *, accepted: bool = True, times: int = 1) -> None:
        """Answer 202 one byte at a time, too slowly for anybody to wait for the end."""
        self._add(Fault(Manner.DRIP, accepted), times)

    def nonsense(self, *, accepted: bool, times: int = 1) -> None:
        """Answer with bytes that are not HTTP."""
        self._add(Fault(Manner.NONSENSE, accepted), times)

    def plan(self, kind: str, *, times: int = 1, status: int | None = None, wait: int | None = None) -> None:
        """Plan a fault of `KINDS`, with another status or wait where given. Raises KeyError."""
        fault = KINDS[kind]
        if fault and status is not None:
            fault = replace(fault, status=status)
        if fault and wait is not None:
            fault = replace(fault, wait=wait)
        self._add(fault, times)

    def storm(self, seed: int, rates: Mapping[str, float]) -> None:
        """Draw a fault for each request from now on; `rates` gives a share of requests for each of `KINDS`.

        Shares add up to at most 1; the rest behaves well. The same seed draws the same sequence. Raises
        KeyError for an unknown kind, and ValueError for invalid shares.
        """
        for kind in rates:
            KINDS[kind]
        if any(rate < 0 for rate in rates.values()) or sum(rates.values()) > 1 + 1e-9:
            raise ValueError("The rates of a storm are shares of all requests: 0 or more, 1 together.")
        with self._lock:
            self._rates = dict(rates)
            self._random.seed(seed)

    def refuse(self, address: str) -> None:
        """From now on refuse with 400 every request that contains `address`, naming its place."""
        with self._lock:
            self._refused.add(address.lower())

    def clear(self) -> None:
        """Behave well from now on."""
        with self._lock:
            self.latency = 0.0
            self._plan.clear()
            self._refused.clear()
            self._rates = {}

    def next(self) -> Fault | None:
        """Return the fault for the current request, or None for good behaviour."""
        with self._lock:
            return self._plan.popleft() if self._plan else self._drawn()

    @property
    def refused(self) -> frozenset[str]:
        """Return the addresses that are refused, in lower case."""
        with self._lock:
            return frozenset(self._refused)

    def pending(self) -> int:
        """Return how many planned requests are still to come."""
        with self._lock:
            return len(self._plan)

    def _drawn(self) -> Fault | None:
        if not self._rates:
            return None
        drawn = self._random.random()
        for kind, rate in self._rates.items():
            if (drawn := drawn - rate) < 0:
                return KINDS[kind]
        return None

    def _add(self, fault: Fault | None, times: int) -> None:
        with self._lock:
            self._plan.extend([fault] * times)
