"""Who tells when nobody else can: the worker is silent or dead, the broker away, the disk full, work overdue.

It looks from the supervisor's process, and sends what editors must know by their own door, without
worker and broker (decision 50). What only the database could keep, while that is away, stands in the
log and in /health/.
"""

from __future__ import annotations

import logging
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from roundup.config.logs import is_away
from roundup.config.processes.crashes import Falls
from roundup.editors import editor_mail
from roundup.editors.alarm_words import MENDS_ITSELF
from roundup.publications.alarms import clear_everywhere, raise_everywhere
from roundup.sending.safety import heartbeat

log = logging.getLogger(__name__)

EVERY = 10.0
# Less than this, in bytes, is soon nothing at all: SQLite, the outbox and the journals live there.
LEAST_FREE = 200_000_000
# What a broker may take to answer, in seconds, and after how long one of our own is started anew.
ANSWERS_WITHIN = 5.0
_REPLACED_AFTER = timedelta(seconds=30)
_OVERDUE = timedelta(minutes=15)
_PARTS = ("valkey", "worker", "web")


class Lookout:
    """Looks every few seconds, in a thread of its own, until it is told to stop.

    `replace` starts a broker of our own anew; None where the broker is somebody else's.
    """

    def __init__(self, broker: str, replace: Callable[[], object] | None = None) -> None:
        self._broker, self._replace = broker, replace
        self._away_since: datetime | None = None
        self._stopping = threading.Event()
        self._falls = Falls()
        self._missed_database = False
        self._thread = threading.Thread(target=self._run, name="lookout", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(EVERY)

    def fell(self, name: str, how: str, pause: float) -> None:
        """Note that a part fell, and starts again after `pause` seconds: the next look tells of it."""
        self._falls.note(name, how, pause, timezone.now())

    def look(self, now: datetime) -> None:
        """Raise what is wrong, clear what is over, and mail what the editors have not been told."""
        for about, message in self._found(now):
            if message:
                raise_everywhere(about, message, now)
            else:
                clear_everywhere(about, now)
        editor_mail.tell_alarms(now)
        editor_mail.send_due(now)

    def _run(self) -> None:
        try:
            forget_name_of_before(timezone.now())
        except Exception:  # As below: whatever it is, the looks must come.
            log.exception("alarms of this machine's name of before could not be taken back")
        finally:
            connection.close()
        while not self._stopping.wait(EVERY):
            self._look_once()

    def _look_once(self) -> None:
        """Look; whatever comes of it, the next look must come. Say when the database is back."""
        try:
            self.look(timezone.now())
            if self._missed_database:
                log.warning("the database answers again")
            self._missed_database = False
        except Error as error:
            self._missed_database |= is_away(error)
            log.exception("the lookout could not look")
        except Exception:
            log.exception("the lookout failed")
        finally:
            connection.close()

    def _found(self, now: datetime) -> Iterator[tuple[str, str]]:
        """Yield what each alarm says at this moment; nothing where all is well."""
        host = socket.gethostname()[:100]
        for name in _PARTS:
            yield f"loop:{host}:{name}", self._falls.loop(name, host, now)
            yield f"{MENDS_ITSELF}{host}:{name}", self._falls.fall(name, host, now)
        yield "installation:silent", silent(now)
        yield "installation:overdue", overdue(now)
        yield f"broker:{host}", self._broker_is_away(host, now)
        yield f"disk:{host}", full(host)

    def _broker_is_away(self, host: str, now: datetime) -> str:
        """Say that the broker does not answer; have one of our own replaced that stays so."""
        if not self._broker or not (error := away(self._broker)):
            self._away_since = None
            return ""
        self._away_since = self._away_since or now
        if self._replace and now - self._away_since >= _REPLACED_AFTER:
            self._away_since = None
            self._replace()
        return self._words_of_broker(host, error)

    def _words_of_broker(self, host: str, error: Exception) -> str:
        whose = " of “roundup up”" if self._replace else ""
        mend = (
            "“roundup up” starts it again by itself; if it stays so, see valkey.log in ROUNDUP_DATA"
            if self._replace
            else "Start it again, or see to its disk"
        )
        return (
            f"The broker{whose} does not answer on {host} ({in_brief(error)}): no worker is woken, and "
            f"nothing leaves. {mend}; what waits goes on by itself then."
        )


def forget_name_of_before(now: datetime) -> None:
    """Take back what was told under another name of this machine: a container has a new one at each start.

    Nobody else would. The data folder knows the name; one supervisor at a time has it.
    """
    kept, host = Path(settings.DATA) / "host", socket.gethostname()[:100]
    before = kept.read_text("utf-8", "replace").strip() if kept.exists() else ""
    if before == host:
        return
    if before:
        parts = [f"{about}{before}:{name}" for about in (MENDS_ITSELF, "loop:") for name in _PARTS]
        for about in (*parts, f"broker:{before}", f"disk:{before}", f"worker:{before}:unreached"):
            clear_everywhere(about, now)
    kept.write_text(f"{host}\n", "utf-8")


def silent(now: datetime) -> str:
    """Say that no worker looks for work, if so it is."""
    age = heartbeat.tick_age(now)
    if not heartbeat.is_silent(age) or not heartbeat.work_waits(now):
        return ""
    silence = heartbeat.silence_words(age)
    return f"{silence} What is due waits. See the log of “roundup up”, and `roundup doctor`."


def overdue(now: datetime) -> str:
    """Say that a worker looks and yet does not do what has long been due."""
    if heartbeat.is_silent(heartbeat.tick_age(now)) or not (waiting := heartbeat.overdue(now - _OVERDUE)):
        return ""
    return f"A worker looks for work, and yet {waiting}. See its log for why."


def away(broker: str) -> redis.RedisError | OSError | None:
    """Return why the broker does not answer, or takes nothing; None where all is well."""
    url = broker.replace("redis+socket://", "unix://")
    bounds = {"socket_connect_timeout": ANSWERS_WITHIN, "socket_timeout": ANSWERS_WITHIN}
    try:
        with redis.Redis.from_url(url, **bounds) as asked:
            asked.ping()
    except (OSError, redis.RedisError) as error:
        return error
    return None


def in_brief(error: Exception) -> str:
    """Return the kind of an error and its first line."""
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0][:120]}"


def free(look: Callable[[str], int] = lambda path: shutil.disk_usage(path).free) -> int:
    """Return how many bytes are left where the data folder is."""
    return look(str(settings.DATA))


def full(host: str) -> str:
    """Say that the disk of the data folder is full, or nearly."""
    left = free()
    if left >= LEAST_FREE:
        return ""
    return (
        f"The disk of ROUNDUP_DATA on {host} is full, or nearly: {left // 1_000_000} MB are left. Make room "
        "before mailings are held and results are lost: see “Disk” in the operations manual."
    )
