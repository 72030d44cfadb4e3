"""May this machine's clock be believed? A clock that is days ahead would make drafts for weeks to come.

A clock is believed if it goes on from where the last believed one was. After a jump, or after hours without a
tick, nothing is done by the clock for two minutes: that is how long machines take to set a wrong clock right
after they start. PostgreSQL's own clock must agree, too, and so must the provider's if it has just answered.
"""

from __future__ import annotations

import logging
import socket
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models.functions import Now

from roundup.core.newsroom_language import tell, tell_later
from roundup.providers.providers_clock import provider_time
from roundup.publications.alarms import clear_everywhere, raise_everywhere
from roundup.sending.models import Installation

log = logging.getLogger(__name__)

_APART: Final = timedelta(minutes=2)
_BACK: Final = timedelta(minutes=5)
_AHEAD: Final = timedelta(hours=1)
_STEADY: Final = timedelta(minutes=2)
# How often the time on the clock is recorded.
_NOTED: Final = timedelta(seconds=30)
# A machine that has just started may have a wrong clock for a moment.
_LASTS: Final = timedelta(seconds=20)
_ABOUT = "installation:clock"
_apart_since: datetime | None = None
_DATABASE_DIFFERS: Final = tell_later(
    "The clock of a worker says %(here)s, and the database's says %(there)s. This worker does nothing until "
    "they agree: correct the clock that is wrong."
)
_PROVIDER_DIFFERS: Final = tell_later(
    "The clock of a worker says %(here)s, and the provider's says %(there)s. This worker does nothing until "
    "they agree: correct the clock that is wrong."
)


def is_clock_believed(now: datetime) -> bool:
    """Say whether what is due by `now` may be done.

    While it may not, the log says why, and so does an alarm if the clock went back or another one differs.
    """
    for elsewhere, words in ((_database_clock(), _DATABASE_DIFFERS), (provider_time(), _PROVIDER_DIFFERS)):
        if elsewhere and abs(elsewhere - now) > _APART:
            _note_apart(words, now, elsewhere)
            return False
    _note_agreement()
    row = Installation.objects.filter(pk=1).only("clock_at", "clock_doubted_at").first()
    if row is None or row.clock_at is None or -_BACK <= now - row.clock_at <= _AHEAD:
        return _believe(row, now)
    doubted = row.clock_doubted_at
    if doubted is not None and _STEADY <= now - doubted <= _AHEAD:
        return _believe(row, now)
    if doubted is None or not timedelta(0) <= now - doubted <= _AHEAD:
        _doubt(row.clock_at, now)
    return False


def _note_agreement() -> None:
    global _apart_since
    _apart_since = None


def _note_apart(words: str, now: datetime, elsewhere: datetime) -> None:
    """Raise the alarm if the clocks differ for a while: a clock that is soon right again needs nobody."""
    global _apart_since
    _apart_since = _apart_since or elsewhere
    if not timedelta(0) <= elsewhere - _apart_since < _LASTS:
        raise_everywhere(_about_here(), _differs(words, now, elsewhere), elsewhere)


def _doubt(before: datetime, now: datetime) -> None:
    Installation.objects.filter(pk=1).update(clock_doubted_at=now)
    if now < before:
        raise_everywhere(_ABOUT, _went_back(now, before), now)
    else:
        log.info("nothing ran since %s: waiting for two minutes in case the clock is wrong", before)


def _believe(row: Installation | None, now: datetime) -> bool:
    if row is None or row.clock_at is None or abs(now - row.clock_at) > _NOTED or row.clock_doubted_at:
        Installation.objects.filter(pk=1).update(clock_at=now, clock_doubted_at=None)
        for about in (_ABOUT, _about_here()):
            clear_everywhere(about, now)
    return True


def _about_here() -> str:
    """Return the subject of an alarm about this machine's clock, which another machine must not clear."""
    return f"clock:{socket.gethostname()}"


def _database_clock() -> datetime | None:
    """Return what time PostgreSQL says it is; None for SQLite, which has no clock of its own."""
    if connection.vendor != "postgresql":
        return None
    return Installation.objects.annotate(clock=Now()).values_list("clock", flat=True).first()


def _differs(words: str, now: datetime, elsewhere: datetime) -> str:
    return tell(
        words,
        here=f"{now:%Y-%m-%d %H:%M} UTC",
        there=f"{elsewhere:%Y-%m-%d %H:%M} UTC",
    )


def _went_back(now: datetime, before: datetime) -> str:
    return tell(
        "The clock went back from %(before)s to %(now)s. Nothing is done for two minutes. Check that the "
        "clock is right again, and that no drafts were made too early.",
        before=f"{before:%Y-%m-%d %H:%M} UTC",
        now=f"{now:%Y-%m-%d %H:%M} UTC",
    )
