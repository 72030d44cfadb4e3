"""Numbers that are never given out twice, whatever a database has forgotten.

A database counts on from what it knows: after a restore it gives the numbers that it has forgotten
to other people, and links and events that name them would act on those. So whatever a link or a mail
names takes its number from the clock instead, which no restore sets back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

# 2020-01-01, UTC. Numbers have 56 bits, which last until 2156: 32 of them for the second.
_SINCE = 1_577_836_800
_BITS = 24
# Above every number that a database counted out by itself: old links still name those.
LEAST = 2**48


class Identifiers:
    """Gives out numbers that grow with the clock and have a random part.

    Of two processes that ask in the same second each begins somewhere else. While the clock stands
    still, or is set back, counting goes on where it was.
    """

    def __init__(self, clock: Callable[[], float], randbits: Callable[[int], int]) -> None:
        self._clock, self._randbits = clock, randbits
        self._lock = threading.Lock()
        self._second = self._last = 0

    def fresh(self) -> int:
        """Return a number that was never given out before."""
        second = max(int(self._clock()) - _SINCE, LEAST >> _BITS)
        with self._lock:
            if second > self._second:
                # In the lower half, so that a second has room for millions.
                self._second = second
                self._last = (second << _BITS) + self._randbits(_BITS - 1)
            else:
                self._last += 1
            return self._last
