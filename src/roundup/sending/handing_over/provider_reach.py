"""Knows whether this process can reach the provider: if it cannot, it leaves batches to others.

The gate is for all workers, but a broken route is one machine's own trouble. The batches that it claims would
wait in vain and come back, again and again. So after a few misses it stops claiming and tries one batch now
and then, and an alarm names its machine until such a batch is answered.
"""

from __future__ import annotations

import logging
import math
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime

from roundup.core.newsroom_language import tell
from roundup.publications.alarms import clear_everywhere, raise_everywhere
from roundup.publications.models import Alarm

log = logging.getLogger(__name__)

_UNREACHED = ":unreached"
_MOST = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 60.0
# Longer than a connection takes to be refused or to time out, so that there is only one trial at a time.
_TRIAL = 10.0


class Reach:
    """What the threads of a process know about its route to the provider."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._misses = 0
        self._pause = 0.0
        self._shut_until = -math.inf
        self._next_trial = -math.inf
        # There may be an alarm from before this process started.
        self._told = True

    @property
    def is_shut(self) -> bool:
        return self._misses >= _MOST

    def lets_through(self) -> bool:
        """Say whether to claim: always while the provider can be reached, otherwise once after each pause."""
        if not self.is_shut:
            return True
        with self._lock:
            now = self._clock()
            if now < max(self._shut_until, self._next_trial):
                return False
            self._next_trial = now + _TRIAL
            return True

    def missed(self, said: str, now: datetime) -> None:
        """Note that the provider could not be reached. Posts under way when claiming stopped do not count."""
        with self._lock:
            was_shut, at = self.is_shut, self._clock()
            self._misses += not was_shut
            if not self.is_shut or at < self._shut_until:
                return
            self._pause = min(2 * self._pause, _LONGEST_PAUSE) if was_shut else _FIRST_PAUSE
            self._shut_until = at + self._pause
            self._told = True
        if not was_shut:
            _tell(said, now)

    def reached(self, now: datetime) -> None:
        """Note that the provider has answered, whatever it said. Cheap while all is well."""
        if not self._misses and not self._told:
            return
        with self._lock:
            was_told, self._told = self._told, False
            was_shut, self._misses = self.is_shut, 0
        if was_told:
            clear_everywhere(_about(), now)
        if was_shut:
            log.info("the provider can be reached again: batches are taken as before")


def lost_ways() -> list[str]:
    """Return the alarms about workers that cannot reach the provider."""
    open_ones = Alarm.objects.filter(cleared_at=None, about__startswith="worker:", about__endswith=_UNREACHED)
    return list(open_ones.order_by("about").values_list("message", flat=True).distinct())


def _about() -> str:
    return f"worker:{socket.gethostname()[:100]}{_UNREACHED}"


def _tell(said: str, now: datetime) -> None:
    log.warning("the provider cannot be reached from here: no more batches are taken, except as trials")
    raise_everywhere(
        _about(),
        tell(
            "The worker on %(host)s cannot reach the provider, and takes no more batches; other workers "
            "carry on. It tries again every minute, and this alarm ends when it succeeds. %(said)s",
            host=socket.gethostname()[:100],
            said=said,
        ),
        now,
    )


here = Reach()
