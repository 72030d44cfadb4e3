"""Numbers that are never given out twice, whatever a database has forgotten.

A database continues counting from what it knows: after a restore it would give the numbers that it has
forgotten to other people, and old links and events would then act on those people. So every row that a link
or a mail names gets a number made from the clock instead, which no restore sets back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

# 2020-01-01, UTC. Numbers have 56 bits, which last until 2156: 32 of them for the second.
_SINCE = 1_577_836_800
_BITS = 24
# Higher than any number that a database gave out by counting, because old links still name those.
LEAST = 2**48


class Identifiers:
    """Gives out numbers that increase with the clock and have a random part.

    Two processes that ask in the same second begin at different numbers. While the clock stands still, or
    after it is set back, counting continues from the last number.
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
                # Begin in the lower half, so that there is room for millions in each second.
                self._second = second
                self._last = (second << _BITS) + self._randbits(_BITS - 1)
            else:
                self._last += 1
            return self._last
