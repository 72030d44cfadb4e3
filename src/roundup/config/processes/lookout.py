"""Raises alarms when nobody else can: worker silent or dead, broker away, disk full, or work overdue.

It looks from the supervisor's process, and sends editors what they must know through their own door,
without worker and broker (decision 50). While the database is away, its alarms are only in the log and in
/health/.
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
from roundup.core.newsroom_language import tell
from roundup.editors import alarm_webhook, editor_mail
from roundup.editors.alarm_words import CLEARS_ITSELF
from roundup.publications.alarms import clear_everywhere, raise_everywhere
from roundup.sending.safety import heartbeat

log = logging.getLogger(__name__)

EVERY = 10.0
# In bytes. Less than this is soon used up: SQLite, the outbox and the journals are there.
LEAST_FREE = 200_000_000
# In seconds: how long a broker may take to answer, and after how long our own broker is restarted.
ANSWERS_WITHIN = 5.0
_REPLACED_AFTER = timedelta(seconds=30)
_OVERDUE = timedelta(minutes=15)
_PARTS = ("valkey", "worker", "web")


class Lookout:
    """Looks every few seconds, in a thread of its own, until it is told to stop.

    `replace` restarts our own broker; it is None if the broker is somebody else's.
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
        """Return when the look that is under way is over: it may be in the middle of handing over a mail."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(EVERY)

    def fell(self, name: str, how: str, pause: float) -> None:
        """Note that a part crashed and starts again after `pause` seconds; the next look reports it."""
        self._falls.note(name, how, pause, timezone.now())

    def look(self, now: datetime) -> None:
        """Raise new alarms, clear those that are over, and mail the editors what they have not been told."""
        for about, message in self._found(now):
            if message:
                raise_everywhere(about, message, now)
            else:
                clear_everywhere(about, now)
        editor_mail.tell_alarms(now)
        editor_mail.send_due(now)
        alarm_webhook.post_due(now)

    def _run(self) -> None:
        try:
            forget_name_of_before(timezone.now())
        except Exception:  # As below: whatever goes wrong, the looks must go on.
            log.exception("alarms about this machine's former name could not be cleared")
        finally:
            connection.close()
        while not self._stopping.wait(EVERY):
            self._look_once()

    def _look_once(self) -> None:
        """Look once; whatever goes wrong, the next look must come. Log when the database is back."""
        try:
            self.look(timezone.now())
            if self._missed_database:
                log.warning("the database answers again")
            self._missed_database = False
        except Error as error:
            self._missed_database |= is_away(error)
            log.exception("the lookout could not check anything")
        except Exception:
            log.exception("the lookout failed")
        finally:
            connection.close()

    def _found(self, now: datetime) -> Iterator[tuple[str, str]]:
        """Yield what each alarm says at this moment, or nothing if all is well."""
        host = socket.gethostname()[:100]
        for name in _PARTS:
            yield f"loop:{host}:{name}", self._falls.loop(name, host, now)
            yield f"{CLEARS_ITSELF}{host}:{name}", self._falls.fall(name, host, now)
        yield "installation:silent", silent(now)
        yield "installation:overdue", overdue(now)
        yield f"broker:{host}", self._broker_is_away(host, now)
        yield f"disk:{host}", full(host)

    def _broker_is_away(self, host: str, now: datetime) -> str:
        """Return the alarm that the broker does not answer; replace our own broker if that lasts."""
        if not self._broker or not (error := away(self._broker)):
            self._away_since = None
            return ""
        self._away_since = self._away_since or now
        if self._replace and now - self._away_since >= _REPLACED_AFTER:
            self._away_since = None
            self._replace()
        return self._words_of_broker(host, error)

    def _words_of_broker(self, host: str, error: Exception) -> str:
        if self._replace:
            return tell(
                "The broker of “roundup up” does not answer on %(host)s (%(fault)s): no worker is woken, "
                "and nothing leaves. “roundup up” starts it again by itself, and waiting work then "
                "continues; if that does not help, see valkey.log in ROUNDUP_DATA.",
                host=host,
                fault=in_brief(error),
            )
        return tell(
            "The broker does not answer on %(host)s (%(fault)s): no worker is woken, and nothing leaves. "
            "Start it again, or check its disk; waiting work then continues by itself.",
            host=host,
            fault=in_brief(error),
        )


def forget_name_of_before(now: datetime) -> None:
    """Clear alarms raised under this machine's former name: a container gets a new name at each start.

    Nobody else would clear them. The data folder knows the name, and only one supervisor at a time uses it.
    """
    kept, host = Path(settings.DATA) / "host", socket.gethostname()[:100]
    before = kept.read_text("utf-8", "replace").strip() if kept.exists() else ""
    if before == host:
        return
    if before:
        parts = [f"{about}{before}:{name}" for about in (CLEARS_ITSELF, "loop:") for name in _PARTS]
        for about in (*parts, f"broker:{before}", f"disk:{before}", f"worker:{before}:unreached"):
            clear_everywhere(about, now)
    kept.write_text(f"{host}\n", "utf-8")


def silent(now: datetime) -> str:
    """Return the alarm that no worker looks for work, if that is so."""
    age = heartbeat.tick_age(now)
    if not heartbeat.is_silent(age) or not heartbeat.work_waits(now):
        return ""
    waits = tell("Work that is due is waiting. See the log of “roundup up”, and `roundup doctor`.")
    return f"{heartbeat.silence_words(age)} {waits}"


def overdue(now: datetime) -> str:
    """Return the alarm that a worker looks but does not do what has long been due."""
    if heartbeat.is_silent(heartbeat.tick_age(now)) or not (waiting := heartbeat.overdue(now - _OVERDUE)):
        return ""
    return tell("A worker is looking for work, and yet %(waiting)s. Its log should say why.", waiting=waiting)


def away(broker: str) -> redis.RedisError | OSError | None:
    """Return why the broker does not answer or accepts nothing, or None if all is well."""
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
    """Return how many bytes are free on the data folder's disk."""
    return look(str(settings.DATA))


def full(host: str) -> str:
    """Return the alarm that the data folder's disk is full or nearly full, if it is."""
    left = free()
    if left >= LEAST_FREE:
        return ""
    return tell(
        "The disk of ROUNDUP_DATA on %(host)s is full, or nearly: %(left)s MB are left. Make room "
        "before mailings are held and results are lost: see “Disk” in the operations manual.",
        host=host,
        left=left // 1_000_000,
    )
