"""How often the API may be called."""

from __future__ import annotations

import threading


class RateWindow:
    """Allows `limit` calls in each `period` (seconds), as X-RateLimit headers say. Safe for all threads."""

    def __init__(self, limit: int, period: int) -> None:
        self._limit = limit
        self._period = period
        self._lock = threading.Lock()
        self._window = 0
        self._used = 0

    def use(self, now: float) -> tuple[bool, dict[str, str]]:
        """Count a call at `now` (Unix time); return whether it is within the limit, and the headers."""
        with self._lock:
            if (window := int(now) // self._period) != self._window:
                self._window, self._used = window, 0
            self._used += 1
            return self._used <= self._limit, self._headers()

    def headers(self) -> dict[str, str]:
        """Return the headers that say what is left."""
        with self._lock:
            return self._headers()

    def _headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self._limit),
            "X-RateLimit-Remaining": str(max(self._limit - self._used, 0)),
            "X-RateLimit-Reset": str((self._window + 1) * self._period),
        }
