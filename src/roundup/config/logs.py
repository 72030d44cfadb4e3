"""What a log line may hold: no link of a reader, no address, no password, and nothing a terminal obeys."""

from __future__ import annotations

import logging
import math
import re
import time
from collections.abc import Callable

from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSilent

from roundup.core.lines import for_terminal
from roundup.subscribers.logs import without_links

# Bounded, so that a long line costs no more than its length.
_ADDRESS = re.compile(r"[^\s@…<>()\[\]{}\"'`,;:=/]{1,64}@[\w.-]{1,253}")
_AWAY = (ConnectionError, OperationalError, RedisAway, RedisSilent)
_OUTAGE_WORDS = ("Cannot connect to", "Connection error:", "Connection to broker lost")
_A_MINUTE = 60.0
_LONGEST_REFUSAL = 200
_PASSWORD = re.compile(r"(://)[^\s/@]{1,500}@")


class Line(logging.Formatter):
    """Writes a record with its traceback, and hides in all of it what nobody may read there."""

    def format(self, record: logging.LogRecord) -> str:
        return for_terminal(discreet(super().format(record)))


def discreet(text: str) -> str:
    """Return `text` without links of readers, addresses and passwords."""
    return _ADDRESS.sub("…@…", _PASSWORD.sub(r"\1…@", without_links(text)))


class OncePerOutage(logging.Filter):
    """Lets each part tell once a minute, in a line, that its broker does not answer.

    Celery tells it for each task and each try, with a traceback of two hundred lines.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "py.warnings":
            return "CPendingDeprecationWarning" not in record.getMessage()
        if not _is_outage(record):
            return True
        record.msg, record.args = record.getMessage().strip().partition("\n")[0], ()
        record.exc_info = record.exc_text = None
        last, now = self._told.get(record.name, -math.inf), self._clock()
        if now - last < _A_MINUTE:
            return False
        self._told[record.name] = now
        return True


class RefusalsInBrief(logging.Filter):
    """Tells in one short line what was asked of us and refused: whoever asks chose its length."""

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


def _is_outage(record: logging.LogRecord) -> bool:
    if not record.name.startswith(("celery.", "kombu.")):
        return False
    raised = record.exc_info[1] if record.exc_info else None
    chain = [raised, raised.__cause__, raised.__context__] if raised else []
    return any(isinstance(one, _AWAY) for one in chain) or any(
        words in record.getMessage() for words in _OUTAGE_WORDS
    )
