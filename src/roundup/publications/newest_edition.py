"""What readers' pages show of the newest edition that everybody may read. `editions` finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from roundup.core.articles import Image
from roundup.publications.models import Publication


@dataclass(frozen=True, slots=True)
class NewestEdition:
    """The newest mailed edition: `picture` is our own copy; `path` is where the archive shows the edition.

    `headlines` are those of its first stories; `sections` are the names of all its sections.
    """

    path: str
    subject: str
    day: date
    headlines: tuple[str, ...]
    sections: tuple[str, ...]
    picture: Image | None = None


FindNewest = Callable[[Publication], NewestEdition | None]


@dataclass(frozen=True, slots=True)
class ComingMailings:
    """When the next edition goes out, as mailing number `ordinal`, and when the next best of a month does.

    An hour is None if no more are planned.
    """

    hour: datetime | None
    month_hour: datetime | None
    ordinal: int = 1


FindComing = Callable[[Publication, datetime], ComingMailings]


@dataclass(frozen=True, slots=True)
class WeekStory:
    """What readers can follow in a story: its `section` (by key) and its `writers` (by the keys of names)."""

    headline: str
    section: str
    writers: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReadersWeek:
    """What readers are told when they choose: the newest edition's stories (the lead first), the recent
    writers (the latest first), and what comes next.
    """

    stories: tuple[WeekStory, ...]
    writers: tuple[str, ...]
    coming: ComingMailings


FindWeek = Callable[[Publication, datetime], ReadersWeek]
