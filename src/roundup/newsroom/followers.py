"""Who follows a section, for editors who are about to remove one, or have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set

from roundup.core.moments_and_counts import count_words
from roundup.publications.models import Section

# How many readers follow which sections together (`subscribers.audience.count_followed_sections`).
Followed = Mapping[frozenset[str], int]


def followers_of(followed: Followed, living: Set[str]) -> dict[str, str]:
    """Return in words how many readers follow each section, by its key; who has none is not in it."""
    readers: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for sections, count in followed.items():
        readers.update(dict.fromkeys(sections & living, count))
        if len(sections & living) == 1:
            alone.update(dict.fromkeys(sections & living, count))
    return {key: _words(count, alone[key]) for key, count in readers.items()}


def told_of_removal(removed: Iterable[Section], followed: Followed, living: Set[str]) -> str:
    """Return what becomes of those who followed sections that were removed; nothing where nobody did."""
    gone = {section.key: section.name for section in removed}
    mine = {sections: count for sections, count in followed.items() if sections & gone.keys()}
    if not mine:
        return ""
    stranded = sum(count for sections, count in mine.items() if not sections & living)
    told = f"{count_words(sum(mine.values()), 'reader', 'readers')} followed {' or '.join(gone.values())}."
    if not stranded:
        return f"{told} They get the other sections that they follow."
    left = count_words(stranded, "has", "have")
    return f"{told} {left} no section left: they get everything until they choose again."


def _words(readers: int, alone: int) -> str:
    told = f"{count_words(readers, 'reader follows', 'readers follow')} it"
    return (
        f"{told}, {alone:,} of them nothing else: if you remove it, they get everything."
        if alone
        else f"{told}."
    )
