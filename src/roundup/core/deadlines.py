"""A moment after which nothing may leave; it has passed as soon as one of two clocks has reached it."""

from __future__ import annotations

import math
import time
from datetime import timedelta
from typing import NamedTuple, Self


class Deadline(NamedTuple):
    """A moment for this process, in seconds of `time.monotonic` and of `time.time`.

    It has passed as soon as either clock has reached it. The monotonic clock alone is not enough: it stands
    still while a machine is suspended, and meanwhile other processes, which go by the wall clock, give up
    what this one had begun. The wall clock alone is not enough either: somebody may set it back.
    """

    monotonic: float = math.inf
    wall: float = math.inf

    @classmethod
    def after(cls, span: timedelta) -> Self:
        seconds = span.total_seconds()
        return cls(time.monotonic() + seconds, time.time() + seconds)

    def at_most(self, seconds: float) -> Deadline:
        """Return this deadline, or one `seconds` from now if that is sooner."""
        return Deadline(min(self.monotonic, time.monotonic() + seconds), self.wall)

    def left(self) -> float:
        """Return how many seconds are left; zero or less if it has passed."""
        return min(self.monotonic - time.monotonic(), self.wall - time.time())

    def left_for_answers(self) -> float:
        """Return how many seconds to wait for answers to what has left, even if the wall clock jumps."""
        return self.monotonic - time.monotonic()

    @property
    def has_passed(self) -> bool:
        return self.left() <= 0


NEVER = Deadline()
