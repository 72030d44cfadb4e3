"""Notices, by its silence, a worker that is alive but does not look for work, and restarts it.

Celery's connection to its broker can die without Celery noticing. The worker then takes no task and says
nothing; only the moment of its last look, stored in the database, shows it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from django.db import Error, connection
from django.utils import timezone

from roundup.config.commands.output import tell_progress
from roundup.config.environment.database_waits import waiting_at_most
from roundup.sending.safety import heartbeat

EVERY = 15.0
# This many times in a row we restart as soon as the silence is too long; then less and less often.
MOST = 3
_RAREST = 8
# In seconds. The supervisor does nothing else while it waits.
_DATABASE_WITHIN = 5.0


class Watchdog:
    """Checks now and then how old the last tick is, and restarts the worker if it is too old.

    If that does not help, each new worker gets twice the time; the web goes on in any case. `age` returns
    seconds, `math.inf` if there was never a tick, and None if nobody can tell. A new worker is given time,
    because only ticks since its start count.
    """

    def __init__(
        self,
        age: Callable[[], float | None],
        patience: float,
        restart: Callable[[], object],
        say: Callable[[str], object] = tell_progress,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._age, self._patience, self._restart, self._say = age, patience, restart, say
        self._clock = clock
        self._began = self._looked = clock()
        self._restarts = 0

    def look(self) -> None:
        """Look, if it is time."""
        now = self._clock()
        if now - self._looked < EVERY:
            return
        self._looked = now
        age = self._age()
        if age is None:
            return
        running = now - self._began
        if age < running:
            self._restarts = 0
        if min(age, running) > self._patience * self._slower():
            self._mend(int(running if age > running else age))

    def _slower(self) -> int:
        return int(min(2 ** max(self._restarts - MOST + 1, 0), _RAREST))

    def _mend(self, silent: int) -> None:
        self._restarts += 1
        self._say(
            f"roundup: the worker is running, but has not looked for work for {silent} seconds; restarting "
            "it."
        )
        if self._restarts > MOST:
            self._say(
                "roundup: that has not helped before. See whether the broker answers (`roundup doctor`)."
            )
        self._restart()
        self._began = self._clock()


def build_watchdog(restart: Callable[[], object]) -> Watchdog:
    """Return a watchdog that reads this installation's database."""
    return Watchdog(_age_of_tick, heartbeat.restart_limit().total_seconds(), restart)


def _age_of_tick() -> float | None:
    try:
        with waiting_at_most(_DATABASE_WITHIN):
            age = heartbeat.tick_age(timezone.now())
    except Error:
        return None  # Without its database no worker can look: a restart would not help.
    finally:
        connection.close()
    return age.total_seconds() if age else math.inf
