"""When something weekly is due, in the publication's own time.

The schedule is a weekday and a local time; moments are computed with the zone's rules. A local time that
the clocks skip counts as the moment just after the jump; one that occurs twice, as its first occurrence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeeklyTime:
    """`weekday` counts from Monday = 0; `zone` is an IANA name."""

    weekday: int
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

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def next_after(self, moment: datetime) -> datetime:
        """Return the first occurrence strictly after `moment`."""
        day = self.local_day(moment) - timedelta(days=7)
        day += timedelta(days=(self.weekday - day.weekday()) % 7)
        while (found := self.on(day)) <= moment:
            day += WEEK
        return found

    def last_until(self, moment: datetime) -> datetime:
        """Return the latest occurrence at or before `moment`."""
        following = self.next_after(moment)
        return self.on(self.local_day(following) - WEEK)


@dataclass(frozen=True, slots=True)
class Period:
    """The stretch of time that one edition covers: from `start` (exclusive) to `end` (inclusive).

    `key` is the local date on which it ends; there is one edition for each publication and key.
    """

    key: date
    start: datetime
    end: datetime


def period_at(assembling: WeeklyTime, moment: datetime) -> Period:
    """Return the period that contains `moment`. It ends at the next assembling, maybe at `moment` itself."""
    end = assembling.next_after(moment - timedelta(microseconds=1))
    key = assembling.local_day(end)
    return Period(key, assembling.on(key - WEEK), end)


def send_time(sending: WeeklyTime, period: Period) -> datetime:
    """Return when the edition of `period` goes out: the first sending after its end."""
    return sending.next_after(period.end)


def period_name(period: date, month: date | None) -> str:
    """Return a name that no other period has: `2026-11-27` for a week, or `2026-11` for a month."""
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


def best_of_month_hour(assembling: WeeklyTime, sending: WeeklyTime, day: date) -> datetime:
    """Return when the best of the month in which a local day falls goes out.

    It is assembled at the first assembling after the month has ended, and leaves at the next sending.
    """
    month = month_of(day, ZoneInfo(assembling.zone))
    return sending.next_after(assembling.next_after(month.end - timedelta(microseconds=1)))
