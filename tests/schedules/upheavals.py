"""What editors and machines do to a schedule in ten years, at random moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from roundup.editions.models import Edition
from roundup.editions.rescheduling import apply_change, plan_change
from roundup.editions.schedule_breaks import add_day, begin_pause, end_break, remove_day, skip_day
from roundup.publications.models import Publication
from tests.schedules.by_hand import ZONES, Promise, Timetable
from tests.schedules.magazine import DAY, HOUR, Magazine

RHYTHMS: dict[str, dict[str, Any]] = {
    "weekly": {"recurs": "weeks", "recurs_every": 1, "send_weekdays": [4]},
    "n-weekly": {"recurs": "weeks", "recurs_every": 3, "send_weekdays": [2]},
    "monthly": {"recurs": "weekday", "recurs_every": 1, "send_weekdays": [1], "month_place": -1},
    "twice-weekly": {"recurs": "weeks", "recurs_every": 1, "send_weekdays": [1, 4]},
}
_PATTERN = ("recurs", "recurs_every", "send_weekdays", "month_place", "month_day")
# Some of these hours lie in gaps and folds of the zones' clocks.
_HOURS = [
    time(0),
    time(0, 30),
    time(1, 30),
    time(2),
    time(2, 15),
    time(2, 45),
    time(3),
    time(7),
    time(14),
    time(23, 45),
]


class Upheavals:
    """Does one thing or another to a magazine every few weeks."""

    def __init__(self, magazine: Magazine, rhythm: str) -> None:
        self._magazine, self._home = magazine, RHYTHMS[rhythm]
        self._chance = magazine.chance
        self._acts: list[Callable[[], None]] = [
            *(self._change_hours, self._change_hours, self._change_pattern, self._skip, self._skip),
            *(self._pause, self._add, self._break_down, self._break_down, self._move_to_zone),
        ]

    def plan_next(self) -> None:
        """Let the next one come in a few weeks, and after it another."""
        wait = self._chance.expovariate(1 / 25) * DAY

        def act() -> None:
            self.plan_next()
            chosen = self._chance.choice(self._acts)
            self._magazine.judge.counted[chosen.__name__.strip("_")] += 1
            chosen()

        self._magazine.plan(self._magazine.now + wait, act)

    @property
    def _publication(self) -> Publication:
        return self._magazine.publication

    @property
    def _now(self) -> datetime:
        return self._magazine.now

    @property
    def _today(self) -> date:
        return self._magazine.timetable.today(self._now)

    def _change_hours(self) -> None:
        sent, made = self._chance.choice(_HOURS), self._chance.choice(_HOURS)
        days = self._chance.choice((0, 1, 1, 2, 3, 5, 8)) or int(made >= sent)
        self._change(send_time=sent, assemble_time=made, assemble_days_before=days)

    def _move_to_zone(self) -> None:
        self._change(timezone=self._chance.choice(ZONES))

    def _change_pattern(self) -> None:
        self._change(
            recurs=self._chance.choice(("weeks", "weeks", "weekday", "day")),
            recurs_every=self._chance.choice((1, 1, 2, 3)),
            send_weekdays=sorted(self._chance.sample(range(7), self._chance.choice((1, 1, 2, 3)))),
            month_place=self._chance.choice((1, 2, 3, 4, -1)),
            month_day=self._chance.randint(1, 31),
        )
        back = self._now + self._chance.uniform(5, 90) * DAY
        self._magazine.plan(back, lambda: self._change(**self._home))

    def _change(self, **fields: Any) -> None:
        """Change the schedule as the settings of the newsroom do, and see where the new one begins."""
        before = Publication.objects.get(pk=self._publication.pk)
        after = Publication.objects.get(pk=self._publication.pk)
        for name, value in fields.items():
            setattr(after, name, value)
        moves = self._chance.random() < 0.5
        last = Edition.objects.of_weeks().filter(publication=before).order_by("-period").first()
        planned = plan_change(before, after, self._now, moves=moves)
        after.save()
        apply_change(planned, after, self._now, None)
        self._publication.refresh_from_db()
        self._compare_first_day(Timetable.of(before), last)

    def _compare_first_day(self, before: Timetable, last: Edition | None) -> None:
        """Count day after day to where the new schedule may begin."""
        found = self._magazine.timetable
        is_other = any(
            getattr(before, name) != getattr(found, name)
            for name in ("recurs", "every", "weekdays", "place", "month_day")
        )
        wanted = replace(found, begins=None, every=1 if is_other else found.every)
        if not is_other:
            wanted = replace(wanted, counted_from=before.counted_from)
        earliest = self._now
        if last:
            last.refresh_from_db()
            earliest = max(earliest, last.send_at + wanted.shortest_gap / 2)

        def may_begin(each: Promise) -> bool:
            return each.send_at > earliest and (last is None or each.key > last.period)

        first = next(filter(may_begin, wanted.promises_from(wanted.today(self._now))), None)
        if first and first.day != found.begins:
            self._magazine.judge.faults.append(f"{self._now}: begins {found.begins} instead of {first.day}")

    def _skip(self) -> None:
        coming = list(self._magazine.timetable.promises_from(self._today, 120))[:4]
        if coming:
            skip_day(self._publication, self._chance.choice(coming).day, self._now)

    def _pause(self) -> None:
        first = self._today + self._chance.randint(0, 20) * DAY
        length = self._chance.choice((0, 6, 13, 30, None))
        last = None if length is None else first + length * DAY
        begin_pause(self._publication, first, last, self._now)
        if last is None or self._chance.random() < 0.4:
            ends = self._now + self._chance.uniform(0, 70) * DAY
            self._magazine.plan(ends, lambda: end_break(self._publication, first, self._now))

    def _add(self) -> None:
        day = self._today + self._chance.randint(0, 20) * DAY
        add_day(self._publication, day, self._now)
        if self._chance.random() < 0.2:
            takes_back = self._now + self._chance.uniform(0, 20) * DAY
            self._magazine.plan(takes_back, lambda: remove_day(self._publication, day, self._now))

    def _break_down(self) -> None:
        """Let no worker run for hours or weeks."""
        self._magazine.down_until = self._now + self._chance.choice((3, 20, 60, 200, 500)) * HOUR
