"""How a source is doing, and when we look at it again."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

RAREST: Final = timedelta(days=1)
ALARM_AFTER: Final = 3
INACTIVE_AFTER: Final = 10
_MOVES_TO_BELIEVE: Final = 3
_DAYS_TO_BELIEVE: Final = timedelta(days=1)


class Health(StrEnum):
    ACTIVE = "active"
    FAILING = "failing"
    INACTIVE = "inactive"


def health_after(failures: int, gone: bool = False) -> Health:
    """Return a source's health after this many failures in a row; `gone`: its server says it is gone."""
    if gone or failures >= INACTIVE_AFTER:
        return Health.INACTIVE
    return Health.FAILING if failures else Health.ACTIVE


def is_alarming(failures: int, ever_succeeded: bool) -> bool:
    """Say whether a person must know: the source failed again and again, or never gave anything."""
    return failures >= ALARM_AFTER or (failures > 0 and not ever_succeeded)


def next_look(
    now: datetime,
    interval: timedelta,
    *,
    source_id: int,
    failures: int = 0,
    gone: bool = False,
    at_least: timedelta | None = None,
) -> datetime:
    """Return when to look at a source again: after `interval`, or ever later (up to a day) while it fails.

    `at_least` is the wait that the server asks for; we wait no more than a day, because an edition depends on
    the source. Up to a tenth is added, always the same for one source, so that sources added together are not
    read together.
    """
    doubled = interval * 2 ** min(max(failures - 1, 0), 16)
    wait = RAREST if gone else max(interval, min(doubled, RAREST))
    wait = max(wait, min(at_least or timedelta(0), RAREST))
    return now + wait + wait * (zlib.crc32(b"source %d" % source_id) % 1000) / 10_000


def is_redirect_settled(times: int, since: datetime, now: datetime) -> bool:
    """Say whether we have seen a permanent redirect often and long enough to believe it."""
    return times >= _MOVES_TO_BELIEVE and now - since >= _DAYS_TO_BELIEVE
