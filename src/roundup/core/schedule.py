"""When drafts are made and editions go out, in the publication's own time.

A schedule is a series of slots, one for each planned edition. Moments are computed with the zone's rules: a
local time that the clocks skip counts as the moment just after the jump; one that occurs twice counts as its
first occurrence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from itertools import dropwhile, takewhile
from typing import Final
from zoneinfo import ZoneInfo

from roundup.core.recurrence import Recurrence

# How far a schedule looks ahead for the next slot, and how far back for earlier ones.
_FARTHEST: Final = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class LocalTime:
    """An hour of each day; `zone` is an IANA name."""

    at: time
    zone: str

    def on(self, day: date) -> datetime:
        """Return the moment, in UTC, of this local time on `day`."""
        local = datetime.combine(day, self.at, tzinfo=ZoneInfo(self.zone))
        moment = local.astimezone(UTC)
        if moment.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
            # The clocks skip this time: use the offset from before the jump.
            moment = (local.replace(fold=0)).astimezone(UTC)
        return moment


@dataclass(frozen=True, slots=True)
class Period:
    """The stretch of time that one edition covers: from `start` (exclusive) to `end` (inclusive).

    `key` is the local date on which it ends; there is one edition for each publication and key.
    """

    key: date
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """One planned edition: its draft is made when the period ends, and leaves at `send_at` on that `day`."""

    day: date
    period: Period
    send_at: datetime


@dataclass(frozen=True, slots=True)
class Break:
    """Days on which nothing goes out, from `first` to `last`; if `last` is None, until somebody ends it."""

    first: date
    last: date | None = None

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a publication comes out: on the days that recur and on `one_offs`, except during its `breaks`.

    The draft is made at `assembled`, the set number of days before, and never after the edition goes out,
    even if the clocks jump in between. No edition is planned before the day `since`.
    """

    recurrence: Recurrence
    sent: LocalTime
    assembled: LocalTime
    days_before: int
    since: date | None = None
    breaks: tuple[Break, ...] = ()
    one_offs: frozenset[date] = frozenset()

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.sent.zone)).date()

    def slots_from(self, first: date) -> Iterator[Slot]:
        """Yield the slots whose edition goes out on the local day `first` or later."""
        end = self._end_before(first)
        for day in self._days_from(first):
            found = self._slot_on(day)
            if end is not None:
                found = replace(found, period=replace(found.period, start=end))
            end = found.period.end
            yield found

    def slot_at(self, moment: datetime) -> Slot | None:
        """Return the slot whose period contains `moment`, its end included; None if no more are planned."""
        slots = self.slots_from(self.local_day(moment))
        return next(dropwhile(lambda slot: slot.period.end < moment, slots), None)

    def slot_after(self, slot: Slot) -> Slot | None:
        """Return the slot that follows this one; None if no more are planned."""
        return next(self.slots_from(slot.day + timedelta(days=1)), None)

    def next_sending(self, moment: datetime) -> Slot | None:
        """Return the first slot whose edition goes out strictly after `moment`."""
        slots = self.slots_from(self.local_day(moment))
        return next(dropwhile(lambda slot: slot.send_at <= moment, slots), None)

    def slots_due(self, since: datetime, until: datetime) -> list[Slot]:
        """Return the slots whose draft was to be made after `since` and by `until`."""
        slots = takewhile(lambda slot: slot.period.end <= until, self.slots_from(self.local_day(since)))
        return [slot for slot in slots if slot.period.end > since]

    def last_due(self, moment: datetime) -> Slot | None:
        """Return the last slot whose draft was to be made by `moment`; None if there was none."""
        for back in self._steps_back():
            if due := self.slots_due(moment - back, moment):
                return due[-1]
        return None

    def _slot_on(self, day: date) -> Slot:
        """Return the slot of a day, as if none had been planned before."""
        send_at = self.sent.on(day)
        end = self.assembled.on(day - timedelta(days=self.days_before))
        if end >= send_at:
            # The clocks skip an hour in between: keep the two as far apart as the schedule says.
            end = send_at - self._apart
        key = end.astimezone(ZoneInfo(self.sent.zone)).date()
        return Slot(day, Period(key, end - self.recurrence.usual_gap, end), send_at)

    @property
    def _apart(self) -> timedelta:
        sent, assembled = (datetime.combine(date.min, each.at) for each in (self.sent, self.assembled))
        return max(sent - assembled + timedelta(days=self.days_before), timedelta(minutes=1))

    def _end_before(self, first: date) -> datetime | None:
        """Return when the previous period ended, or None if there was none."""
        for back in self._steps_back():
            days = takewhile(lambda day: day < first, self._days_from(first - back))
            if earlier := list(days):
                return self._slot_on(earlier[-1]).period.end
        return None

    def _steps_back(self) -> Iterable[timedelta]:
        usual = self.recurrence.usual_gap + timedelta(days=self.days_before + 1)
        return takewhile(lambda back: back < _FARTHEST, (usual * 2**turn for turn in range(1, 12)))

    def _days_from(self, first: date) -> Iterator[date]:
        since = max(first, self.since or first)
        one_offs = sorted(day for day in self.one_offs if day >= since)
        before = date.min
        for day in merge(one_offs, self.recurrence.days_from(since)):
            if day - since > _FARTHEST or self._is_over(day):
                return
            if day != before and not any(each.covers(day) for each in self.breaks):
                yield day
            before = day

    def _is_over(self, day: date) -> bool:
        return any(each.last is None and each.first <= day for each in self.breaks)


def period_name(period: date, month: date | None) -> str:
    """Return a name that no other period has: `2026-11-27` for one edition, or `2026-11` for a month."""
    return f"{month:%Y-%m}" if month else f"{period:%Y-%m-%d}"


def month_of(day: date, zone: ZoneInfo) -> Period:
    """Return the month in which a local day falls, as a period whose key is its last day."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    start, end = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (first, following))
    return Period(following - timedelta(days=1), start, end)


def month_before(day: date, zone: ZoneInfo) -> Period:
    """Return the month before the one in which a local day falls."""
    return month_of(day.replace(day=1) - timedelta(days=1), zone)


def best_of_month_slot(schedule: Schedule, day: date) -> Slot | None:
    """Return the slot for the best of the month in which a local day falls.

    It is assembled at the first assembling hour after the month has ended, and leaves at the next sending.
    """
    return schedule.slot_at(month_of(day, ZoneInfo(schedule.sent.zone)).end)
