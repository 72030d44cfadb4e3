"""Counts who would get an edition if it left now, by the same rule that the mailing itself uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from roundup.core.preferences import Told, fitting_preferences
from roundup.editions.composing import stories_of
from roundup.editions.models import Edition, Story
from roundup.publications.models import Publication
from roundup.sending.models import Mailing
from roundup.sending.ordinals import next_ordinal, ordinal_of
from roundup.sending.settling import before_restore
from roundup.sending.variant_choice import VariantChoice, choose_variant
from roundup.subscribers.audience import count_alike, count_audience, current_candidates
from roundup.subscribers.eligibility import Occasion, WhyNot


def occasion_of(mailing: Mailing, stories: Iterable[Story]) -> Occasion:
    """Return the occasion of a mailing of these stories."""
    return _occasion(mailing.edition.publication, mailing.started_at, ordinal_of(mailing.edition), stories)


def posting_of(mailing: Mailing) -> Occasion:
    """Return the occasion after readers' copies were chosen, when their preferences have been applied."""
    return Occasion(_day(mailing.edition.publication, mailing.started_at))


@dataclass(frozen=True, slots=True)
class VariantReaders:
    """How many readers would get a variant: the names of its sections (none: everything), its language."""

    sections: tuple[str, ...]
    language: str
    readers: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Who would get an edition, by variant, and who would not, by reason. It adds up to all candidates."""

    variants: tuple[VariantReaders, ...]
    left_out: Counter[WhyNot]

    @property
    def readers(self) -> int:
        return sum(variant.readers for variant in self.variants)

    @property
    def candidates(self) -> int:
        return self.readers + self.left_out.total()


def forecast_audience(edition: Edition, at: datetime) -> Forecast:
    """Return who would get the edition if its mailing began at that moment, counted as the mailing counts.

    The mailing counts again when it begins, because until then people come and go.
    """
    stories = stories_of(edition)
    occasion = _occasion(edition.publication, at, ordinal_of(edition), stories)
    left_out: Counter[WhyNot] = Counter()
    readers: Counter[str] = Counter()
    choices: dict[str, VariantChoice] = {}
    alike = count_alike(edition.publication, occasion, before_restore.was_mailed(edition))
    for (why, preferences), count in alike.items():
        if why:
            left_out[why] += count
        elif count:
            choice = choose_variant(stories, fitting_preferences(preferences, occasion.living))
            choices[choice.key] = choice
            readers[choice.key] += count
    variants = [_readers_of(choices[key], count) for key, count in readers.items()]
    largest_first = sorted(variants, key=lambda one: (-one.readers, one.sections, one.language))
    return Forecast(tuple(largest_first), +left_out)


def why_left_out(edition: Edition, reader_id: int, at: datetime) -> WhyNot | None:
    """Return why one reader would not get the edition if it left at that moment; None if they would."""
    reader = current_candidates([reader_id]).get(reader_id)
    if reader is None:
        return WhyNot.ERASED
    occasion = _occasion(edition.publication, at, ordinal_of(edition), stories_of(edition))
    got_it = before_restore.mailed_before(edition, [reader_id])
    return reader.why_not(occasion, mailed_before=bool(got_it))


def _readers_of(choice: VariantChoice, readers: int) -> VariantReaders:
    names = () if choice.is_whole else tuple(dict.fromkeys(story.section_name for story in choice.stories))
    return VariantReaders(names, choice.language, readers)


def audience_of_next(publication: Publication, now: datetime) -> int:
    """Return how many readers would get the next edition, whatever its stories are."""
    occasion = Occasion(_day(publication, now), ordinal=next_ordinal(publication))
    return count_audience(publication, occasion)[None]


def _occasion(publication: Publication, at: datetime, ordinal: int, stories: Iterable[Story]) -> Occasion:
    told = frozenset(Told.of(story.section_key, story.byline) for story in stories)
    return Occasion(_day(publication, at), told, publication.section_keys, ordinal)


def _day(publication: Publication, at: datetime) -> date:
    return at.astimezone(publication.zone).date()
