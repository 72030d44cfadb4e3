"""The clock of the year: it stands still between two steps, and a fault may set the machine's own wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

from django.utils import timezone

from roundup.core import deadlines
from roundup.providers import providers_clock
from roundup.providers.sendgrid.client import SendGrid
from roundup.sending.handing_over import provider_reach
from roundup.sending.safety import clock as safety_clock


class Clock:
    """`now` is the true time; the machine's clock says so much more or less."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)
        self.wrong_by = timedelta()

    def says(self) -> datetime:
        return self.now + self.wrong_by

    def unix(self) -> float:
        return self.now.timestamp()

    def set(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)


@contextmanager
def kept_by(clock: Clock) -> Iterator[None]:
    """Let everything that asks for the time of day, or for how long it waited, ask this clock."""
    wall = SimpleNamespace(monotonic=time.monotonic, time=lambda: clock.says().timestamp())
    with (
        patch.object(timezone, "now", clock.says),
        patch.object(deadlines, "time", wall),
        patch.object(provider_reach, "here", provider_reach.Reach(clock.unix)),
        patch.dict(cast(Any, SendGrid.__init__).__kwdefaults__, clock=clock.unix),
        patch.object(safety_clock, "_database_clock", lambda: None),
        # The year waits for nothing: between two answers, only its own time passes.
        patch.object(providers_clock, "time", SimpleNamespace(monotonic=clock.unix)),
    ):
        yield
