"""A beat, or a worker that does what beats ask of it over a real broker, by a clock that the trial sets."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final

from celery.signals import task_postrun, task_prerun

from tests.schedules.scheduler import CLOCKS, note_round, set_up, ticking_tasks

_EVERY: Final = 0.3
# Beats ask for them in this order, so each time the last one ends, somebody has ticked.
_ASKED_FOR: Final = ("editions.tick", "newsroom.keep_drafts_current", "schedules.mail")


def main(part: str, name: str) -> None:
    look = set_up(name)
    if part == "beat":
        _beat(name)
    ticking_tasks()
    task_prerun.connect(lambda **_: look(), weak=False)
    task_postrun.connect(lambda task, **_: _note(task, name), weak=False)
    from roundup.config.celery import app

    app.worker_main(["worker", "--pool=solo", "--loglevel=WARNING", f"--hostname={name}"])


def _beat(name: str) -> None:
    """Ask for a tick again and again, by the real clock: a message is only a reason to look."""
    from roundup.config.celery import app

    app.conf.beat_schedule = {
        task: {"task": task, "schedule": _EVERY, "options": {"expires": 60}} for task in _ASKED_FOR
    }
    app.Beat(schedule=str(Path(os.environ[CLOCKS]) / f"{name}.beat"), loglevel="WARNING").run()
    raise SystemExit(1)


def _note(task: Any, name: str) -> None:
    if task.name == _ASKED_FOR[-1]:
        note_round(name)


if __name__ == "__main__":
    main(*sys.argv[1:])
