"""Says in sentences why a mailing on its way does not go on at this moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Min

from roundup.core.moments_and_counts import short_words
from roundup.core.newsroom_language import tell, tell_count
from roundup.core.outlets import provider_of
from roundup.editions.last_look import awaits_look
from roundup.editions.models import Edition
from roundup.sending.handing_over.gate import closure_of, has_room
from roundup.sending.handing_over.provider_reach import lost_ways
from roundup.sending.models import Batch, Gate, Mailing
from roundup.sending.safety import heartbeat

_GOING = (Mailing.Status.PREPARING, Mailing.Status.SENDING)


def hindrances_of_mailing(mailing: Mailing, now: datetime) -> list[str]:
    """Return what keeps a mailing waiting; empty if it goes on, is held, or has ended."""
    if mailing.status not in _GOING or mailing.edition.held_at:
        return []
    zone = mailing.edition.publication.zone
    return [*_silence(now), *_gate(mailing, now, zone), *_way(mailing), *_later(mailing, now, zone)]


def hindrances_of_start(edition: Edition, now: datetime) -> list[str]:
    """Return why an edition whose hour has come has not begun to leave; empty if it is not due."""
    is_due = edition.status == Edition.Status.APPROVED and edition.send_at <= now and not edition.held_at
    return [*_silence(now), *_look(edition, now)] if is_due and not edition.is_on_its_way else []


def hindrances_of_edition(edition: Edition, now: datetime) -> list[str]:
    """Return why nothing of an edition leaves at this moment: who held it, or what it waits for."""
    mailing = Mailing.objects.filter(edition=edition).select_related("edition__publication").first()
    is_held = mailing is not None and mailing.status == Mailing.Status.HELD
    is_open = edition.status in (Edition.Status.DRAFT, Edition.Status.APPROVED)
    if is_held or (edition.held_at and is_open):
        why = (mailing.held_reason if mailing else "") or edition.held_reason
        return [f"Held: {why} `roundup resume` lets it go on."]
    return hindrances_of_mailing(mailing, now) if mailing else hindrances_of_start(edition, now)


def _look(edition: Edition, now: datetime) -> Iterator[str]:
    if awaits_look(edition, now):
        yield tell("Its sources are read once more before it leaves.")


def _silence(now: datetime) -> Iterator[str]:
    age = heartbeat.tick_age(now)
    if heartbeat.is_silent(age):
        advice = tell("See whether “roundup up” is running.")
        yield f"{heartbeat.silence_words(age)} {advice}"


def _gate(mailing: Mailing, now: datetime, zone: ZoneInfo) -> Iterator[str]:
    if found := closure_of(Gate.objects.filter(provider=provider_of(mailing.outlet)).first(), now):
        until = found.until.astimezone(zone)
        shut = tell("Nothing is handed over until %(time)s.", time=f"{until:%H:%M:%S}")
        yield f"{found.why} {shut}"
    elif _is_full(mailing, now):
        yield tell_count(
            "Today’s %(n)s message (ROUNDUP_DAILY_CAP) has left. Sending continues after midnight UTC.",
            "Today’s %(n)s messages (ROUNDUP_DAILY_CAP) have left. Sending continues after midnight UTC.",
            settings.DAILY_CAP,
        )


def _way(mailing: Mailing) -> Iterator[str]:
    if mailing.batches.filter(state=Batch.State.READY).exists():
        yield from lost_ways()


def _is_full(mailing: Mailing, now: datetime) -> bool:
    """Say whether the day's cap has no room for the next batch."""
    following = mailing.batches.filter(state=Batch.State.READY).order_by("seq").first()
    return bool(following and not has_room(following.planned, now))


def _later(mailing: Mailing, now: datetime, zone: ZoneInfo) -> Iterator[str]:
    """Say when the next batch may leave, if all ready batches have to wait for a certain moment."""
    ready = mailing.batches.filter(state=Batch.State.READY)
    first = ready.aggregate(at=Min("not_before"))["at"]
    if first and first > now and not ready.filter(not_before=None).exists():
        yield tell("The next batch leaves %(when)s.", when=short_words(first, zone))
