"""Waiting for what others do. The bound is long: it is reached only where something is broken."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 240.0
_PAUSE = 0.02


def until(condition: Callable[[], object]) -> None:
    """Return as soon as `condition` holds. Raises AssertionError where it does not for minutes."""
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, "What was waited for did not come."
        time.sleep(_PAUSE)
