"""Tells the editors when a source shows known articles moved, renumbered or redated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from roundup.articles.health import alarm_subject
from roundup.articles.models import Source
from roundup.core.article_returns import SEVERAL
from roundup.core.newsroom_language import tell, tell_later
from roundup.publications.alarms import raise_alarm
from roundup.publications.models import Alarm

# If a source does it at every look, the editors are told once in this time.
_QUIET: Final = timedelta(days=30)
_WORDS: Final = {
    "addresses": tell_later(
        "%(source)s shows %(n)s known articles at new addresses: its site seems to have moved. They were "
        "recognised, so nothing is mailed twice. Check that the links of the next draft open."
    ),
    "guids": tell_later(
        "%(source)s has given %(n)s known articles new guids. They were recognised by their addresses, so "
        "nothing is mailed twice. If an old article still comes in as new, drop it from the draft."
    ),
    "dates": tell_later(
        "%(source)s has given %(n)s known articles later dates. They keep their first dates, so nothing is "
        "mailed twice. If many unknown articles came with them, those count as old. Look through what was "
        "left out of the next draft for news."
    ),
}


@dataclass(slots=True)
class Upheaval:
    """The known articles that one reading showed with new addresses, new guids or later dates."""

    addresses: set[int] = field(default_factory=set)
    guids: set[int] = field(default_factory=set)
    dates: set[int] = field(default_factory=set)


def upheaval_subjects(source: Source) -> list[str]:
    return [alarm_subject(source, what) for what in _WORDS]


def tell_of_upheaval(source: Source, upheaval: Upheaval, now: datetime) -> None:
    """Raise an alarm for each kind of change that concerns several articles."""
    for what, words in _WORDS.items():
        count, about = len(getattr(upheaval, what)), alarm_subject(source, what)
        told = Alarm.objects.filter(
            publication=source.publication_id, about=about, raised_at__gt=now - _QUIET
        )
        if count >= SEVERAL and not told.exists():
            raise_alarm(source.publication, about, tell(words, source=source, n=count), now)
