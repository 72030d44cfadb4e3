"""Is anybody looking for work? The tick records when it looked; this module says how long ago that was.

A worker can be alive but deaf: its connection to the broker is gone, and it has not noticed. Only its
silence shows that.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from roundup.articles.fetching import are_sources_waiting
from roundup.core.newsroom_language import tell, tell_count
from roundup.editions.due_drafts import is_draft_due
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending.handing_over.claim import anything_ready
from roundup.sending.models import Installation, Mailing

_SHORTEST = timedelta(seconds=40)
_TICKS = 6


def note_tick(now: datetime) -> None:
    """Tell the watchdog that this worker is looking: a long preparation does not count as silence."""
    Installation.objects.filter(pk=1).update(ticked_at=now)


def silence_limit() -> timedelta:
    """Return how long a silence lasts before it is reported: six ticks, but at least 40 s."""
    ticks: timedelta = _TICKS * settings.TICK
    return max(_SHORTEST, ticks)


def restart_limit() -> timedelta:
    """Return how long a silence lasts before we restart the worker: one that is only busy must go on."""
    return 3 * silence_limit()


def tick_age(now: datetime) -> timedelta | None:
    """Return how long ago a worker last looked for work, or None if none ever has."""
    ticked_at = Installation.objects.filter(pk=1).values_list("ticked_at", flat=True).first()
    return now - ticked_at if ticked_at else None


def is_silent(age: timedelta | None) -> bool:
    """Say whether a last look `age` ago is too long ago. If there never was one (None), it is."""
    return age is None or age > silence_limit()


def silence_words(age: timedelta | None) -> str:
    """Return `No worker has looked for work for 3 minutes.`"""
    if age is None:
        return tell("No worker has looked for work yet.")
    seconds = int(age.total_seconds())
    if seconds < 120:
        return tell_count(
            "No worker has looked for work for %(n)s second.",
            "No worker has looked for work for %(n)s seconds.",
            seconds,
        )
    return tell_count(
        "No worker has looked for work for %(n)s minute.",
        "No worker has looked for work for %(n)s minutes.",
        seconds // 60,
    )


def work_waits(now: datetime) -> bool:
    """Say whether there is anything that a worker would begin or continue if it looked now."""
    preparing = Mailing.objects.filter(status=Mailing.Status.PREPARING, edition__held_at=None)
    return bool(overdue(now)) or preparing.exists() or anything_ready(now)


def overdue(since: datetime) -> str:
    """Say what should have begun by `since` but has not; empty if everything has begun."""
    due = Edition.objects.filter(
        status=Edition.Status.APPROVED, send_at__lte=since, held_at=None, mailing__isnull=True
    )
    if due.exists():
        return "an approved edition has not left at its hour"
    if any(is_draft_due(publication, since) for publication in Publication.objects.all()):
        return "a draft has not been made at its hour"
    if are_sources_waiting(since):
        return "sources have not been looked at"
    return ""


def work_is_left(now: datetime) -> bool:
    """Say whether work has waited longer than a silence may last; new work does not count."""
    return work_waits(now - silence_limit())
