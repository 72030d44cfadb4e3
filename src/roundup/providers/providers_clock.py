"""What time it is by the provider's clock: the date of its last answer, and how long ago that came."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from roundup.core.dates import FIRST_YEAR, LAST_YEAR

# An older answer says less: a machine that slept in between counts no seconds.
_TRUSTED: Final = timedelta(minutes=10)
_last: tuple[datetime, float] | None = None


def note_answer_date(date: str | None) -> None:
    """Keep the `Date` of an answer that has just come. Anything but a date of our time is ignored."""
    global _last
    try:
        moment = parsedate_to_datetime(date or "")
    except (ValueError, OverflowError):
        return
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        return
    _last = (moment if moment.tzinfo else moment.replace(tzinfo=UTC), time.monotonic())


def provider_time() -> datetime | None:
    """Return what time it is by the provider's clock; None if it has not answered lately."""
    if _last is None:
        return None
    moment, heard = _last
    since = timedelta(seconds=time.monotonic() - heard)
    return moment + since if since <= _TRUSTED else None


def forget_answer_date() -> None:
    global _last
    _last = None
