"""Who gets an edition, in words for its editors: as it was last counted, by variant and by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from roundup.core.language import Language
from roundup.core.moments_and_counts import short_words
from roundup.core.newsroom_language import tell, tell_count
from roundup.editions.models import Edition
from roundup.newsroom.states import left_out_words
from roundup.sending.audience import Forecast, VariantReaders
from roundup.sending.audience_counts import current_count, forecast_of, is_of_draft, last_count
from roundup.sending.models import AudienceCount
from roundup.subscribers.eligibility import WhyNot


@dataclass(frozen=True, slots=True)
class Audience:
    """A count in words. `short` stands alone: `3 readers`; `about` goes into a sentence: `about 3 readers`.
    `counted_at` says when that was. `is_stale` says that the draft's sections have changed since; then
    neither `short` nor `about` names a number.

    `variants` are pairs of words and readers, `left_out` says for each reason how many it leaves out.
    Together they add up to everybody.
    """

    readers: int
    short: str
    about: str
    counted_at: str
    is_stale: bool
    variants: tuple[tuple[str, int], ...]
    left_out: tuple[str, ...]

    @property
    def is_nobody(self) -> bool:
        """Whether it is certain that nobody would get it."""
        return not self.readers and not self.is_stale


def last_audience(edition: Edition, now: datetime) -> Audience | None:
    """Return who would get an edition by the last count, None if there is none. Reads no subscribers."""
    count = last_count(edition)
    return _in_words(edition, count, is_stale=not is_of_draft(count, edition, now)) if count else None


def audience_of_draft(edition: Edition, now: datetime) -> Audience | None:
    """Return who would get a draft by the last count, or by a new one if its sections have changed."""
    found = last_audience(edition, now)
    return current_audience(edition, now) if found and found.is_stale else found


def current_audience(edition: Edition, now: datetime, leaves: datetime | None = None) -> Audience:
    """Return who would get an edition that left at its hour or at another moment, counted if necessary."""
    return _in_words(edition, current_count(edition, now, leaves))


def _in_words(edition: Edition, count: AudienceCount, *, is_stale: bool = False) -> Audience:
    forecast = forecast_of(count)
    readers = forecast.readers
    short, about = (tell("Readers"), tell("its readers")) if is_stale else _number_in_words(readers)
    return Audience(
        readers=readers,
        short=short,
        about=about,
        is_stale=is_stale,
        counted_at=short_words(count.counted_at, edition.publication.zone),
        variants=tuple(_variants(forecast)),
        left_out=tuple(_left_out(forecast)),
    )


def _number_in_words(readers: int) -> tuple[str, str]:
    if not readers:
        return tell("No readers"), tell("nobody")
    return (
        tell_count("%(n)s reader", "%(n)s readers", readers),
        tell_count("about %(n)s reader", "about %(n)s readers", readers),
    )


def _variants(forecast: Forecast) -> list[tuple[str, int]]:
    """Return the names of variants and their readers; those alike in sections and language count together."""
    readers: Counter[str] = Counter()
    for variant in forecast.variants:
        readers[_name(variant)] += variant.readers
    return readers.most_common()


def _name(variant: VariantReaders) -> str:
    what = ", ".join(variant.sections) or tell("Everything")
    return f"{what} ({Language(variant.language).name})" if variant.language else what


def _left_out(forecast: Forecast) -> Iterator[str]:
    """Yield the reasons in the order of the rule."""
    for why in WhyNot:
        if count := forecast.left_out[why]:
            yield left_out_words(why, count)
