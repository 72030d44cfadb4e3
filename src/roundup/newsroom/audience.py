"""Who gets an edition, in words for its editors: as it was last counted, by variant and by reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from roundup.core.language import Language
from roundup.core.moments_and_counts import count_words, short_words
from roundup.editions.models import Edition
from roundup.newsroom.states import WHY_LEFT_OUT
from roundup.sending.audience import Forecast, VariantReaders
from roundup.sending.audience_counts import current_count, forecast_of, last_count
from roundup.sending.models import AudienceCount
from roundup.subscribers.eligibility import WhyNot


@dataclass(frozen=True, slots=True)
class Audience:
    """A count in words. `short` stands alone: `3 readers`; `about` goes into a sentence: `about 3 readers`.
    `counted_at` says when that was.

    `variants` and `left_out` are pairs of words and readers. Together they are everybody.
    """

    short: str
    about: str
    counted_at: str
    is_nobody: bool
    variants: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, int], ...]


def last_audience(edition: Edition) -> Audience | None:
    """Return who got it when it was last counted; None if nobody has counted. It reads one row."""
    count = last_count(edition)
    return _in_words(edition, count) if count else None


def current_audience(edition: Edition, now: datetime, leaves: datetime | None = None) -> Audience:
    """Return who would get it if it left at its hour, or at another moment; counted anew if need be."""
    return _in_words(edition, current_count(edition, now, leaves))


def _in_words(edition: Edition, count: AudienceCount) -> Audience:
    forecast = forecast_of(count)
    return Audience(
        short=count_words(forecast.readers, "reader", "readers") if forecast.readers else "Nobody gets it",
        about=f"about {count_words(forecast.readers, 'reader', 'readers')}" if forecast.readers else "nobody",
        counted_at=short_words(count.counted_at, edition.publication.zone),
        is_nobody=not forecast.readers,
        variants=tuple((_name(variant), variant.readers) for variant in forecast.variants),
        left_out=tuple(_left_out(forecast)),
    )


def _name(variant: VariantReaders) -> str:
    what = ", ".join(variant.sections) or "Everything"
    return f"{what} ({Language(variant.language).name})" if variant.language else what


def _left_out(forecast: Forecast) -> Iterator[tuple[str, int]]:
    """Yield the reasons in the order of the rule."""
    for why in WhyNot:
        if count := forecast.left_out[why]:
            yield WHY_LEFT_OUT.get(why, why), count
