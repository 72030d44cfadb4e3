"""The articles of a week as the rules see them, and the window that their news comes from."""

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
    `left_over` says that no edition has told or judged it although it was in the window of an earlier one.
    `order_key` breaks all ties. `labels` are its kicker, section, tags and authors, in the order in which
    sections look at them. `text` is what would be told; `body` is the whole text with its markup, if known.
    `place` is its best place in a feed that an editor has put in order, from 0 (first) to 1.
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
        """When it became news: its date or, without one, the moment we first saw it."""
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

        The news of skipped weeks still counts, but only up to `_LONGEST` ago.
        """
        return min(self.at - self.max_age, max(self.start, self.at - _LONGEST))

    @property
    def oldest_left_over(self) -> datetime:
        """Return the same for articles left over by earlier editions, as if those weeks had been skipped."""
        return min(self.at - self.max_age, self.at - _LONGEST)
