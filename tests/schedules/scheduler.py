"""One of many schedulers: a process that ticks for ever, by a clock that the trial sets and may falsify."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from celery import Task

CLOCKS = "SCHEDULES_CLOCKS"
_PAUSE = 0.05


class Clocks:
    """The true time, and by how many seconds each scheduler's clock is wrong: files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def set(self, true: datetime) -> None:
        self._write("true", true.timestamp())

    def falsify(self, name: str, seconds: float) -> None:
        self._write(name, seconds)

    def true(self) -> datetime:
        return datetime.fromtimestamp(self._read("true"), UTC)

    def of(self, name: str) -> datetime:
        return self.true() + timedelta(seconds=self._read(name))

    def _write(self, name: str, value: float) -> None:
        draft = self._folder / f"{name}.draft"
        draft.write_text(repr(value))
        draft.rename(self._folder / name)

    def _read(self, name: str) -> float:
        try:
            return float((self._folder / name).read_text())
        except FileNotFoundError:
            return 0.0


def main(name: str) -> None:
    """Tick until killed."""
    look = set_up(name)
    tasks = ticking_tasks()
    for _ in range(sys.maxsize):
        for task in tasks:
            look()
            task.apply(throw=True)
        note_round(name)
        time.sleep(_PAUSE)


def set_up(name: str) -> Callable[[], None]:
    """Set Django up with this one's clock, which stands still; return what sets it to what it says now."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "roundup.config.settings"
    import django

    django.setup()
    from django.utils import timezone

    from roundup.sending.safety import clock

    clocks = Clocks(Path(os.environ[CLOCKS]))
    # A task sees one moment: a jump in its middle would be seen at the next one.
    moment = [clocks.of(name)]
    timezone.now = lambda: moment[0]
    # Nobody can move PostgreSQL's own clock.
    clock._database_clock = clocks.true
    clock._about_here = lambda: f"clock:{name}"
    logging.disable(logging.WARNING)

    def look() -> None:
        moment[0] = clocks.of(name)

    return look


def note_round(name: str) -> None:
    """Leave a mark, so that the trial sees who goes on."""
    file = Path(os.environ[CLOCKS]) / f"{name}.rounds"
    before = int(file.read_text()) if file.exists() else 0
    draft = file.with_name(f"{name}.rounds-draft")
    draft.write_text(str(before + 1))
    draft.rename(file)


def ticking_tasks() -> list[Task[..., None]]:
    """Return what each tick starts. Mail leaves at its hour, but nobody renders or receives it."""
    from django.utils import timezone

    from roundup.config import celery
    from roundup.editions import lifecycle, tasks
    from roundup.editions.models import Edition
    from roundup.newsroom.tasks import keep_drafts_current

    # Nobody mails anything, so nobody is to be woken.
    Task.apply_async = lambda *_, **__: None  # type: ignore[method-assign]

    celery.BY_THE_CLOCK = (*celery.BY_THE_CLOCK, "schedules.mail")

    @celery.app.task(name="schedules.mail")
    def mail() -> None:
        now = timezone.now()
        for edition in Edition.objects.filter(status="approved", send_at__lte=now):
            lifecycle.mark_mailed(edition.pk, now)

    return [tasks.tick, keep_drafts_current, mail]
