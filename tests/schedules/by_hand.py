"""When editions are due, counted by hand, day after day, and in quarters of an hour.

Nothing here asks `core.schedule`, `core.recurrence` or the library behind them.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from roundup.publications.models import Publication

DAY = timedelta(days=1)
ZONES = [
    *("UTC", "Europe/Berlin", "Europe/Dublin", "Europe/Lisbon", "America/New_York", "America/Nuuk"),
    *("America/Sao_Paulo", "Africa/Casablanca", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham"),
    "Pacific/Apia",
]
# Where weeks and months are counted from if nobody has chosen a first day: a Monday, and a first.
_ALWAYS = date(2024, 1, 1)


@lru_cache(maxsize=10_000)
def moment_of(wall: datetime, zone: str) -> datetime:
    """Return the first moment at which clocks in the zone show a time, by trying every quarter of an hour.

    If they never do, it is later by as much as they jump: by what they showed just before.
    """
    naive = wall.replace(tzinfo=UTC)
    for quarters in range(-60, 61):
        moment = naive + timedelta(minutes=15 * quarters)
        if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall:
            return moment
    before = moment_of(wall - timedelta(hours=3), zone)
    return before + timedelta(hours=3)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def is_nth(day: date, weekday: int, place: int) -> bool:
    """Say by the printed calendar of the month whether a day is its nth such weekday."""
    column = [week[weekday] for week in calendar.monthcalendar(day.year, day.month) if week[weekday]]
    return day.day == column[place - 1 if place > 0 else place]


def is_in_month(day: date, wanted: int) -> bool:
    """Say whether a day is the wanted one of its month, or the last of a month that is too short for it."""
    return day.day == min(wanted, calendar.monthrange(day.year, day.month)[1])


def months_between(origin: date, day: date) -> int:
    return (day.year - origin.year) * 12 + day.month - origin.month


def weeks_between(origin: date, day: date) -> int:
    return (monday_of(day) - monday_of(origin)).days // 7


@dataclass(frozen=True, slots=True)
class Promise:
    """An edition that a timetable promises: its draft is made at `made_at`, and it goes out at `send_at`."""

    day: date
    key: date
    made_at: datetime
    send_at: datetime


@dataclass(frozen=True, slots=True)
class Timetable:
    """The schedule of a publication as its settings say it."""

    zone: str
    recurs: str
    every: int
    weekdays: tuple[int, ...]
    place: int
    month_day: int
    sent: time
    made: time
    days_before: int
    begins: date | None
    counted_from: date
    breaks: tuple[tuple[date, date], ...]
    added: frozenset[date]

    @classmethod
    def of(cls, publication: Publication) -> Timetable:
        """Read the columns of a publication."""
        day = date.fromisoformat
        return cls(
            zone=publication.timezone,
            recurs=publication.recurs,
            every=publication.recurs_every,
            weekdays=tuple(publication.send_weekdays),
            place=publication.month_place,
            month_day=publication.month_day,
            sent=publication.send_time,
            made=publication.assemble_time,
            days_before=publication.assemble_days_before,
            begins=publication.first_day,
            counted_from=publication.first_day or _ALWAYS,
            breaks=tuple((day(first), day(last or "9999-12-31")) for first, last in publication.breaks),
            added=frozenset(map(day, publication.one_offs)),
        )

    @property
    def usual_gap(self) -> timedelta:
        """How far apart its editions usually are."""
        if self.recurs == "weeks":
            return timedelta(days=7 * self.every) / len(self.weekdays)
        return timedelta(days=30 * self.every)

    @property
    def shortest_gap(self) -> timedelta:
        """How near to each other two days of it are at least."""
        if self.recurs != "weeks":
            return self.usual_gap
        first = monday_of(self.counted_from)
        days = [day for day in (first + n * DAY for n in range(7 * self.every + 7)) if self._recurs_on(day)]
        return min(later - earlier for earlier, later in pairwise(days))

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.zone)).date()

    def is_planned(self, day: date) -> bool:
        """Say whether an edition is to go out on a day."""
        if (self.begins and day < self.begins) or any(first <= day <= last for first, last in self.breaks):
            return False
        return day in self.added or self._recurs_on(day)

    def promise_on(self, day: date) -> Promise:
        """Return what is promised for a day, if anything is."""
        send_at = moment_of(datetime.combine(day, self.sent), self.zone)
        made_at = moment_of(datetime.combine(day - self.days_before * DAY, self.made), self.zone)
        if made_at >= send_at:
            # The clocks jump between them: it is made before it leaves, by what clocks show between them.
            by_the_clock = datetime.combine(day, self.sent) - datetime.combine(
                day - self.days_before * DAY, self.made
            )
            made_at = send_at - by_the_clock
        return Promise(day, self.today(made_at), made_at, send_at)

    def promises_from(self, first: date, days: int = 1200) -> Iterator[Promise]:
        """Yield what is promised for the days from `first` on."""
        for number in range(days):
            if self.is_planned(day := first + number * DAY):
                yield self.promise_on(day)

    def due(self, since: datetime, until: datetime) -> list[Promise]:
        """Return the promises whose draft was to be made after `since`, and by `until`."""
        first = self.today(since)
        days = (self.today(until) - first).days + self.days_before + 2
        return [each for each in self.promises_from(first, days) if since < each.made_at <= until]

    def next_made(self, now: datetime) -> datetime | None:
        """Return when the next draft is to be made."""
        coming = (each.made_at for each in self.promises_from(self.today(now)) if each.made_at > now)
        return next(coming, None)

    def _recurs_on(self, day: date) -> bool:
        if self.recurs == "never":
            return False
        if self.recurs == "weeks":
            return day.weekday() in self.weekdays and weeks_between(self.counted_from, day) % self.every == 0
        if months_between(self.counted_from, day) % self.every:
            return False
        if self.recurs == "weekday":
            return is_nth(day, self.weekdays[0], self.place)
        return is_in_month(day, self.month_day)
