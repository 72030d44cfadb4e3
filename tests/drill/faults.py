"""The faults of the drill: what is done to which part, and who has to say so."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import psycopg
import redis
from psycopg import OperationalError

from tests.drill.installation import Installation

Doing = Callable[[Installation], object]
_KILL, _STOP, _GO = signal.SIGKILL, signal.SIGSTOP, signal.SIGCONT
_EVERYBODY = ("health", "log", "alarm", "mail")
# While the database is away, no alarm can be kept, and so none can be told.
_NO_ALARM = ("health", "log")
_DOES_NOT_TICK = r"installation:silent"


class NotHereError(Exception):
    """This machine does not let us break that; the message says why."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with one part.

    `again` is done over and over until everybody has spoken. `names` is what an alarm, a mail or a line of
    the log has to say, and `health` what `/health/` has to. `is_silent` says that the tick stops for long.
    """

    part: str
    what: str
    begin: Doing
    end: Doing
    names: str
    health: str
    tell: tuple[str, ...] = _EVERYBODY
    again: bool = False
    is_silent: bool = False


def _nothing(at: Installation) -> None:
    """It comes back by itself."""


def _kill(part: str, names: str, health: str, **more: object) -> Fault:
    return Fault(part, "killed", lambda at: at.send(part, _KILL), _nothing, names, health, **more)  # type: ignore[arg-type]


def _kill_again(part: str, names: str, health: str) -> Fault:
    def begin(at: Installation) -> None:
        at.send(part, _KILL)

    return Fault(part, "killed again and again", begin, _nothing, names, health, again=True)


def _freeze(part: str, names: str, health: str, tell: tuple[str, ...] = _EVERYBODY, **more: object) -> Fault:
    return Fault(
        part,
        "frozen",
        lambda at: at.send(part, _STOP),
        lambda at: at.thaw(),
        names,
        health,
        tell,
        **more,  # type: ignore[arg-type]
    )


def _freeze_web(at: Installation) -> None:
    """Freeze both of its processes: the one that starts the other one anew, too."""
    for part in ("web", "web's worker"):
        at.send(part, _STOP)


def _crash_database(at: Installation) -> None:
    at.database.crash()


def _fill_disk(at: Installation) -> None:
    """Fill the data folder's disk, if it has one of its own: nobody else's must be filled."""
    if not at.data.is_mount():
        raise NotHereError("only root can give the data folder a disk of its own")
    left = os.statvfs(at.data)
    room = left.f_bavail * left.f_frsize - 100_000_000
    if room > 0:
        with (at.data / "filler").open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, room)


def _clear_disk(at: Installation) -> None:
    (at.data / "filler").unlink(missing_ok=True)


def _limit_memory(at: Installation, size: int) -> None:
    with at.broker() as broker, suppress(redis.RedisError):
        broker.config_set("maxmemory-policy", "noeviction")
        broker.config_set("maxmemory", size)


_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE backend_type = 'client backend' AND pid <> ALL(%s)"
)


class _Connections:
    """Everything that PostgreSQL has to give, held by somebody else."""

    def __init__(self) -> None:
        self._held: dict[int, list[psycopg.Connection]] = {}

    def take(self, at: Installation) -> None:
        """Take all that are free, and each one that an end of theirs frees.

        A part that gives an old connection back and takes a new one at once would never go without.
        """
        held = self._held.setdefault(id(at), [])
        self._take_free(held, at.database.url)
        ours = [connection.info.backend_pid for connection in held]
        held[0].execute(_END_OTHERS, [ours])
        self._take_free(held, at.database.url)

    @staticmethod
    def _take_free(held: list[psycopg.Connection], url: str) -> None:
        with suppress(OperationalError):
            while True:
                held.append(psycopg.connect(url, autocommit=True))

    def give_back(self, at: Installation) -> None:
        for connection in self._held.pop(id(at), []):
            connection.close()


def _flood(at: Installation) -> None:
    """Put more wake-ups before the tick's than a worker does in minutes."""
    with at.broker() as broker:
        kept = _a_message(broker)
        for _ in range(200):
            broker.rpush("roundup", *[kept] * 1000)


def _a_message(broker: redis.Redis) -> bytes:
    """Return a wake-up as beat writes it, taken as it passes."""
    while True:
        for message in broker.lrange("roundup", 0, 0):
            return bytes(message)


def _dry(at: Installation) -> None:
    with at.broker() as broker, suppress(redis.RedisError):
        broker.delete("roundup")


def _limit_files(part: str, number: int, at: Installation) -> None:
    if pid := at.pids().get(part):
        most = resource.prlimit(pid, resource.RLIMIT_NOFILE)[1]
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (number, most))


def faults() -> list[Fault]:
    """Return all of them."""
    taken = _Connections()
    return [
        _kill("web", r"part “web”|\bweb ended", "web|no answer"),
        _kill("worker", r"part “worker”|worker ended", "worker"),
        _kill("beat", r"part “worker”|worker ended|scheduler", "worker"),
        _kill("valkey", r"part “valkey”|valkey ended|broker", "broker"),
        Fault(
            "database",
            "killed",
            _crash_database,
            lambda at: at.database.start(),
            "database",
            "down",
            _NO_ALARM,
            is_silent=True,
        ),
        _kill_again("web", r"part “web” does not stay up", "web|no answer"),
        _kill("web's worker", r"Worker \(pid", "", tell=("log",)),
        _kill_again("web's worker", r"web", "web|no answer"),
        _kill_again("worker", r"part “worker” does not stay up", "worker"),
        _kill_again("beat", r"part “worker” does not stay up", "worker"),
        _kill_again("valkey", r"part “valkey” does not stay up", "broker"),
        Fault("web", "frozen", _freeze_web, lambda at: at.thaw(), "web", "web|no answer"),
        _freeze("web's worker", r"web", "web|no answer"),
        _freeze("worker", r"worker", "worker", is_silent=True),
        _freeze("beat", r"worker", "worker", is_silent=True),
        _freeze("valkey", r"broker", "broker"),
        _freeze("database", "database", "down", _NO_ALARM, is_silent=True),
        Fault("disk", "starved: nearly full", _fill_disk, _clear_disk, "disk", "disk"),
        Fault(
            "valkey",
            "starved: no memory",
            partial(_limit_memory, size=1),
            partial(_limit_memory, size=0),
            "broker",
            "broker",
        ),
        Fault(
            "database",
            "starved: no connection left",
            taken.take,
            taken.give_back,
            "database|PostgreSQL accepts no more",
            "down",
            _NO_ALARM,
            again=True,
            is_silent=True,
        ),
        Fault("worker", "starved: a queue of 200,000", _flood, _dry, "worker", "worker", is_silent=True),
        Fault(
            "worker",
            "starved: no file can be opened",
            partial(_limit_files, "worker", 5),
            partial(_limit_files, "worker", 4096),
            "worker",
            "worker",
            is_silent=True,
        ),
        Fault(
            "web",
            "starved: no file can be opened",
            partial(_limit_files, "web's worker", 5),
            partial(_limit_files, "web's worker", 4096),
            "web",
            "web|no answer",
        ),
    ]
