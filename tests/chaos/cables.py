"""A cable that can be pulled: after that it swallows everything from both ends, but closes nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

Connect = Callable[[], socket.socket]


class Cable:
    """Listens on a port of its own and passes on to `connect`, until it is pulled."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._pulled = threading.Event()
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def pull(self) -> None:
        self._pulled.set()

    def plug(self) -> None:
        """Put it back: what was under way is lost, and whoever held an old end learns so."""
        ends, self._ends = self._ends, []
        self._pulled.clear()
        for end in ends:
            _shut(end)

    def close(self) -> None:
        self._door.close()
        self.plug()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                self._ends.append(near)
                if not self._pulled.is_set():
                    self._join(near)

    def _join(self, near: socket.socket) -> None:
        try:
            far = self._connect()
        except OSError:
            _shut(near)
            return
        self._ends.append(far)
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if not self._pulled.is_set():
                    other.sendall(data)
        # A vanished machine says no farewell, either.
        if not self._pulled.is_set():
            _shut(other)


def to_port(port: int) -> Connect:
    return lambda: socket.create_connection(("127.0.0.1", port))


def to_socket(path: Path) -> Connect:
    def connect() -> socket.socket:
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(path))
        return line

    return connect


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
