"""On which days a publication comes out, as people say it: every second Friday, the last day of the month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

LAST: Final = -1
# Weeks and months are counted from here until somebody chooses a first day: a Monday, and a first of the
# month.
_BEGINNING: Final = date(2024, 1, 1)


class RecurrenceKind(StrEnum):
    WEEKS = "weeks"
    WEEKDAY_OF_MONTH = "weekday"
    DAY_OF_MONTH = "day"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Which days recur: those of each `every`-th week or month, counted from the one with `counted_from`.

    `weekdays` count from Monday = 0. For a month, only the first of `weekdays` matters, and `place` says
    which one in the month (1 to 4, or LAST). The `day` of a month is 1 to 31; shorter months use their last
    day.
    """

    kind: RecurrenceKind = RecurrenceKind.WEEKS
    every: int = 1
    weekdays: tuple[int, ...] = (4,)
    place: int = 1
    day: int = 1
    counted_from: date | None = None

    @property
    def usual_gap(self) -> timedelta:
        """How far apart its days usually are."""
        if self.kind is RecurrenceKind.WEEKS:
            return timedelta(weeks=self.every) / len(self.weekdays)
        return timedelta(days=30 * self.every if self.kind is not RecurrenceKind.NEVER else 1)

    @property
    def shortest_gap(self) -> timedelta:
        """How close together two of its days can be, such as a Monday and a Tuesday."""
        if self.kind is not RecurrenceKind.WEEKS:
            return self.usual_gap
        days = (*self.weekdays, self.weekdays[0] + 7 * self.every)
        return timedelta(days=min(later - earlier for earlier, later in pairwise(days)))

    @property
    def is_weekly(self) -> bool:
        """Say whether it recurs once a week."""
        return self.kind is RecurrenceKind.WEEKS and (self.every, len(self.weekdays)) == (1, 1)

    def days_from(self, first: date) -> Iterator[date]:
        """Yield its days in order, from `first` on; endless unless it never recurs."""
        if self.kind is RecurrenceKind.NEVER:
            return
        for found in self._rule(datetime.combine(self._counted_start(first), time())):
            day: date = found.date()
            if day >= first:
                yield day

    def _rule(self, start: datetime) -> rrule:
        if self.kind is RecurrenceKind.WEEKS:
            return rrule(WEEKLY, start, self.every, wkst=0, byweekday=self.weekdays)
        if self.kind is RecurrenceKind.WEEKDAY_OF_MONTH:
            return rrule(MONTHLY, start, self.every, byweekday=weekday(self.weekdays[0], self.place))
        return rrule(MONTHLY, start, self.every, bymonthday=(self.day, LAST), bysetpos=1)

    def _counted_start(self, first: date) -> date:
        """Return the beginning of the last week or month that counts and begins by `first`."""
        counted = self.counted_from or _BEGINNING
        if self.kind is RecurrenceKind.WEEKS:
            monday, origin = (day - timedelta(days=day.weekday()) for day in (first, counted))
            return monday - timedelta(weeks=(monday - origin).days // 7 % self.every)
        months = (first.year - counted.year) * 12 + first.month - counted.month
        start: date = first.replace(day=1) - relativedelta(months=months % self.every)
        return start
