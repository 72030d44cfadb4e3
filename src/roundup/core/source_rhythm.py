"""How long a source may bring nothing new before a person should know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

SHORTEST_SILENCE: Final = timedelta(days=14)
_LITTLE_KNOWN: Final = timedelta(days=45)
_FEWEST_DAYS: Final = 6
_LEAST_SPAN: Final = timedelta(days=28)
_MANY_GAPS: Final = 10
_TIMES: Final = 3


def longest_usual_gap(days: Iterable[date]) -> timedelta:
    """Return the longest gap between two days with news; if there are many, the longest is left out."""
    ordered = sorted(set(days))
    gaps = sorted(after - before for before, after in pairwise(ordered))
    if len(gaps) >= _MANY_GAPS:
        gaps.pop()
    return gaps[-1] if gaps else timedelta(0)


def longest_silence(days: Iterable[date]) -> timedelta:
    """Return how long a source that brought something on these days may bring nothing new.

    That is at least a fortnight, and at least three times its longest usual gap. Until it has brought
    something on six days that span four weeks, its rhythm is unknown, and it gets at least as long as a
    monthly source may need.
    """
    known = sorted(set(days))
    is_known = len(known) >= _FEWEST_DAYS and known[-1] - known[0] >= _LEAST_SPAN
    return max(SHORTEST_SILENCE if is_known else _LITTLE_KNOWN, _TIMES * longest_usual_gap(known))
