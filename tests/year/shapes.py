"""What the plan of the year is made of. `plan.py` has the table of meanings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/Lisbon")
FIRST_FRIDAY: Final = date(2027, 1, 8)
_DAYS: Final = ("Sat", "Sun", "Mon", "Tue", "Wed", "Thu", "Fri")


def moment(week: int, said: str) -> datetime:
    """Return the moment of "Thu 14:00" in this week, or of "+1 Mon 09:00" in the week after."""
    *later, day, hour = said.split()
    weeks = week - 1 + (int(later[0]) if later else 0)
    on = FIRST_FRIDAY + timedelta(weeks=weeks, days=_DAYS.index(day) - 6)
    return datetime.combine(on, time.fromisoformat(hour), ZONE)


@dataclass(frozen=True)
class News:
    """How many articles each feed brings from Saturday 08:00 to Thursday 12:00, each about something else."""

    quay: int = 12
    harbour: int = 4


@dataclass(frozen=True)
class Act:
    """Something that a person does."""

    at: str
    does: str
    what: str = ""


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong, from a moment until another; `count` is of copies, posts or minutes."""

    what: str
    since: str
    until: str = ""
    of: str = ""
    count: int = 0


@dataclass(frozen=True)
class Settings:
    """What the publication is set to from Saturday 00:00 to Friday 23:59 of the week."""

    at_deadline: str = "wait"
    thin_week: str = "wait"
    spread_minutes: int = 0


@dataclass(frozen=True)
class Outcome:
    """What the edition ends as and when, how many copies readers got, and since when it was held.

    No reader gets two copies, in any week. No edition leaves before `at`.
    """

    state: str = "mailed"
    at: str = "Fri 07:00"
    readers: int = 2000
    within: int = 10
    held: str = ""


@dataclass(frozen=True)
class Mail:
    """A mail that the editor gets; `about` has the kinds of all the alarms that it tells of."""

    kind: str
    at: str
    about: tuple[str, ...] = ()
    within: int = 10


@dataclass(frozen=True)
class Trouble:
    """An alarm: its kind, when it is raised, and when it is over or has been dismissed."""

    kind: str
    raised: str
    over: str
    within: int = 10
    over_within: int = 10
    dismissed: bool = False


DRAFT: Final = Mail("draft", "Thu 14:00")
REMINDED: Final = (Mail("reminder-3h", "Fri 04:00"), Mail("reminder-1h", "Fri 06:00"))
MAILED: Final = Mail("mailed", "Fri 07:00")
NOT_MAILED: Final = Mail("not-mailed", "Fri 07:00")
APPROVED: Final = (Act("Thu 16:00", "approve"),)
# No draft was ever made.
NO_EDITION: Final = Outcome("none", "", readers=0)


@dataclass(frozen=True)
class Week:
    """One week. What is not said is that of an ordinary week.

    `differs` says what the row takes to be right for an editor where the documents say otherwise or nothing.
    """

    number: int
    name: str
    news: News = News()
    settings: Settings = Settings()
    people: tuple[Act, ...] = APPROVED
    faults: tuple[Fault, ...] = ()
    outcome: Outcome = Outcome()
    mails: tuple[Mail, ...] = (DRAFT, MAILED)
    alarms: tuple[Trouble, ...] = ()
    differs: str = ""


def alarm_mail(at: str, *about: str, within: int = 10) -> Mail:
    return Mail("alarm", at, about, within)
