"""The alarms as a person sees them: one about the whole installation counts once, not once a publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from roundup.publications.alarm_acts import list_alarms_once
from roundup.publications.alarm_kind import AlarmKind
from roundup.publications.alarm_kinds import anchor_of_alarm, kind_of_alarm
from roundup.publications.models import Alarm, Publication

_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """One alarm of the list, with what all of its kind have in common."""

    alarm: Alarm
    kind: AlarmKind

    @property
    def anchor(self) -> str:
        return anchor_of_alarm(self.alarm)


@dataclass(frozen=True, slots=True)
class Board:
    """Every open alarm, those that were dismissed, and those over for a few days at most; newest first."""

    open: list[Listed]
    dismissed: list[Listed]
    over: list[Listed]


@dataclass(frozen=True, slots=True)
class Marks:
    """How many alarms are open: about the whole installation, and about each publication, by its id."""

    whole: int = 0
    own: Counter[int] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.whole + self.own.total()

    def of(self, publication: Publication) -> int:
        return self.own[publication.pk]


def board(now: datetime) -> Board:
    """Return the alarms that the page lists."""
    alarms = Alarm.objects.select_related("publication", "taken_by").order_by("-raised_at", "-pk")
    dismissed = alarms.filter(cleared_at=None).exclude(dismissed_at=None)
    over = alarms.over_lately(now).order_by("-cleared_at", "-pk")
    return Board(*(listed_alarms(each[:_MOST]) for each in (alarms.open(), dismissed, over)))


def listed_alarms(alarms: Iterable[Alarm]) -> list[Listed]:
    """Return each alarm with its kind; an alarm about the whole installation only once."""
    return [Listed(alarm, kind_of_alarm(alarm.about)) for alarm in list_alarms_once(alarms)]


def open_marks() -> Marks:
    """Return how many alarms are open, for the marks in the navigation."""
    rows = list(Alarm.objects.open().values_list("publication_id", "about"))
    whole = {about for _, about in rows if kind_of_alarm(about).is_whole}
    return Marks(len(whole), Counter(publication for publication, about in rows if about not in whole))
