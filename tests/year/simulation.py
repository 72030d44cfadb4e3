"""Lives through some weeks of the plan, minute by minute where something happens."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from roundup.articles.source_management import add_source
from roundup.config.celery import spare_the_collector
from roundup.core.email_addresses import normalise_address
from roundup.editions.models import Edition
from roundup.editors.models import EditorMail
from roundup.publications.models import Publication, Section
from roundup.sending import tasks as sending
from roundup.sending.models import Batch, Installation, Mailing
from roundup.subscribers.models import Subscriber
from roundup.subscribers.suppressions import hash_of
from tests.editors.mailserver import MailHost
from tests.year.clock import Clock, kept_by
from tests.year.engine import Engine
from tests.year.faults import Faults
from tests.year.magazine import FEEDS, Magazine, open_magazine
from tests.year.observer import Observer
from tests.year.people import People, RefusedAct
from tests.year.plan import YEAR
from tests.year.post_office import PostOffice
from tests.year.shapes import Act, Fault, Week, moment

_READERS: Final = 2000
_MINUTE: Final = timedelta(minutes=1)
# How long we look away: on days when nothing happens, and near the hours of an edition or a fault.
_AWAY: Final = timedelta(hours=4)
_NEAR: Final = timedelta(hours=1)
_STAYS_NEAR: Final = timedelta(hours=6)
# A source is read hourly, and what a fault does to it is to be told within a little more.
_CLOSE, _STAYS_CLOSE = timedelta(minutes=10), timedelta(minutes=90)
_BEFORE, _AFTER = 2 * _MINUTE, 5 * _MINUTE
# How many steps we look on when nothing more is to be done: the mail about it comes with the next tick.
_CALM: Final = 1
_HOURS: Final = ("Thu 14:00", "Fri 04:00", "Fri 06:00", "Fri 07:00")
_LOOKED_AFTER: Final = timedelta(seconds=20)


@dataclass(frozen=True)
class Happening:
    """Something of the plan, at its moment. What ends comes first, then what begins, then what people do."""

    at: datetime
    order: int
    week: int
    what: Act | Fault | Week | None


def happenings(weeks: Sequence[Week]) -> list[Happening]:
    found = []
    for week in weeks:
        number = week.number
        found.append(Happening(moment(number, "Sat 00:00"), 0, number, week))
        found += [Happening(moment(number, act.at), 3, number, act) for act in week.people]
        for fault in week.faults:
            found.append(Happening(moment(number, fault.since), 2, number, fault))
            if fault.what == "restored-to-backup-of":
                found.append(Happening(moment(number, fault.of), 4, number, None))
            if fault.until:
                found.append(Happening(moment(number, fault.until), 1, number, fault))
    return sorted(found, key=lambda one: (one.at.astimezone(UTC), one.order))


def steps(weeks: Sequence[Week]) -> list[datetime]:
    """Return the moments at which the machine is looked at: each minute around what matters."""
    begins, ends = span(weeks)
    told = [moment(week.number, hour).astimezone(UTC) for week in weeks for hour in _HOURS]
    told += [moment(week.number, week.outcome.at).astimezone(UTC) for week in weeks]
    told += [one.at.astimezone(UTC) for one in happenings(weeks) if not isinstance(one.what, Week)]
    faults = [one.at.astimezone(UTC) for one in happenings(weeks) if isinstance(one.what, Fault)]
    found = {begins + _AWAY * number for number in range(int((ends - begins) / _AWAY))}
    for at in told:
        hour = at.replace(minute=0)
        found |= {hour + _NEAR * number for number in range(int(_STAYS_NEAR / _NEAR))}
        found |= {at - _BEFORE + _MINUTE * number for number in range(int((_BEFORE + _AFTER) / _MINUTE))}
    for at in faults:
        found |= {at + _CLOSE * number for number in range(int(_STAYS_CLOSE / _CLOSE))}
    return sorted(at for at in found if begins <= at < ends)


def _going(now: datetime) -> QuerySet[Mailing]:
    """Return the mailings that move. What nothing has settled for hours waits for a person of the plan."""
    old = Batch.objects.filter(mailing=OuterRef("pk"), state="uncertain", posted_at__lt=now - _STAYS_NEAR)
    moving = Batch.objects.filter(mailing=OuterRef("pk"), state__in=("ready", "leased", "posting"))
    return Mailing.objects.filter(status__in=("preparing", "sending")).exclude(Exists(old) & ~Exists(moving))


def span(weeks: Sequence[Week]) -> tuple[datetime, datetime]:
    begins, ends = moment(weeks[0].number, "Sat 00:00"), moment(weeks[-1].number + 1, "Sat 00:00")
    return begins.astimezone(UTC), ends.astimezone(UTC)


class Simulation:
    """The installation, the magazine, the people and the faults of some weeks."""

    def __init__(
        self,
        weeks: Sequence[Week],
        clock: Clock,
        magazine: Magazine,
        host: MailHost,
        post: PostOffice,
        settings: Any,
    ) -> None:
        self.weeks, self.clock, self.magazine, self.post = weeks, clock, magazine, post
        self.observer = Observer(host, post)
        self.engine = Engine(clock, self._note)
        self.faults = Faults(clock, self.engine, magazine, post, host, settings)
        self.people = People(magazine, self.observer, self.faults)
        self._due = happenings(weeks)

    def live(self, since: str = "Sat 00:00") -> Observer:
        """Live through the weeks, from this moment of the first on; return what was seen."""
        first, ends = moment(self.weeks[0].number, since), span(self.weeks)[1]
        planned, calm = [*(at for at in steps(self.weeks) if at >= first), ends], 0
        while len(planned) > 1:
            at = planned.pop(0)
            self._step(at)
            calm = 0 if self._is_busy() else calm + 1
            if at + _MINUTE < planned[0] and calm <= _CALM:
                planned.insert(0, at + _MINUTE)
        return self.observer

    def _step(self, at: datetime) -> None:
        self._look_away_until(at)
        while self._due and self._due[0].at.astimezone(UTC) <= at:
            self._happen(self._due.pop(0))
        self.engine.step()
        self.post.webhook.flush()
        self.observer.look(at)
        self.clock.set(at + _LOOKED_AFTER)
        self.engine.look()
        self.observer.look(at)

    def _look_away_until(self, at: datetime) -> None:
        """Let it be `at`. The ticks between have noted where the clock was, and did nothing else."""
        if self.engine.ticks and at - self.clock.now > _NEAR:
            Installation.objects.update(clock_at=at - _MINUTE, ticked_at=at - _MINUTE)
        self.clock.set(at)

    def _is_busy(self) -> bool:
        """Say whether the next minute may bring something that the plan does not name."""
        if self.engine.is_off:
            return False
        soon = {
            "status": "approved",
            "held_at": None,
            "mailing": None,
            "send_at__lte": self.clock.now + _AFTER,
        }
        return (
            _going(self.clock.now).exists()
            or Edition.objects.filter(**soon).exists()
            or EditorMail.objects.filter(status="waiting").exists()
        )

    def _happen(self, one: Happening) -> None:
        match one.what:
            case Week():
                self._begin_week(one.what)
            case Fault() as fault if one.order == 1:
                self.faults.end(fault)
            case Fault() as fault:
                self.faults.begin(fault)
            case Act() as act:
                self._act(act, one.week)
            case None:
                self.faults.back_up()

    def _act(self, act: Act, week: int) -> None:
        try:
            self.people.do(act, week)
        except (RefusedAct, StopIteration) as error:
            self._note(f"week {week}: {act.does} at {act.at}: {error!r}")

    def _begin_week(self, week: Week) -> None:
        self.magazine.bring(week)
        chosen = week.settings
        Publication.objects.update(
            at_deadline=chosen.at_deadline, thin_week=chosen.thin_week, spread_minutes=chosen.spread_minutes
        )

    def _note(self, failure: str) -> None:
        self.observer.failures.append((self.clock.now, failure))


@contextmanager
def simulation(weeks: Sequence[Week], settings: Any, base_url: str, log: Path) -> Iterator[Simulation]:
    """Set an installation up on the Saturday before the first of these weeks."""
    clock = Clock(span(weeks)[0])
    with ExitStack() as stack:
        enter = stack.enter_context
        enter(_logging_to(log))
        spare_the_collector()
        enter(kept_by(clock))
        magazine, host = enter(open_magazine(clock)), enter(MailHost())
        post = enter(PostOffice(clock.unix))
        _set_up(settings, base_url, host, post)
        post.webhook.aim(f"{base_url}/hooks/sendgrid/")
        _found(magazine, clock, _readers_before(weeks[0].number))
        lived = Simulation(weeks, clock, magazine, host, post, settings)
        enter(post.reached())
        enter(lived.engine.wired())
        stack.callback(lambda: sending.provider().close())
        yield lived


def _set_up(settings: Any, base_url: str, host: MailHost, post: PostOffice) -> None:
    settings.BASE_URL = base_url
    settings.FETCH_ALLOW = ("127.0.0.0/8",)
    settings.TICK = _MINUTE
    settings.BATCH_SIZE = 250
    settings.MAIL_SERVER, settings.MAIL_FROM = host.server, "roundup@quay.example.org"
    settings.PROVIDER = "sendgrid"
    settings.PROVIDER_SETTINGS = settings.PROVIDER_SETTINGS | {
        "SENDGRID_API_KEY": post.key,
        "SENDGRID_HOST": post.url,
        "SENDGRID_WEBHOOK_KEY": post.webhook_key,
    }


def _readers_before(week: int) -> int:
    """Return how many readers are left of those of the first week."""
    earlier = [fault for each in YEAR if each.number < week for fault in each.faults]
    return _READERS - sum(fault.count for fault in earlier if fault.what in ("bounces", "complaints"))


def _found(magazine: Magazine, clock: Clock, readers: int) -> None:
    """Make the publication, its sources with their backlog, and its readers."""
    publication = Publication.objects.create(
        name="The Quay",
        slug="quay",
        url="https://quay.example.org",
        sender_email="weekly@quay.example.org",
        postal_address="1 Quay Steps, Aldmere",
        timezone="Europe/Lisbon",
        assemble_days_before=1,
        assemble_time=time(14),
        send_weekdays=[4],
        send_time=time(7),
        least_stories=3,
    )
    for place, name in enumerate(("World", "Culture")):
        Section.objects.create(
            publication=publication, key=name.lower(), name=name, words=[name], position=place, cap=6
        )
    for days in (10, 14, 18, 22):
        magazine.publish("quay", clock.now - timedelta(days=days))
    # The harbour's oldest posts are too old for the archive of an edition.
    magazine.publish("harbour", clock.now - timedelta(days=500))
    for feed in FEEDS:
        add_source(publication, magazine.address(feed))
    Subscriber.objects.bulk_create([_reader(publication, n, clock.now) for n in range(readers)], 500)


def _reader(publication: Publication, number: int, now: datetime) -> Subscriber:
    address = normalise_address(f"reader-{number}@readers.example.org")
    then = now - timedelta(days=30)
    return Subscriber(
        publication=publication,
        email=address.email,
        email_key=address.key,
        email_hash=hash_of(address.key),
        status=Subscriber.Status.ACTIVE,
        created_at=then,
        confirmed_at=then,
    )


@contextmanager
def _logging_to(path: Path) -> Iterator[None]:
    """Let what the machine logs go to a file: a year of warnings is no table."""
    root, written = logging.getLogger(), logging.FileHandler(path)
    before, root.handlers = root.handlers, [written]
    try:
        yield
    finally:
        root.handlers = before
        written.close()
