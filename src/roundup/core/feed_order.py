"""Where an article stands in a feed that an editor has put in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

# Fewer dates say nothing about the order of a feed.
_FEWEST = 6
# A feed in order of dates may have a few articles that were redated, or that stay on top.
_MOSTLY = 0.85


def places_in_feed(dates: Sequence[datetime | None]) -> list[float | None]:
    """Return the place of each article in a feed, at least 0 (first) and below 1.

    All are None if the feed is in order of dates, newest or oldest first: such an order says nothing about an
    article's weight.
    """
    if _is_in_date_order([date for date in dates if date]):
        return [None] * len(dates)
    return [place / len(dates) for place in range(len(dates))]


def best_place(*places: float | None) -> float | None:
    """Return the foremost of the known places, or None if none is known."""
    return min((place for place in places if place is not None), default=None)


def _is_in_date_order(dates: Sequence[datetime]) -> bool:
    if len(dates) < _FEWEST:
        return True
    steps = len(dates) - 1
    falling = sum(one >= other for one, other in pairwise(dates))
    rising = sum(one <= other for one, other in pairwise(dates))
    return max(falling, rising) >= _MOSTLY * steps
