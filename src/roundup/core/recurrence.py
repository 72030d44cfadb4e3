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
# Where weeks and months are counted from before anybody has chosen a first day: a Monday, and a first.
_BEGINNING: Final = date(2024, 1, 1)


class RecurrenceKind(StrEnum):
    WEEKS = "weeks"
    WEEKDAY_OF_MONTH = "weekday"
    DAY_OF_MONTH = "day"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Which days recur: `every` so many weeks or months, counted from the week or month of `counted_from`.

    `weekdays` count from Monday = 0; of a month, only the first of them matters, and `place` says which one
    (1 to 4, or LAST). `day` of a month is 1 to 31; shorter months use their last day.
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
        """How near to each other two of its days may be, as Mondays and Tuesdays are."""
        if self.kind is not RecurrenceKind.WEEKS:
            return self.usual_gap
        days = (*self.weekdays, self.weekdays[0] + 7 * self.every)
        return timedelta(days=min(later - earlier for earlier, later in pairwise(days)))

    @property
    def is_weekly(self) -> bool:
        """Say whether it recurs once a week."""
        return self.kind is RecurrenceKind.WEEKS and (self.every, len(self.weekdays)) == (1, 1)

    def days_from(self, first: date) -> Iterator[date]:
        """Yield its days in order, from `first` on, without end unless it never recurs."""
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
        """Return the beginning of the last week or month up to `first` that counts."""
        counted = self.counted_from or _BEGINNING
        if self.kind is RecurrenceKind.WEEKS:
            monday, origin = (day - timedelta(days=day.weekday()) for day in (first, counted))
            return monday - timedelta(weeks=(monday - origin).days // 7 % self.every)
        months = (first.year - counted.year) * 12 + first.month - counted.month
        start: date = first.replace(day=1) - relativedelta(months=months % self.every)
        return start
