"""A worker that is alive and does not look for work: noticed by its silence, and started anew.

Celery's connection to its broker can die without its noticing. The worker then takes no task and
says nothing; only the moment of its last look, which stands in the database, tells.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from django.db import Error, connection
from django.utils import timezone

from roundup.config.commands.output import tell
from roundup.sending import pulse

EVERY = 15.0
MOST = 3


class Watchdog:
    """Looks now and then how old the last tick is, and restarts the worker where it is too old.

    `age` returns seconds, `math.inf` where there was no tick ever, None where nobody can tell.
    Only ticks since the worker's start speak for it: it is given its time first.
    """

    def __init__(
        self,
        age: Callable[[], float | None],
        patience: float,
        restart: Callable[[], object],
        say: Callable[[str], object] = tell,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._age, self._patience, self._restart, self._say = age, patience, restart, say
        self._clock = clock
        self._began = self._looked = clock()
        self._restarts = 0

    def look(self) -> bool:
        """Look, if it is time; return False where restarting has not helped, and all should stop."""
        now = self._clock()
        if now - self._looked < EVERY:
            return True
        self._looked = now
        age = self._age()
        if age is None:
            return True
        running = now - self._began
        if age < running:
            self._restarts = 0
        return min(age, running) <= self._patience or self._mend(int(running if age > running else age))

    def _mend(self, silent: int) -> bool:
        if self._restarts >= MOST:
            self._say(
                f"roundup: the worker was restarted {MOST} times and still does not look for work; stopping. "
                "See whether the broker answers (`roundup doctor`)."
            )
            return False
        self._restarts += 1
        self._say(
            f"roundup: the worker runs, but has not looked for work for {silent} seconds; restarting it."
        )
        self._restart()
        self._began = self._clock()
        return True


def watchdog(restart: Callable[[], object]) -> Watchdog:
    """Return one that reads this installation's database."""
    return Watchdog(_age_of_tick, pulse.patience().total_seconds(), restart)


def _age_of_tick() -> float | None:
    try:
        age = pulse.tick_age(timezone.now())
    except Error:
        return None  # Without its database no worker can look: a restart would not help.
    finally:
        connection.close()
    return age.total_seconds() if age else math.inf
