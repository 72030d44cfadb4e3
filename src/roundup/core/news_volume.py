"""Whether a week brought far more or far less news than the publication's own weeks usually do."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import sqrt
from statistics import median
from typing import Final

WEEKS_COMPARED: Final = 12
_FEWEST_WEEKS: Final = 6
# An editor who looks through a draft notices fewer than this anyway.
_LEAST_FLOOD: Final = 20
# The median distance from the median, times this, is the standard deviation of a normal distribution.
_NORMAL: Final = 1.4826
_FAR_ABOVE: Final = 5
_TIMES_THE_GREATEST: Final = 3
_FAR_BELOW: Final = 3


class NewsVolume(StrEnum):
    USUAL = "usual"
    FLOOD = "flood"
    DROUGHT = "drought"


def news_volume(news: float, earlier: Sequence[float]) -> NewsVolume:
    """Compare the news of a week with that of earlier weeks; with fewer than six, every week is usual.

    Medians ignore a few odd weeks, such as Christmas. The spread is never below what chance alone gives (the
    square root of the number), so that a small magazine has no drought. If something comes only once a month,
    the second-greatest earlier week is about as great, so there is no flood.
    """
    if len(earlier) < _FEWEST_WEEKS:
        return NewsVolume.USUAL
    middle = median(earlier)
    spread = max(_NORMAL * median(abs(each - middle) for each in earlier), sqrt(middle))
    greatest_but_one = sorted(earlier)[-2]
    if news >= _LEAST_FLOOD and news > max(
        middle + _FAR_ABOVE * spread, _TIMES_THE_GREATEST * greatest_but_one
    ):
        return NewsVolume.FLOOD
    if news < min(middle - _FAR_BELOW * spread, middle / 2):
        return NewsVolume.DROUGHT
    return NewsVolume.USUAL
