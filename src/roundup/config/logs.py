"""Keeps log lines free of readers' links, addresses, passwords, keys, and anything a terminal would obey."""

from __future__ import annotations

import logging
import math
import re
import time
from collections.abc import Callable

import psycopg
from django.db.utils import InterfaceError
from django.db.utils import OperationalError as DatabaseAway
from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import ResponseError as RedisRefuses
from redis.exceptions import TimeoutError as RedisSilent

from roundup.core.lines import for_terminal
from roundup.subscribers.log_filter import without_links

# Limited, so that the cost of a line grows no faster than its length.
_ADDRESS = re.compile(r"[^\s@…<>()\[\]{}\"'`,;:=/]{1,64}@[\w.-]{1,253}")
_AWAY = (ConnectionError, OperationalError, RedisAway, RedisRefuses, RedisSilent)
_OUTAGE_WORDS = ("Cannot connect to", "Connection error:", "Connection to broker lost")
_A_MINUTE = 60.0
_LONGEST_REFUSAL = 200
_LONGEST_CHAIN = 10
# For PostgreSQL: no connection, no resources, or shut down. For SQLite: the file or its disk.
_AWAY_STATES = ("08", "53", "57P")
_AWAY_WORDS = ("unable to open database", "disk I/O error", "database or disk is full", "readonly database")
_PASSWORD = re.compile(r"(://)[^\s/@]{1,500}@")
# The address of a source may contain a key.
_KEY = re.compile(
    r"([?&][\w.-]{0,30}(?:key|token|secret|password|auth|sig(?:nature)?)=)[^&#\s\"'<>]+", re.IGNORECASE
)


class Line(logging.Formatter):
    """Writes a record with its traceback, and hides everything in it that must not be in a log."""

    def format(self, record: logging.LogRecord) -> str:
        return for_terminal(discreet(super().format(record)))


def discreet(text: str) -> str:
    """Return `text` without links of readers, addresses, passwords, and keys in the query of a URL."""
    return _ADDRESS.sub("…@…", _KEY.sub(r"\1…", _PASSWORD.sub(r"\1…@", without_links(text))))


class OncePerOutage(logging.Filter):
    """Lets each part log once a minute, in one line, that its broker or its database does not answer.

    Celery logs it for each task and each try, with a traceback of two hundred lines.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "py.warnings":
            return "CPendingDeprecationWarning" not in record.getMessage()
        if error := _without_database(record):
            record.msg = f"the database does not answer ({str(error).strip().partition(chr(10))[0]})"
            about = "database"
        elif _is_outage(record):
            record.msg, about = record.getMessage().strip().partition("\n")[0], record.name
        else:
            return True
        record.args, record.exc_info, record.exc_text = (), None, None
        last, now = self._told.get(about, -math.inf), self._clock()
        if now - last < _A_MINUTE:
            return False
        self._told[about] = now
        return True


class RefusalsInBrief(logging.Filter):
    """Shortens the log of a refused request to one line, because its sender chose its length."""

    def filter(self, record: logging.LogRecord) -> bool:
        if _is_refusal(record):
            said = record.getMessage().partition("\n")[0]
            record.msg, record.args = said[:_LONGEST_REFUSAL] + "…" * (len(said) > _LONGEST_REFUSAL), ()
            record.exc_info = record.exc_text = record.stack_info = None
        return True


def _is_refusal(record: logging.LogRecord) -> bool:
    if record.name == "django.request":
        return getattr(record, "status_code", 500) < 500
    return record.name.startswith("django.security.")


def _without_database(record: logging.LogRecord) -> BaseException | None:
    """Return the error by which a record shows that the database does not answer, or None."""
    raised = record.exc_info[1] if record.exc_info else None
    said = [*_chain(raised), *(arg for arg in _args(record) if isinstance(arg, BaseException))]
    return next((one for one in said if is_away(one)), None)


def _args(record: logging.LogRecord) -> tuple[object, ...]:
    return record.args if isinstance(record.args, tuple) else ()


def _chain(raised: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while raised is not None and raised not in found and len(found) < _LONGEST_CHAIN:
        found.append(raised)
        raised = raised.__cause__ or raised.__context__
    return found


def is_away(error: BaseException) -> bool:
    """Say whether a Django error means that the database is away, shut, full or unreadable.

    An invalid statement does not count, although SQLite uses the same class for both.
    """
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, DatabaseAway):
        return False
    if isinstance(error.__cause__, psycopg.Error):
        state = error.__cause__.sqlstate
        return state is None or state.startswith(_AWAY_STATES)
    return any(words in str(error) for words in _AWAY_WORDS)


def _is_outage(record: logging.LogRecord) -> bool:
    if not record.name.startswith(("celery.", "kombu.")):
        return False
    raised = record.exc_info[1] if record.exc_info else None
    chain = [raised, raised.__cause__, raised.__context__] if raised else []
    return any(isinstance(one, _AWAY) for one in chain) or any(
        words in record.getMessage() for words in _OUTAGE_WORDS
    )
