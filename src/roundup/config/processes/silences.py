"""How long a running part has not answered, and when it is replaced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Final
from urllib.request import ProxyHandler, Request, build_opener

# In seconds: how long a part may take to answer.
ANSWERS_WITHIN: Final = 5.0
_ANY: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - not bound here


class Silence:
    """Knows since when a part has not answered. If that lasts, it calls `replace`, unless that is None."""

    def __init__(self, lasting: timedelta, replace: Callable[[], object] | None) -> None:
        self._lasting, self._replace = lasting, replace
        self._since: datetime | None = None
        self._replaced_at: datetime | None = None

    def note(self, now: datetime, *, is_silent: bool) -> bool:
        """Note whether the part answers; return whether it was already silent the last time."""
        if not is_silent:
            self._since = self._replaced_at = None
            return False
        lasts_already = self._since is not None
        self._since = self._since or now
        if self._replace and now - (self._replaced_at or self._since) >= self._lasting:
            self._replaced_at = now
            self._replace()
        return lasts_already


def web_lives(where: str) -> bool:
    """Say whether the web server at `host:port` answers, whatever else is wrong."""
    host, _, port = where.rpartition(":")
    # Under a name that every installation allows, and not through a proxy set in this shell.
    asked = Request(f"http://{_ANY.get(host, host)}:{port}/health/live", headers={"Host": "localhost"})
    try:
        build_opener(ProxyHandler({})).open(asked, timeout=ANSWERS_WITHIN).close()
    except (OSError, HTTPException):
        return False
    return True
