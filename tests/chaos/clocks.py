"""A worker's clock that is wrong: the engine asks Django for the time, and gets a different one."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

VARIABLE = "CHAOS_CLOCK"


def shift() -> None:
    """Move the hour by the seconds that the environment names, if it names any."""
    from django.utils import timezone

    by = timedelta(seconds=float(os.environ.get(VARIABLE) or 0))
    original = timezone.now

    def now() -> datetime:
        return original() + by

    if by:
        timezone.now = now
