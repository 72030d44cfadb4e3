"""What came of a week: seen from outside after each step, by the true time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from roundup.editions.models import Edition
from roundup.editors.models import EditorMail
from roundup.providers.sendgrid.standin import StandIn
from roundup.publications.alarm_kinds import kind_of_alarm
from roundup.publications.models import Alarm
from roundup.sending.models import Mailing
from tests.editors.mailserver import MailHost
from tests.year.shapes import FIRST_FRIDAY, ZONE

_KINDS = {"3:00:00": "reminder-3h", "1:00:00": "reminder-1h", "1 day, 0:00:00": "reminder-24h"}


@dataclass
class SeenMail:
    at: datetime
    kind: str
    about: tuple[str, ...] = ()


@dataclass
class SeenAlarm:
    about: str
    raised: datetime
    over: datetime | None = None
    dismissed: bool = False

    @property
    def kind(self) -> str:
        return kind_of_alarm(self.about).pattern


@dataclass
class SeenEdition:
    """`turns` are the states that it took on, and when."""

    pk: int
    week: int
    subject: str = ""
    turns: list[tuple[datetime, str]] = field(default_factory=list)
    held: datetime | None = None

    @property
    def state(self) -> str:
        return self.turns[-1][1]


class Observer:
    """Looks after each step, and keeps what changed."""

    def __init__(self, host: MailHost, standin: StandIn) -> None:
        self._host, self._standin = host, standin
        self.mails: list[SeenMail] = []
        self.alarms: list[SeenAlarm] = []
        self.editions: dict[int, SeenEdition] = {}
        self.failures: list[tuple[datetime, str]] = []
        self._open: dict[str, SeenAlarm] = {}
        self._rows: set[int] = set()
        self._taken = 0

    def look(self, now: datetime) -> None:
        self._see_mails(now)
        self._see_alarms(now)
        self._see_editions(now)

    def edition_of(self, week: int) -> Edition:
        """Return the edition of this week, as it is."""
        return Edition.objects.get(pk=next(pk for pk, seen in self.editions.items() if seen.week == week))

    def has_edition(self, week: int) -> bool:
        return any(seen.week == week for seen in self.editions.values())

    def copies(self, seen: SeenEdition) -> tuple[Counter[str], list[float]]:
        """Return how many copies each reader got of it, and when they were taken."""
        found: Counter[str] = Counter()
        taken = [one for one in self._standin.inbox.accepted() if one.subject == seen.subject]
        for one in taken:
            found.update(one.addresses())
        return found, [one.received_at for one in taken]

    def _see_mails(self, now: datetime) -> None:
        new, self._taken = len(self._host.taken) - self._taken, len(self._host.taken)
        if not new:
            return
        accepted = EditorMail.objects.filter(status=EditorMail.Status.ACCEPTED).exclude(pk__in=self._rows)
        rows = list(accepted.order_by("pk"))
        self._rows |= {row.pk for row in rows}
        self.mails += [_seen_mail(row, now) for row in rows]
        if len(rows) != new:
            self.failures.append((now, f"{new} mails were taken, and {len(rows)} are recorded"))

    def _see_alarms(self, now: datetime) -> None:
        listed = {row.about for row in Alarm.objects.filter(cleared_at=None, dismissed_at=None)}
        for about in [about for about in self._open if about not in listed]:
            alarm = self._open.pop(about)
            alarm.over = now
            is_open = Alarm.objects.filter(about=about, cleared_at=None).exists()
            alarm.dismissed = is_open or kind_of_alarm(about).stays
        for about in sorted(listed):
            if about not in self._open:
                self._open[about] = SeenAlarm(about, now)
                self.alarms.append(self._open[about])

    def _see_editions(self, now: datetime) -> None:
        halted = set(Mailing.objects.filter(status="held").values_list("edition_id", flat=True))
        for row in Edition.objects.of_weeks().only("status", "send_at", "held_at", "subject"):
            seen = self.editions.setdefault(row.pk, SeenEdition(row.pk, _week_of(row.send_at)))
            seen.subject = row.subject
            if not seen.turns or seen.state != row.status:
                seen.turns.append((now, row.status))
            if seen.held is None and (row.held_at or row.pk in halted):
                seen.held = now


def _week_of(send_at: datetime) -> int:
    return (send_at.astimezone(ZONE).date() - FIRST_FRIDAY).days // 7 + 1


def _seen_mail(row: EditorMail, now: datetime) -> SeenMail:
    head, _, rest = row.key.partition(":")
    match head:
        case "alarms":
            told = Alarm.objects.filter(told_at=row.asked_at).values_list("about", flat=True)
            return SeenMail(now, "alarm", tuple(sorted(kind_of_alarm(about).pattern for about in told)))
        case "reminder":
            span = next((kind for tail, kind in _KINDS.items() if rest.endswith(f":{tail}")), rest)
            return SeenMail(now, span)
        case "skipped":
            return SeenMail(now, "not-mailed")
    return SeenMail(now, head)
