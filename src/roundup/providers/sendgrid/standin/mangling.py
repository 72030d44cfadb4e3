"""Ways in which events go astray: repeated, out of order, held up, lost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from roundup.providers.sendgrid.standin.events import event_rows, renamed_event
from roundup.providers.sendgrid.standin.inbox import Accepted


@dataclass(frozen=True, slots=True)
class Manners:
    """How events are treated.

    `copies` of each are sent, with different event ids. `lost` and `late` are shares from 0 to 1; with
    `whole`, all events of a request share the same fate.
    """

    copies: int = 1
    shuffled: bool = False
    lost: float = 0.0
    late: float = 0.0
    whole: bool = False
    outage: bool = False

    def __post_init__(self) -> None:
        if self.copies < 1 or not 0 <= self.lost <= 1 or not 0 <= self.late <= 1:
            raise ValueError("Copies are 1 or more, shares of events from 0 to 1.")


class Mangler:
    """Turns accepted requests into serialised events, some to go now and some later."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311  # no secret depends on which events go astray

    def events(self, accepted: Accepted, manners: Manners) -> tuple[list[bytes], list[bytes]]:
        """Return the events of a request to send, and those to send when they are released."""
        now: list[bytes] = []
        later: list[bytes] = []
        lost, late = self._luck(manners)
        for row in event_rows(accepted):
            if not manners.whole:
                lost, late = self._luck(manners)
            if not lost:
                (later if late else now).extend(_copies(row, manners.copies))
        return now, later

    def shuffle(self, events: list[bytes]) -> None:
        self._random.shuffle(events)

    def _luck(self, manners: Manners) -> tuple[bool, bool]:
        lost = bool(manners.lost) and self._random.random() < manners.lost
        return lost, bool(manners.late) and self._random.random() < manners.late


def _copies(row: dict[str, Any], count: int) -> Iterator[bytes]:
    yield orjson.dumps(row)
    for _ in range(count - 1):
        yield orjson.dumps(renamed_event(row))
