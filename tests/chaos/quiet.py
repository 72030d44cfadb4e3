"""Has the stand-in answer about the past only when it has no past before it.

The engine takes a miss in the logs for evidence some time after the post: long enough for any
provider to have read what it was sent. Here that time is a second, and the machine may be too busy to
keep it. So the logs wait until the stand-in has read and answered every request that has arrived.
"""

from __future__ import annotations

import fcntl
import functools
import select
import socket
import sys
import termios
import threading
import time
from collections.abc import Callable
from typing import Any

from roundup.providers.sendgrid.standin import StandIn
from roundup.providers.sendgrid.standin.door import Server

_PAUSE = 0.01
# How often in a row: between reading a body and answering it, a thread is in neither state.
_LOOKS = 3


def catch_up_before_logs(provider: StandIn) -> None:
    """Make every search of the logs wait until all requests that have arrived are answered."""
    busy = _Busy()
    mail = provider.api._mail
    mail.answer = busy.during(mail.answer)  # type: ignore[method-assign]
    search = provider.logs.search
    server = provider._server

    @functools.wraps(search)
    def patient(*args: Any) -> Any:
        looks = 0
        while looks < _LOOKS:
            looks = 0 if busy.count or _unread(server) else looks + 1
            time.sleep(_PAUSE)
        return search(*args)

    provider.logs.search = patient  # type: ignore[method-assign]


class _Busy:
    """Counts the calls that go on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.count = 0

    def during(self, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def counted(*args: Any) -> Any:
            with self._lock:
                self.count += 1
            try:
                return call(*args)
            finally:
                with self._lock:
                    self.count -= 1

        return counted


def _unread(server: Server) -> bool:
    """Say whether a connection waits, or holds bytes that nobody has read."""
    if select.select([server.socket], [], [], 0)[0]:
        return True
    with server._lock:
        lines = list(server._lines)
    return any(_waiting_bytes(line) for line in lines)


def _waiting_bytes(line: socket.socket) -> int:
    try:
        return int.from_bytes(fcntl.ioctl(line, termios.FIONREAD, bytes(4)), sys.byteorder)
    except (OSError, ValueError):
        return 0  # It was closed meanwhile.
