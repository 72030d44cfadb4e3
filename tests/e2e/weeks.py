"""Weeks that pass on a frozen clock, with all that the beat would have started meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final
from unittest.mock import patch

import time_machine
from django.db import connections

from roundup.articles import filling
from roundup.config.celery import app
from roundup.editions.tasks import tick as editions_tick
from roundup.newsroom.tasks import keep_drafts_current
from roundup.sending.tasks import send_confirmations
from roundup.sending.tasks import tick as sending_tick
from roundup.subscribers.tasks import take_up

Task = Callable[[], None]
# A beat asks the database 150 questions. What is due at an hour is shown by a beat then, and by one before.
_BETWEEN_BEATS: Final = timedelta(hours=12)
_BEAT: Final[Sequence[Task]] = (
    editions_tick,
    keep_drafts_current,
    take_up,
    send_confirmations,
    sending_tick,
)


class Weeks:
    """The clock of a test. It stands still until the test moves it."""

    def __init__(self, clock: time_machine.Traveller, first: Sequence[Task], last: Sequence[Task]) -> None:
        self._clock = clock
        self._tasks = (*first, *_BEAT, *last)

    @property
    def now(self) -> datetime:
        return datetime.now().astimezone()

    def move_to(self, moment: datetime) -> None:
        """Set the clock without starting anything, as if all had been off meanwhile."""
        self._clock.move_to(moment, tick=False)

    def beat(self) -> None:
        """Start every task of the beat twice at once; whatever they wake does its work at once."""
        for task in self._tasks:
            _twice(task)

    def pass_until(self, moment: datetime) -> None:
        """Let the time pass, with a beat twice a day, up to `moment` and its own beat."""
        while self.now + _BETWEEN_BEATS < moment:
            self.move_to(self.now + _BETWEEN_BEATS)
            self.beat()
        self.move_to(moment)
        self.beat()


@contextmanager
def frozen(at: datetime, first: Sequence[Task] = (), last: Sequence[Task] = ()) -> Iterator[Weeks]:
    """Freeze the clock. Tasks that are queued run where they are queued: no broker keeps this time.

    `first` and `last` are further tasks of each beat: not every test has sources and editors that answer.
    Pages are read without a pause between them: a week has hundreds of beats.
    """
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    try:
        with patch.object(filling, "PAUSE_SECONDS", 0), time_machine.travel(at, tick=False) as clock:
            yield Weeks(clock, first, last)
    finally:
        app.conf.update(task_always_eager=False, task_eager_propagates=False)


def _twice(task: Task) -> None:
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(alone, task) for _ in range(2)]:
            done.result()


def alone(task: Task) -> None:
    """Run a task in this thread, with connections of its own."""
    try:
        task()
    finally:
        connections.close_all()
