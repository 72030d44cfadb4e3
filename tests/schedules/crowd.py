"""Weeks of one magazine for which many schedulers tick at once, die, and have clocks that jump."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from roundup.articles.models import Article, Sighting, Source
from roundup.editions.models import Edition
from roundup.publications.models import Alarm, Publication
from roundup.sending.models import Installation
from tests.chaos.children import Child, Nursery
from tests.making import make_publication
from tests.schedules.by_hand import Promise, Timetable
from tests.schedules.reporters import some_words
from tests.schedules.scheduler import CLOCKS, Clocks
from tests.services.environment import is_a_setting

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_BEGINS = datetime(2026, 3, 2, 12, tzinfo=UTC)
_SPANS = (2 * HOUR, 7 * HOUR, 3 * DAY, 8 * DAY, 45 * DAY, 100 * DAY)
# So many ticks of anybody at each moment: others may be in the middle of one.
_TICKS = 6
_PATIENCE = 120.0
# What runs each part: a module, and what it is told before its name.
_PROGRAMS = {
    "scheduler": ("tests.schedules.scheduler",),
    "worker": ("tests.schedules.by_broker", "worker"),
    "beat": ("tests.schedules.by_broker", "beat"),
}


def _part_of(child: Child) -> str:
    return child.name.partition("-")[0]


class Crowd:
    """A magazine, its schedulers, and what is done to them."""

    def __init__(
        self, nursery: Nursery, folder: Path, url: str, broker: str, seed: int, parts: Mapping[str, int]
    ) -> None:
        self._nursery, self._folder, self._chance = nursery, folder, random.Random(seed)
        self._clocks = Clocks(folder)
        plain = {name: value for name, value in os.environ.items() if not is_a_setting(name)}
        plain.pop("DJANGO_SETTINGS_MODULE", None)
        self._environment = plain | {
            "DATABASE_URL": url,
            "REDIS_URL": broker,
            "ROUNDUP_DATA": str(folder / "data"),
            "ROUNDUP_SECRET_KEY": "a secret of the tests",
            CLOCKS: str(folder),
        }
        self._born = 0
        self._children: list[Child] = []
        self._articles = 0
        self.counted: Counter[str] = Counter()
        self.faults: list[str] = []
        self._now = _BEGINS
        self._clocks.set(self._now)
        self._publication = make_publication(timezone="Europe/Dublin", last_looks="")
        Publication.objects.update(created_at=_BEGINS)
        Installation.objects.update_or_create(pk=1, defaults={"clock_at": _BEGINS})
        self._source = Source.objects.create(
            publication=self._publication,
            url="https://quay.example.org/feed",
            last_fetched_at=datetime(2200, 1, 1, tzinfo=UTC),
            next_fetch_at=datetime(2200, 1, 1, tzinfo=UTC),
        )
        for part, many in parts.items():
            for _ in range(many):
                self._start_one(part)

    def live(self, weeks: int) -> None:
        """Go from one hour that matters to the next; see after each that nothing came too early."""
        timetable = Timetable.of(Publication.objects.get())
        for promise in timetable.due(_BEGINS, _BEGINS + weeks * 7 * DAY):
            self._write_articles(promise)
            self._go_through(promise.made_at)
            Edition.objects.filter(status="draft").update(status="approved")
            self._go_through(promise.send_at)
            self._look(promise)
        self._look_at_articles()

    def end(self) -> None:
        for child in self._children:
            child.kill()

    def _go_through(self, moment: datetime) -> None:
        """Let the clocks go on from some minutes before a moment to some after it, while trouble goes on."""
        for minutes in (-5, -4, -2.5, -1, 0, 1.5, 3, 4.5):
            self._now = moment + minutes * MINUTE
            self._clocks.set(self._now)
            if minutes <= 0:
                self._trouble()
            self._wait_for_ticks()
            if ahead := Edition.objects.filter(period_end__gt=self._now).first():
                self.faults.append(f"{self._now}: the draft of {ahead.period} is there")

    def _trouble(self) -> None:
        chance = self._chance.random()
        # A beat asks by the real clock; whoever it asks has one that may jump.
        child = self._chance.choice(
            [each for each in self._children if chance < 0.25 or _part_of(each) != "beat"]
        )
        if chance < 0.25:
            child.kill()
            self._children.remove(child)
            self._start_one(_part_of(child))
            self.counted["kills"] += 1
        elif chance < 0.55 and len(self._right()) > 2 * len(self._children) // 3:
            span = self._chance.choice(_SPANS) * self._chance.choice((1, -1))
            self._clocks.falsify(child.name, span.total_seconds())
            self.counted["jumps"] += 1
        elif chance < 0.8:
            self._clocks.falsify(child.name, 0)
        elif chance < 0.9:
            self._clocks.set(self._now + self._chance.choice(_SPANS) * self._chance.choice((1, -1)))
            self._wait_for_ticks()
            self._clocks.set(self._now)
            self.counted["jumps of all"] += 1

    def _start_one(self, part: str) -> None:
        self._born += 1
        name = f"{part}-{self._born}"
        log = self._folder / f"{name}.log"
        module, *arguments = _PROGRAMS[part]
        child = self._nursery.start(name, module, self._environment, log, *arguments, name)
        self._children.append(child)

    def _wait_for_ticks(self) -> None:
        """Wait until some of those whose clocks are right have ticked from beginning to end."""
        before, ends = self._rounds(), time.monotonic() + _PATIENCE
        while sum((self._rounds() - before).values()) < _TICKS + 2 * len(before) // 5:
            if time.monotonic() > ends:
                raise AssertionError(f"nobody ticks: {self._said()}")
            time.sleep(0.02)
        for name, rounds in (self._rounds() - before).items():
            self.counted["ticks asked by beats" if name.startswith("worker") else "ticks"] += rounds

    def _rounds(self) -> Counter[str]:
        """Return how often each with a right clock has ticked."""
        files = {each.name: self._folder / f"{each.name}.rounds" for each in self._right()}
        return Counter({name: int(file.read_text() or 0) for name, file in files.items() if file.exists()})

    def _right(self) -> list[Child]:
        return [each for each in self._children if self._clocks.of(each.name) == self._clocks.true()]

    def _said(self) -> str:
        dead = [child for child in self._children if not child.lives]
        return f"{len(dead)} of {len(self._children)} have died: " + "".join(
            child.log.read_text()[-600:] for child in dead[:1]
        )

    def _write_articles(self, promise: Promise) -> None:
        for hours in (10, 20, 40, 60, 100):
            self._articles += 1
            at = promise.made_at - hours * HOUR
            url = f"https://quay.example.org/{self._articles}"
            article = Article.objects.create(
                publication=self._publication,
                url=url,
                url_key=url.removeprefix("https://"),
                title=some_words(self._chance, 6),
                summary=some_words(self._chance, 25),
                section="World",
                published_at=at,
                first_seen_at=at,
            )
            Sighting.objects.create(source=self._source, article=article, guid=url, seen_at=at)

    def _look(self, promise: Promise) -> None:
        """See that the edition of a promise is there, once, or was told as lost."""
        self.counted["weeks"] += 1
        made = Edition.objects.filter(period=promise.key)
        is_told = Alarm.objects.filter(about=f"period:{promise.key}").exists()
        self.counted["mailed"] += made.filter(status="mailed").count()
        self.counted["told as lost"] += is_told
        if made.count() + is_told != 1:
            self.faults.append(f"{promise.day}: {made.count()} editions, alarm: {is_told}")
        others = [*Edition.objects.values_list("period", flat=True), *self._told()]
        if len(others) != self.counted["weeks"]:
            self.faults.append(f"{promise.day}: nobody promised some of {others[-4:]}")
        early = made.filter(mailed_at__lt=promise.send_at) | made.filter(assembled_at__lt=promise.made_at)
        if early.exists():
            self.faults.append(f"{promise.day}: it came before its hour")

    def _told(self) -> list[str]:
        about = Alarm.objects.filter(about__startswith="period:")
        return list(about.values_list("about", flat=True))

    def _look_at_articles(self) -> None:
        told = Edition.objects.filter(status="mailed").exclude(stories=None)
        counted = Counter(told.values_list("stories__article_id", flat=True))
        for article in Article.objects.all():
            self.counted["articles told"] += bool(counted[article.pk])
            if counted[article.pk] != 1:
                reasons = list(article.verdicts.values_list("edition__period", "reason"))
                self.faults.append(f"article {article.pk} was told {counted[article.pk]} times: {reasons}")
