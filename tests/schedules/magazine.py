"""A magazine under a clock that a test sets: what ticks and mails is the real code, on the database."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from roundup.core.errors import Refused
from roundup.editions import ending, lifecycle
from roundup.editions.due_drafts import assemble_due_edition
from roundup.editions.models import Edition
from roundup.newsroom.news import keep_drafts_current
from roundup.publications.models import Publication
from tests.schedules.by_hand import Timetable
from tests.schedules.judge import Judge
from tests.schedules.reporters import Reporters

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
Status = Edition.Status


class Magazine:
    """Goes from one moment that matters to the next, and lets the judge look after each of them."""

    def __init__(self, publication: Publication, chance: random.Random, now: datetime) -> None:
        self.publication, self.chance, self.now = publication, chance, now
        self.down_until = now
        self.judge = Judge(publication, now)
        self._reporters = Reporters(publication, chance, now)
        self._diary: list[tuple[datetime, int, Callable[[], None]]] = []
        self._entries = count()
        self._seen_late: set[tuple[int, datetime]] = set()

    @property
    def timetable(self) -> Timetable:
        return Timetable.of(self.publication)

    @property
    def is_down(self) -> bool:
        """Say whether no worker runs. Editors may be at work all the same."""
        return self.now < self.down_until

    def plan(self, at: datetime, act: Callable[[], None]) -> None:
        """Note in the diary what somebody will do."""
        heapq.heappush(self._diary, (at, next(self._entries), act))

    def live_until(self, until: datetime) -> None:
        while (at := self._next_moment()) <= until:
            self.now = max(at, self.now)
            self._reporters.write_until(self.now, self.timetable.usual_gap)
            while self._diary and self._diary[0][0] <= self.now:
                self._act(heapq.heappop(self._diary)[2])
            if not self.is_down:
                self._tick()
        self.now = until

    def _act(self, act: Callable[[], None]) -> None:
        self.publication.refresh_from_db()
        self.judge.keep_losses(self.timetable, self.now)
        try:
            act()
        except Refused:
            self.judge.counted["refused"] += 1
        self.publication.refresh_from_db()

    def _next_moment(self) -> datetime:
        """Return when something happens next. Ticks come on time, a little late, or much."""
        ticks = [self.now + 20 * DAY]
        if made_at := self.timetable.next_made(self.now):
            if made_at - SECOND > self.now and self.chance.random() < 0.3:
                ticks.append(made_at - SECOND)
            ticks.append(made_at + self.chance.choice((0, 0, 0, 5, 1300)) * SECOND)
        waiting = Edition.objects.filter(status__in=(Status.DRAFT, Status.APPROVED), send_at__gt=self.now)
        ticks += waiting.order_by("send_at").values_list("send_at", flat=True)[:1]
        next_tick = max(min(ticks), self.down_until)
        return min(next_tick, self._diary[0][0]) if self._diary else next_tick

    def _tick(self) -> None:
        made: list[Edition] = []
        # What becomes due together is made at one tick after the other.
        while found := self._run():
            made += found
        if self.chance.random() < 0.5:
            keep_drafts_current(self.now)
        self._mail()
        self.judge.look(made, self.timetable, self.now)
        for edition in made:
            self._decide(edition)
        self._see_to_late_ones()

    def _run(self) -> list[Edition]:
        assemble_due_edition(self.publication, self.now)
        return self.judge.new_editions()

    def _mail(self) -> None:
        """Let leave what is approved and due: at once, or when an editor sees that it missed its hour."""
        due = Edition.objects.filter(status=Status.APPROVED, send_at__lte=self.now, held_at=None)
        for edition in due:
            if self.now - edition.send_at > 6 * HOUR and self.chance.random() < 0.3:
                ending.cancel_edition(edition, self.now)
            else:
                lifecycle.mark_mailed(edition.pk, self.now)

    def _decide(self, edition: Edition) -> None:
        """Decide what an editor will do with a new draft before its hour, if anything."""
        act = self.chance.choices((self._approve, self._skip, self._cancel, None), (85, 5, 3, 7))[0]
        if act:
            self.plan(self.now + (edition.send_at - self.now) * self.chance.random(), partial(act, edition))

    def _see_to_late_ones(self) -> None:
        """Let an editor hear of each draft that nobody has approved, and do something after a while."""
        for edition in Edition.objects.filter(status=Status.DRAFT, send_at__lte=self.now):
            if (edition.pk, edition.send_at) not in self._seen_late:
                self._seen_late.add((edition.pk, edition.send_at))
                act = self.chance.choice((self._approve, self._approve, self._skip, self._cancel))
                self.plan(self.now + self.chance.choice((1, 5, 30, 80)) * HOUR, partial(act, edition))

    def _approve(self, edition: Edition) -> None:
        """Approve without rendering, which would take most of the time."""
        Edition.objects.filter(pk=edition.pk, status=Status.DRAFT).update(status=Status.APPROVED)

    def _skip(self, edition: Edition) -> None:
        ending.skip_edition(edition, self.now)
        if self.chance.random() < 0.3:
            self.plan(self.now + self.chance.choice((1, 10, 60)) * HOUR, lambda: self._take_up(edition))

    def _cancel(self, edition: Edition) -> None:
        ending.cancel_edition(edition, self.now)

    def _take_up(self, edition: Edition) -> None:
        ending.take_up_edition(edition, self.now)
        self.judge.taken_up.add(edition.pk)
        self.plan(self.now + HOUR, lambda: self._approve(edition))
