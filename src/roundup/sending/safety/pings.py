"""Pings monitors outside that raise an alarm when they hear nothing: after ticks, drafts and mailings.

No other code calls this when something has happened. It compares what has happened with what each monitor has
been told, so the next worker sends a ping that a dead one has lost, and no draft or mailing waits for a ping.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.db.models import F, Max

from roundup.articles.sources.fetch import AnswerError, Fetcher, Timeouts
from roundup.core.errors import SourceError
from roundup.editions.models import Edition
from roundup.publications.models import Ping, Publication
from roundup.sending.models import Installation, Mailing

log = logging.getLogger(__name__)

# A monitor that does not answer may cost a worker's thread no more than this.
BRIEF: Final = Timeouts(connect=3.0, read=3.0, total=5.0)
_LARGEST: Final = 64_000
# A monitor is pinged, and tried again, at most once in this time.
_EVERY: Final = timedelta(minutes=1)
# No monitor is told of anything older: its address may have been set only now.
_NEWS: Final = timedelta(days=3)
_LASTING: Final = 3


class Event(NamedTuple):
    """What a monitor is to know: the monitor's key and address, whom it concerns, when it last happened."""

    key: str
    url: str
    what: str
    happened_at: datetime | None


def ping_monitors(now: datetime, fetcher: Fetcher) -> None:
    """Ping every monitor that does not know of the newest event yet.

    If two workers do this at once, each ping is claimed by one of them. Call it outside transactions.
    """
    for event in watched_events():
        if event.happened_at and now - event.happened_at < _NEWS and _claim(event, now):
            # A clock that was ahead may have recorded a moment that is still to come.
            _ping(event, min(event.happened_at, now), fetcher)


def watched_events() -> Iterator[Event]:
    """Yield the events that monitors watch: the tick, and each publication's drafts and mailings of weeks."""
    if settings.TICK_PING_URL:
        ticked_at = Installation.objects.filter(pk=1).values_list("ticked_at", flat=True).first()
        yield Event("tick", settings.TICK_PING_URL, "tick", ticked_at)
    for publication in Publication.objects.order_by("pk"):
        if url := publication.draft_ping_url:
            yield Event(f"draft:{publication.pk}", url, f"{publication.slug}: drafts", _made_at(publication))
        if url := publication.mailing_ping_url:
            said = f"{publication.slug}: mailings"
            yield Event(f"mailing:{publication.pk}", url, said, _finished_at(publication))


def lasting_failures() -> list[str]:
    """Say which monitors could not be pinged several times in a row, and why, by the code of the failure."""
    failed = {ping.key: ping for ping in Ping.objects.filter(failures__gte=_LASTING)}
    return [f"{event.what} ({failed[event.key].error})" for event in watched_events() if event.key in failed]


def _made_at(publication: Publication) -> datetime | None:
    made = Edition.objects.of_weeks().filter(publication=publication)
    last: datetime | None = made.aggregate(last=Max("assembled_at"))["last"]
    return last


def _finished_at(publication: Publication) -> datetime | None:
    done = Mailing.objects.filter(edition__publication=publication, edition__month=None)
    done = done.filter(status=Mailing.Status.DONE)
    last: datetime | None = done.aggregate(last=Max("finished_at"))["last"]
    return last


def _claim(event: Event, now: datetime) -> bool:
    """Say whether the ping is due and ours. Events from before its address was set are not told."""
    Ping.objects.get_or_create(key=event.key, defaults={"told_at": now})
    due = Ping.objects.filter(key=event.key, told_at__lt=event.happened_at)
    lately = {"tried_at__gt": now - _EVERY, "tried_at__lte": now}
    return bool(due.exclude(**lately).update(tried_at=now))


def _ping(event: Event, happened_at: datetime, fetcher: Fetcher) -> None:
    """Ask for the monitor's address, and record whether it answered."""
    if error := _failure_of(event.url, fetcher):
        log.warning("the monitor of %s was not reached: %s", event.key, error)
        Ping.objects.filter(key=event.key).update(failures=F("failures") + 1, error=error[:40])
    else:
        Ping.objects.filter(key=event.key).update(told_at=happened_at, failures=0, error="")


def _failure_of(url: str, fetcher: Fetcher) -> str:
    """Return the code of a failure, or nothing. The error's words would name the address, which is secret."""
    try:
        fetcher.fetch(url, max_bytes=_LARGEST)
    except AnswerError as error:
        return "" if 200 <= error.status < 300 else error.code
    except SourceError as error:
        return error.code
    except Exception as error:
        return type(error).__name__
    return ""
