"""The real engine in a process of its own, with its fixed spans shortened and failpoints armed.

`loop` does what Celery's beat and workers would, in one thread; there every wake-up is lost.
`celery` is the real worker with its beat. Both run the tasks as they are.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
import warnings
from pathlib import Path

from tests.chaos import clocks, failpoints, mutants, routes, spans

log = logging.getLogger("chaos")
ROUNDS = "CHAOS_ROUNDS"
_LOOKING = ("sending.tick", "events.apply")
_PAUSE = 0.1


def main(kind: str) -> None:
    set_up()
    {"loop": loop, "celery": celery}[kind]()


def set_up() -> None:
    """Load roundup, and change in it what the trial is about."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "roundup.config.settings"
    import django

    django.setup()
    from django.conf import settings

    import roundup.events.tasks
    import roundup.sending.tasks  # noqa: F401
    from roundup.config.environment.database import Process, set_session_limits

    set_session_limits(Process.WORKER, settings.DATABASES["default"])

    spans.shorten()
    routes.reroute()
    clocks.shift()
    mutants.mutate()
    failpoints.arm()


def loop() -> None:
    """Tick and work until told to stop; each round leaves a mark, so that others see it go on."""
    from roundup.events import tasks as events
    from roundup.sending import tasks as sending

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Publishing where no broker answers takes seconds, which here would say nothing.
    sending.wake_workers = lambda count: None
    rounds = Path(os.environ[ROUNDS])
    for number in range(sys.maxsize):
        for task in (sending.tick, events.reconcile, sending.work, events.apply):
            try:
                task()
            except Exception:
                log.exception("%s failed", task.name)
        rounds.write_text(str(number + 1))
        time.sleep(_PAUSE)


def celery() -> None:
    """Be a real worker with its beat."""
    warnings.filterwarnings("ignore", "You're running the worker with superuser privileges")
    from roundup.config.celery import app

    by = spans.stretched()
    for name, entry in app.conf.beat_schedule.items():
        entry["schedule"] = by * (0.5 if name in _LOOKING else 5.0)
    schedule = Path(os.environ[ROUNDS]).with_suffix(".beat")
    options = "--pool threads --concurrency 4 --loglevel info --without-gossip --without-mingle"
    app.worker_main(["worker", "--beat", "--schedule", str(schedule), *options.split()])
