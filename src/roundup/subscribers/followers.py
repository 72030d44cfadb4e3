"""Who follows a section, for editors who are about to remove one, or have just done so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from functools import reduce
from typing import Final

from roundup.core.newsroom_language import tell, tell_count
from roundup.publications.models import Section

# How many readers follow which sections together (`subscribers.audience.count_followed_sections`). If they
# also follow writers, the combination contains this key, too, which no section has.
WRITERS: Final = ""
Followed = Mapping[frozenset[str], int]


def followers_of(followed: Followed, living: Set[str]) -> dict[str, str]:
    """Return in words how many readers follow each section, by its key, if any do."""
    readers: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for sections, count in followed.items():
        readers.update(dict.fromkeys(sections & living, count))
        if len(sections & (living | {WRITERS})) == 1:
            alone.update(dict.fromkeys(sections & living, count))
    return {key: _words(count, alone[key]) for key, count in readers.items()}


def told_of_removal(removed: Iterable[Section], followed: Followed, living: Set[str]) -> str:
    """Return what becomes of the readers who followed removed sections; nothing if nobody did."""
    gone = {section.key: section.name for section in removed}
    mine = {sections: count for sections, count in followed.items() if sections & gone.keys()}
    if not mine:
        return ""
    stranded = sum(count for sections, count in mine.items() if not sections & (living | {WRITERS}))
    names = reduce(lambda some, one: tell("%(some)s or %(one)s", some=some, one=one), gone.values())
    told = tell_count(
        "%(n)s reader followed %(sections)s.",
        "%(n)s readers followed %(sections)s.",
        sum(mine.values()),
        sections=names,
    )
    return f"{told} {_what_becomes_of(stranded)}"


def _what_becomes_of(stranded: int) -> str:
    if not stranded:
        return tell("They get the other things that they follow.")
    return tell_count(
        "%(n)s has no section left: they get everything until they choose again.",
        "%(n)s have no section left: they get everything until they choose again.",
        stranded,
    )


def _words(readers: int, alone: int) -> str:
    if not alone:
        return tell_count("%(n)s reader follows it.", "%(n)s readers follow it.", readers)
    return tell_count(
        "%(n)s reader follows it, %(alone)s of them nothing else: if you remove it, they get everything.",
        "%(n)s readers follow it, %(alone)s of them nothing else: if you remove it, they get everything.",
        readers,
        alone=f"{alone:,}",
    )
