"""Skips a date, pauses, and adds a date that does not recur. Articles are still collected meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from roundup.core.errors import Refused
from roundup.core.moments_and_counts import day_words
from roundup.core.newsroom_language import tell
from roundup.core.schedule import Slot
from roundup.editions.assembling import edition_of
from roundup.editions.due_drafts import tell_lost_weeks
from roundup.editions.ending import skip_edition
from roundup.editions.models import Edition
from roundup.publications.models import Publication

Status = Edition.Status

_DAY = timedelta(days=1)
_OPEN = (Status.DRAFT, Status.APPROVED)


def skip_day(publication: Publication, day: date, now: datetime, user: Any = None) -> None:
    """Send no edition on a day for which one is planned. An edition that already exists is skipped.

    Raises Refused if nothing is planned for that day, or if its edition is on its way.
    """
    with _locked(publication, now) as locked:
        slot = _slot_on(locked, day)
        if slot is None or slot.send_at <= now:
            raise Refused(tell("No edition is planned for %(day)s.", day=day_words(day)))
        _add_break(locked, day, day)
        made = edition_of(locked, slot.period.key)
        if made and made.status in _OPEN:
            skip_edition(made, now, user)


def begin_pause(
    publication: Publication, first: date, last: date | None, now: datetime, user: Any = None
) -> int:
    """Send nothing from the local day `first` to `last`, or until somebody ends the pause.

    Skips the open editions of these days, and returns how many there were. Raises Refused for days that are
    over or in the wrong order, or if an edition is on its way.
    """
    with _locked(publication, now) as locked:
        today = locked.schedule.local_day(now)
        if first < today or (last is not None and last < first):
            raise Refused(tell("A pause must begin today or later, and must not end before it begins."))
        _add_break(locked, first, last)
        return _skip_open_editions(locked, first, last, now, user)


def end_break(publication: Publication, first: date, now: datetime) -> None:
    """End the pause or the skip that begins on `first`. Editions that it has skipped stay skipped.

    Raises Refused if there is none.
    """
    with _locked(publication, now) as locked:
        ended = [pair for pair in locked.breaks if pair[0] == first.isoformat()]
        if not ended:
            raise Refused(tell("There is no pause that begins on %(day)s.", day=day_words(first)))
        over = _last_day_over(locked, now)
        locked.breaks = [pair for pair in locked.breaks if pair not in ended]
        if first <= over:
            _add_break(locked, first, over)


def add_day(publication: Publication, day: date, now: datetime) -> None:
    """Plan an edition on a day that does not recur.

    Raises Refused if its hour is over, if an edition is already planned for that day, if the day is in a
    pause, or if its draft would be made on the same day as another one.
    """
    with _locked(publication, now) as locked:
        if _slot_on(locked, day) is not None:
            raise Refused(tell("An edition is already planned for %(day)s.", day=day_words(day)))
        locked.one_offs = sorted({*locked.one_offs, day.isoformat()})
        slot = _slot_on(locked, day)
        if slot is None or slot.send_at <= now:
            raise Refused(tell("Choose a future day that is not in a pause."))
        if Edition.objects.of_weeks().filter(publication=locked, period__gte=slot.period.key).exists():
            raise Refused(tell("A draft for a later day has already been made: change its hour instead."))


def remove_day(publication: Publication, day: date, now: datetime) -> None:
    """Take back a day that was added. Raises Refused if it was not."""
    with _locked(publication, now) as locked:
        if day.isoformat() not in locked.one_offs:
            raise Refused(tell("%(day)s was not added.", day=day_words(day)))
        locked.one_offs = [each for each in locked.one_offs if each != day.isoformat()]


def _add_break(publication: Publication, first: date, last: date | None) -> None:
    """Add a break to the publication; the caller holds the lock on it, and saves it."""
    pair = [first.isoformat(), last and last.isoformat()]
    publication.breaks = sorted([*publication.breaks, pair], key=lambda each: (each[0], each[1] or ""))


@contextmanager
def _locked(publication: Publication, now: datetime) -> Iterator[Publication]:
    """Lock the publication, and save its breaks and added days after the `with` block.

    They change what was planned, so the weeks that are lost by now are told first.
    """
    with transaction.atomic():
        locked = Publication.objects.select_for_update().get(pk=publication.pk)
        tell_lost_weeks(locked, now)
        yield locked
        locked.save(update_fields=["breaks", "one_offs"])
    publication.refresh_from_db()


def _slot_on(publication: Publication, day: date) -> Slot | None:
    slot = next(publication.schedule.slots_from(day), None)
    return slot if slot and slot.day == day else None


def _last_day_over(publication: Publication, now: datetime) -> date:
    """Return the last day whose sending hour is over, in the publication's time zone."""
    schedule = publication.schedule
    today = schedule.local_day(now)
    return today if schedule.sent.on(today) <= now else today - _DAY


def _skip_open_editions(
    publication: Publication, first: date, last: date | None, now: datetime, user: Any
) -> int:
    schedule = publication.schedule
    editions = Edition.objects.of_weeks().filter(publication=publication, status__in=_OPEN, send_at__gt=now)
    days = {edition.pk: schedule.local_day(edition.send_at) for edition in editions}
    found = [each for each in editions if first <= days[each.pk] and (last is None or days[each.pk] <= last)]
    for edition in found:
        skip_edition(edition, now, user)
    return len(found)
