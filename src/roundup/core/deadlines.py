"""A moment after which nothing may leave, by whichever clock reaches it first."""

from __future__ import annotations

import math
import time
from datetime import timedelta
from typing import NamedTuple, Self


class Deadline(NamedTuple):
    """A moment in this process, in seconds: of `time.monotonic`, and of `time.time`.

    It has passed as soon as either clock has reached it. The monotonic clock alone would not do: it stands
    still while a machine is suspended, and meanwhile others give up, by the wall clock, what this process
    had begun. The wall clock alone would not do either: somebody may set it back.
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
        """Return how many seconds to wait for an answer to what has left, even if the wall clock jumps."""
        return self.monotonic - time.monotonic()

    @property
    def has_passed(self) -> bool:
        return self.left() <= 0


NEVER = Deadline()
