"""Notes how a source is doing, and tells the editors when they must know."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from roundup.articles.models import Source
from roundup.articles.sources.fetch import Fetched
from roundup.core.article_identity import same_site
from roundup.core.articles import Reading
from roundup.core.health import health_after, is_alarming, is_redirect_settled, next_look
from roundup.core.newsroom_language import tell
from roundup.core.urls import without_query
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Publication


def note_success(source: Source, fetched: Fetched, reading: Reading | None, now: datetime) -> None:
    """Note that the source answered well; `reading` is None if it showed nothing new."""
    noted: dict[str, Any] = {
        "health": health_after(0).value,
        "failures": 0,
        "last_problem": "",
        "last_success_at": now,
        "next_fetch_at": next_look(now, _interval(source), source_id=source.pk, at_least=fetched.max_age),
    }
    if reading:
        noted |= {"read_as": reading.kind, "title": source.title or reading.title[:300]}
    if _note(source, now, **noted, **_moved(source, fetched.moved_to, now)):
        clear_alarm(source.publication, alarm_subject(source), now)


def note_failure(
    source: Source, problem: str, now: datetime, *, gone: bool = False, at_least: timedelta | None = None
) -> None:
    """Note that a look failed, and why. `gone` means that the source says it will not come back."""
    failures = source.failures + 1
    next_at = next_look(
        now, _interval(source), source_id=source.pk, failures=failures, gone=gone, at_least=at_least
    )
    health = health_after(failures, gone).value
    noted = _note(source, now, health=health, failures=failures, last_problem=problem, next_fetch_at=next_at)
    if noted and (gone or is_alarming(failures, source.last_success_at is not None)):
        # While a source cannot be read, nobody knows whether it has something new.
        clear_alarm(source.publication, alarm_subject(source, "stale"), now)
        raise_alarm(
            source.publication,
            alarm_subject(source),
            tell("%(source)s cannot be read. %(problem)s", source=source, problem=problem),
            now,
        )


def unreadable_sources(publication: Publication) -> list[Source]:
    """Return the sources that have failed so often that a person must know."""
    failed = publication.sources.filter(failures__gt=0).order_by("pk")
    return [each for each in failed if is_alarming(each.failures, each.last_success_at is not None)]


def alarm_subject(source: Source, what: str = "") -> str:
    """Return the subject of alarms about this source."""
    return f"source:{source.pk}" + (f":{what}" if what else "")


def _interval(source: Source) -> timedelta:
    return timedelta(minutes=source.interval_minutes)


def _note(source: Source, now: datetime, **noted: Any) -> bool:
    """Write the outcome and release the claim; return False if the source has been removed."""
    noted |= {"last_fetched_at": now, "claimed_until": None}
    for name, value in noted.items():
        setattr(source, name, value)
    return bool(Source.objects.filter(pk=source.pk).update(**noted))


def _moved(source: Source, target: str, now: datetime) -> dict[str, Any]:
    """Return what to note about a permanent redirect; after some days we believe one within the same site.

    Only an editor can move a source to another site: a stranger may have bought a lapsed domain.
    """
    nothing = {"moved_to": "", "moved_times": 0, "moved_since": None}
    if not target or target == source.url:
        clear_alarm(source.publication, alarm_subject(source, "moved"), now)
        return nothing
    if not same_site(source.url, target):
        message = tell(
            "%(source)s says that it has moved for good to %(target)s. "
            "If you trust that, add the new address and remove the old one.",
            source=source,
            target=without_query(without_query(target, target), source.url),
        )
        raise_alarm(source.publication, alarm_subject(source, "moved"), message, now)
        return nothing | {"moved_to": target}
    again = source.moved_to == target and source.moved_since is not None
    since = source.moved_since if again and source.moved_since else now
    times = source.moved_times + 1 if again else 1
    if is_redirect_settled(times, since, now) and not _is_taken(source, target):
        return nothing | {"url": target}
    return {"moved_to": target, "moved_times": min(times, 1000), "moved_since": since}


def _is_taken(source: Source, url: str) -> bool:
    return Source.objects.filter(publication=source.publication_id, url=url).exists()
