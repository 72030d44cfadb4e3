"""Counts for Prometheus that show whether the next edition will go out, some for each publication."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from roundup.articles.health import unreadable_sources
from roundup.articles.models import Source
from roundup.core.errors import RoundupError
from roundup.editions.coming import newest_open_editions
from roundup.editions.models import Edition
from roundup.editions.newest import coming_hour, newest_mailed
from roundup.editions.policies import AtDeadline, deadline_policy
from roundup.events.metric_families import Family, by_label, without_label
from roundup.publications.models import Alarm, Publication
from roundup.sending.handing_over.gate import gone_today, is_breaker_open, shut_gate
from roundup.sending.safety import heartbeat

_Value = Callable[[Publication, datetime], float | None]


def families_of_sending(now: datetime) -> Iterable[Family]:
    """Yield the counts for all publications together: does a worker look for work, and may mail leave?"""
    age = heartbeat.tick_age(now)
    if age is not None:
        seconds = max(0, round(age.total_seconds()))
        yield "tick_age_seconds", "gauge", "Since a worker last looked for work.", without_label(seconds)
    is_open = int(shut_gate(now) is None)
    yield "gate_open", "gauge", "1 if mail may be handed over to the provider.", without_label(is_open)
    breaker = int(is_breaker_open())
    yield "breaker_open", "gauge", "1 if doubtful answers have stopped the sending.", without_label(breaker)
    if settings.DAILY_CAP:
        left = max(0, settings.DAILY_CAP - gone_today(now))
        yield "daily_cap_left", "gauge", "Messages that may still leave today (UTC).", without_label(left)


def families_of_publications(now: datetime) -> Iterable[Family]:
    """Yield the counts for each publication, by its slug."""
    publications = list(Publication.objects.order_by("pk"))
    yield "sources", "gauge", "Sources by health.", _sources(publications)
    for name, help_text, value in _BY_PUBLICATION:
        found = {each.slug: value(each, now) for each in publications}
        known = {slug: number for slug, number in found.items() if number is not None}
        yield name, "gauge", help_text, by_label("publication", known)


def _sources(publications: list[Publication]) -> dict[str, float]:
    rows = Source.objects.values_list("publication_id", "health").annotate(n=Count("pk")).order_by()
    counts = {(publication, health): n for publication, health, n in rows}
    return {
        f'{{publication="{each.slug}",health="{health}"}}': counts.get((each.pk, health), 0)
        for each in publications
        for health in Source.Health.values
    }


def _unreadable(publication: Publication, now: datetime) -> float:
    return len(unreadable_sources(publication))


def _since_mailed(publication: Publication, now: datetime) -> float | None:
    last = newest_mailed(publication)
    return max(0, round((now - last.mailed_at).total_seconds())) if last and last.mailed_at else None


def _until_due(publication: Publication, now: datetime) -> float | None:
    try:
        hour = coming_hour(publication, now)
    except RoundupError:
        return None  # A schedule that makes no sense has its own alarm.
    return round((hour - now).total_seconds()) if hour else None


def _needs_somebody(publication: Publication, now: datetime) -> float:
    waiting = newest_open_editions().filter(publication=publication)
    if waiting.exclude(held_at=None).exists():
        return 1
    leaves = waiting.filter(status=Edition.Status.APPROVED).exists()
    return int(not leaves and not _leave_by_themselves(publication, waiting))


def _leave_by_themselves(publication: Publication, waiting: Iterable[Edition]) -> bool:
    """Say whether all these drafts or, without any, the next draft would leave without an approval."""
    return publication.sends_unapproved and all(deadline_policy(each) == AtDeadline.SEND for each in waiting)


def _alarms(publication: Publication, now: datetime) -> float:
    return Alarm.objects.open().filter(publication=publication).count()


_BY_PUBLICATION: tuple[tuple[str, str, _Value], ...] = (
    ("sources_unreadable", "Sources that failed so often that a person must know.", _unreadable),
    ("last_mailed_seconds", "Since an edition was last mailed.", _since_mailed),
    ("next_due_seconds", "Until the hour of the next edition.", _until_due),
    ("next_needs_somebody", "1 if the next edition does not leave unless somebody acts.", _needs_somebody),
    ("publication_alarms_open", "Alarms that nobody has dealt with.", _alarms),
)
