"""A publication's past and coming editions, with the dates that are skipped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Final

from roundup.core.schedule import Break, Schedule, Slot
from roundup.editions.models import Edition
from roundup.publications.models import Publication

_PAST: Final = timedelta(weeks=5)
_COMING: Final = 6
# If nothing more is planned, skipped dates are shown this far ahead.
_SKIPPED_AHEAD: Final = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """One date: an `edition` that exists, a `slot` that is planned, or a slot that a break skips.

    `skipped_by` is that break. `is_added` says that somebody added the date, which does not recur.
    """

    hour: datetime
    edition: Edition | None = None
    slot: Slot | None = None
    skipped_by: Break | None = None
    is_added: bool = False


def calendar_of(publication: Publication, now: datetime) -> list[CalendarDate]:
    """Return the dates from some weeks ago up to the next planned ones, in order."""
    editions = list(
        Edition.objects.filter(publication=publication, send_at__gt=now - _PAST).select_related("publication")
    )
    taken = {edition.period for edition in editions if edition.month is None}
    made = [CalendarDate(edition.send_at, edition) for edition in editions]
    planned = [each for each in _planned(publication, now) if each.slot and each.slot.period.key not in taken]
    return sorted([*made, *planned], key=lambda each: each.hour)


def breaks_in_force(publication: Publication, now: datetime) -> list[Break]:
    """Return the pauses of several days that are not over yet."""
    today = publication.schedule.local_day(now)
    return [
        each
        for each in publication.schedule.breaks
        if not each.is_one_day and (each.last is None or each.last >= today)
    ]


def _planned(publication: Publication, now: datetime) -> Iterable[CalendarDate]:
    """Yield the dates from now on: as many planned slots as are shown, and the skipped ones between them."""
    schedule = publication.schedule
    today = schedule.local_day(now)
    planned = {slot.day: slot for slot in islice(schedule.slots_from(today), _COMING)}
    last = max(planned, default=today + _SKIPPED_AHEAD)
    every = replace(schedule, breaks=()).slots_from(today)
    for slot in takewhile(lambda slot: slot.day <= last, every):
        if slot.send_at > now:
            yield _date_of(schedule, planned.get(slot.day, slot))


def _date_of(schedule: Schedule, slot: Slot) -> CalendarDate:
    skipped_by = next((each for each in schedule.breaks if each.covers(slot.day)), None)
    is_added = slot.day in schedule.one_offs
    return CalendarDate(slot.send_at, slot=slot, skipped_by=skipped_by, is_added=is_added)
