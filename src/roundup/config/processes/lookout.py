"""Raises alarms when nobody else can: a part silent or dead, disk full, or work overdue.

It runs in the supervisor's process, and mails editors through their own door, without a worker or a broker
(decisions 50 and 93). While the database is away, its alarms appear only in the log and in /health/.
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

from roundup.config.environment.database_waits import waiting_at_most
from roundup.config.logs import is_away
from roundup.config.processes.crashes import Falls
from roundup.config.processes.silences import ANSWERS_WITHIN, Silence
from roundup.core.newsroom_language import tell
from roundup.editors import alarm_webhook, editor_mail
from roundup.editors.alarm_words import CLEARS_ITSELF
from roundup.publications.alarms import clear_everywhere, raise_everywhere
from roundup.sending.safety import heartbeat

log = logging.getLogger(__name__)

# Often enough that people hear of everything within a minute.
EVERY = 5.0
# In bytes. Less than this is soon used up: SQLite, the outbox and the journals are on this disk.
LEAST_FREE = 200_000_000
# How long our broker, or the web, may be silent before it is replaced. gunicorn replaces its workers sooner.
_BROKER_REPLACED_AFTER, _WEB_REPLACED_AFTER = timedelta(seconds=30), timedelta(minutes=1)
_OVERDUE = timedelta(minutes=15)
# How long a worker that has come back may take to catch up; at first it may not believe its clock.
_CATCHES_UP = timedelta(minutes=5)
# If no look has succeeded for this long, the machine has slept or the database was away.
_PAUSED = timedelta(seconds=30)
# In seconds: a database that takes longer for one statement does not answer.
_DATABASE_WITHIN = 15.0
_PARTS = ("valkey", "worker", "web")


class Lookout:
    """Looks every few seconds, and tells people in a second thread, until it is told to stop.

    `replace_broker` restarts our own broker; it is None if the broker is somebody else's. `web_answers` asks
    the web server whether it lives.
    """

    def __init__(
        self,
        broker: str,
        replace_broker: Callable[[], object] | None = None,
        web_answers: Callable[[], bool] = lambda: True,
        replace_web: Callable[[], object] | None = None,
    ) -> None:
        self._broker, self._is_own_broker = broker, replace_broker is not None
        self._web_answers = web_answers
        self._broker_silence = Silence(_BROKER_REPLACED_AFTER, replace_broker)
        self._web_silence = Silence(_WEB_REPLACED_AFTER, replace_web)
        self._looked_at = self._watching_since = timezone.now()
        self._overdue_since: datetime | None = None
        self._stopping, self._has_looked = threading.Event(), threading.Event()
        self._falls = Falls()
        self._missed_database = False
        self._thread = threading.Thread(target=self._run, name="lookout", daemon=True)
        # A mail server or a webhook that hangs must not keep us from looking.
        self._telling = threading.Thread(target=self._tell, name="telling", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._telling.start()

    def stop(self) -> None:
        """Stop, but wait for the look that is under way: it may be in the middle of handing over a mail."""
        self._stopping.set()
        self._has_looked.set()
        for thread in (self._thread, self._telling):
            if thread.is_alive():
                thread.join(2 * EVERY)

    def fell(self, name: str, how: str, pause: float) -> None:
        """Note that a part crashed and starts again after `pause` seconds; the next look reports it."""
        self._falls.note(name, how, pause, timezone.now())

    def look(self, now: datetime) -> None:
        """Raise new alarms, clear those that are over, and prepare mails about those not told yet."""
        for about, message in self._found(now):
            if message:
                raise_everywhere(about, message, now)
            else:
                clear_everywhere(about, now)
        editor_mail.tell_alarms(now)

    def _run(self) -> None:
        try:
            forget_name_of_before(timezone.now())
        except Exception:  # As below: whatever goes wrong, the looks must go on.
            log.exception("alarms about this machine's former name could not be cleared")
        finally:
            connection.close()
        while not self._stopping.wait(EVERY):
            self._look_once()

    def _tell(self) -> None:
        """Hand over what waits after each look; whatever goes wrong, carry on after the next look."""
        while not self._stopping.is_set():
            self._has_looked.wait()
            self._has_looked.clear()
            try:
                with waiting_at_most(_DATABASE_WITHIN):
                    hand_over_news(timezone.now())
            except Exception:
                log.exception("the lookout could not tell anybody")
            finally:
                connection.close()

    def _look_once(self) -> None:
        """Look once; whatever goes wrong, carry on with the next look. Log when the database is back."""
        try:
            with waiting_at_most(_DATABASE_WITHIN):
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
            self._has_looked.set()

    def _found(self, now: datetime) -> Iterator[tuple[str, str]]:
        """Yield what each alarm says at this moment, or nothing if all is well."""
        host = socket.gethostname()[:100]
        for name in _PARTS:
            yield f"loop:{host}:{name}", self._falls.loop(name, host, now)
            yield f"{CLEARS_ITSELF}{host}:{name}", self._falls.fall(name, host, now)
        broker = self._broker_is_away(host, now)
        yield f"broker:{host}", broker
        is_explained = bool(broker or self._falls.fall("worker", host, now))
        yield "installation:silent", silent(now, self._watched_for(now, is_explained=is_explained))
        yield "installation:overdue", self._lastingly_overdue(now)
        yield f"web:{host}", self._web_is_away(host, now)
        yield f"disk:{host}", full(host)

    def _lastingly_overdue(self, now: datetime) -> str:
        said = overdue(now)
        self._overdue_since = (self._overdue_since or now) if said else None
        return said if self._overdue_since and now - self._overdue_since >= _CATCHES_UP else ""

    def _watched_for(self, now: datetime, *, is_explained: bool) -> timedelta:
        """Return for how long a worker could have looked, without a pause or an alarm that explains it."""
        if is_explained or not timedelta(0) <= now - self._looked_at <= _PAUSED:
            self._watching_since = now
        self._looked_at = now
        return now - self._watching_since

    def _broker_is_away(self, host: str, now: datetime) -> str:
        """Return the alarm that the broker does not answer; replace our own broker if that lasts."""
        error = away(self._broker) if self._broker else None
        self._broker_silence.note(now, is_silent=error is not None)
        return self._words_of_broker(host, error) if error else ""

    def _web_is_away(self, host: str, now: datetime) -> str:
        """Return the alarm that the web did not answer twice in a row; replace the web if that lasts.

        If it has crashed, another alarm says so.
        """
        is_starting = bool(self._falls.fall("web", host, now))
        if not self._web_silence.note(now, is_silent=not is_starting and not self._web_answers()):
            return ""
        return tell(
            "The web server on %(host)s does not answer: readers cannot unsubscribe, and nobody can reach "
            "the newsroom. “roundup up” starts it again by itself; if that does not help, see its log.",
            host=host,
        )

    def _words_of_broker(self, host: str, error: Exception) -> str:
        if self._is_own_broker:
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

    Nobody else would clear them. The data folder keeps the name, and only one supervisor at a time uses it.
    """
    kept, host = Path(settings.DATA) / "host", socket.gethostname()[:100]
    before = kept.read_text("utf-8", "replace").strip() if kept.exists() else ""
    if before == host:
        return
    if before:
        parts = [f"{about}{before}:{name}" for about in (CLEARS_ITSELF, "loop:") for name in _PARTS]
        whole = [f"{about}:{before}" for about in ("broker", "web", "disk")]
        for about in (*parts, *whole, f"worker:{before}:unreached"):
            clear_everywhere(about, now)
    kept.write_text(f"{host}\n", "utf-8")


def hand_over_news(now: datetime) -> None:
    """Mail and post what the editors and the webhook have not been told."""
    editor_mail.send_due(now)
    alarm_webhook.post_due(now)


def silent(now: datetime, watched_for: timedelta) -> str:
    """Return the alarm that no worker looks for work, if that is so, whether or not work waits.

    The process that watches runs a worker, too, which gets the same time after a start or a pause as later.
    """
    age = heartbeat.tick_age(now)
    if not heartbeat.is_silent(age) or not heartbeat.is_silent(watched_for):
        return ""
    waits = (
        tell("Work that is due is waiting.")
        if heartbeat.work_waits(now)
        else tell("Nothing is waiting for it yet.")
    )
    where = tell("See the log of “roundup up”, and `roundup doctor`.")
    return f"{heartbeat.silence_words(age)} {waits} {where}"


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
            # A write that changes nothing: a broker out of memory or a read-only replica answers a ping.
            asked.lpushx("roundup:nothing", "")
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
