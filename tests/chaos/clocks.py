"""Clocks that are wrong: the engine asks for the time of day, and gets a different one.

A worker's own clock may differ from the start. All clocks of a house may leap while its processes run: that
is what a machine sees that was suspended, as its monotonic clock stood still meanwhile.
"""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

VARIABLE = "CHAOS_CLOCK"
LEAPT = "CHAOS_LEAPT"


def shift() -> None:
    """Move the hour by the seconds that the environment names, and by those in the file that it names."""
    from django.utils import timezone

    from roundup.core import deadlines

    original = timezone.now
    own, leapt = float(os.environ.get(VARIABLE) or 0), Path(os.environ[LEAPT])

    def shifted() -> float:
        return own + (float(leapt.read_text()) if leapt.exists() else 0)

    def now() -> datetime:
        return original() + timedelta(seconds=shifted())

    timezone.now = now
    wall = SimpleNamespace(monotonic=time.monotonic, time=lambda: time.time() + shifted())
    deadlines.time = wall  # type: ignore[assignment]


def leap(file: Path, seconds: float) -> None:
    """Have all clocks that read `file` be ahead from now on."""
    draft = file.with_suffix(".draft")
    draft.write_text(str(seconds))
    draft.rename(file)
