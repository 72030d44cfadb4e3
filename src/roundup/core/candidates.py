"""The articles of a week as the rules see them, and the span of time that their news comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

_LONGEST: Final = timedelta(weeks=6)


class Used(StrEnum):
    """What the ledger says about an article."""

    FREE = ""
    RESERVED = "reserved"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article as the rules see it.

    `backlog` says that it was there when its source was first read, so only its own date can tell its week.
    `left_over` says that no earlier edition has told or judged it, though it was in the window of one.
    `order_key` breaks all ties. `labels` are its kicker, section, tags and authors, in the order in which
    sections look at them. `text` is what would be told; `body` is the whole text, with its markup, if known.
    `place` is its best place in a feed that somebody put in order, from 0 (first) to 1.
    """

    id: int
    order_key: str
    title: str
    url: str = ""
    text: str = ""
    body: str = ""
    labels: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    section: str = ""
    place: float | None = None
    published_at: datetime | None = None
    first_seen_at: datetime | None = None
    backlog: bool = False
    left_over: bool = False
    original_key: str = ""
    is_copy: bool = False
    has_image: bool = False
    paywalled: bool = False
    used: Used = Used.FREE
    used_by: str = ""

    @property
    def moment(self) -> datetime | None:
        """When it became news: its date, or else when we first saw it."""
        return self.published_at or self.first_seen_at


@dataclass(frozen=True, slots=True)
class Window:
    """The news of an edition: published (or first seen) after `start`, and not after `at`."""

    start: datetime
    at: datetime
    max_age: timedelta

    @property
    def oldest(self) -> datetime:
        """Return the earliest moment that is not too old.

        Skipped weeks still count as news, but only up to `_LONGEST` ago.
        """
        return min(self.at - self.max_age, max(self.start, self.at - _LONGEST))

    @property
    def oldest_left_over(self) -> datetime:
        """Return the same for what earlier editions left over: it is as if their weeks had been skipped."""
        return min(self.at - self.max_age, self.at - _LONGEST)
