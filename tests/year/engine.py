"""The machine of the year: what beat, worker and lookout do at one moment, in this process."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from celery import Task

from roundup.config.celery import BY_THE_CLOCK, app
from roundup.config.processes import lookout
from tests.year.clock import Clock

# The longest that the year looks away while the machine runs.
_AT_MOST_AWAY = timedelta(hours=4, minutes=1)
_EACH_FIVE_MINUTES = ("events.watch", "sending.watch_certificate")


class Engine:
    """`is_off`, `is_dead` and `broker_is_gone` are set by faults, as are the free bytes of the disk."""

    def __init__(self, clock: Clock, note_failure: Callable[[str], None]) -> None:
        self._clock, self._note_failure = clock, note_failure
        self._queue: deque[tuple[Any, tuple[Any, ...]]] = deque()
        self._lookout = lookout.Lookout("redis://127.0.0.1:1/0")
        self._watched_at, self._looked_at = 0.0, clock.says()
        self.is_off = self.is_dead = self.broker_is_gone = self.disk_is_full = False
        self.schedulers = 1
        self.free = 10**12

    @property
    def ticks(self) -> bool:
        return not (self.is_off or self.is_dead or self.broker_is_gone)

    def step(self) -> None:
        """Tick, if a worker can."""
        if self.ticks:
            for _ in range(self.schedulers):
                self._tick()

    def look(self) -> None:
        """Let the lookout look, which lives in a process of its own."""
        if self.is_off:
            return
        now = self._clock.says()
        if now - self._looked_at <= _AT_MOST_AWAY:
            # It has looked every few seconds since then, and nothing had changed.
            self._lookout._looked_at = now
        self._looked_at = now
        try:
            self._lookout.look(now)
            lookout.hand_over_news(now)
        except Exception as error:
            self._failed("lookout", error)

    def _tick(self) -> None:
        for name in BY_THE_CLOCK:
            self._run(app.tasks[name], ())
        if self._clock.unix() - self._watched_at >= 300:
            self._watched_at = self._clock.unix()
            for name in _EACH_FIVE_MINUTES:
                self._run(app.tasks[name], ())
        while self._queue:
            self._run(*self._queue.popleft())

    def _run(self, task: Any, args: tuple[Any, ...]) -> None:
        done = task.apply(args)
        if done.failed():
            self._failed(task.name, done.result)

    def _failed(self, name: str, error: Exception) -> None:
        if not self.disk_is_full:
            self._note_failure(f"{name} failed: {error!r}")

    @contextmanager
    def wired(self) -> Iterator[None]:
        """Let tasks that are published wait in a queue of ours, and the lookout see our broker and disk."""

        app.loader.import_default_modules()

        def publish(task: Any, args: tuple[Any, ...] = (), *_: Any, **__: Any) -> None:
            self._queue.append((task, tuple(args or ())))

        def away(_: str) -> Exception | None:
            return ConnectionError("Connection refused.") if self.broker_is_gone else None

        with (
            patch.object(Task, "apply_async", publish),
            patch.object(lookout, "away", away),
            patch.object(lookout, "free", lambda: self.free),
        ):
            yield
