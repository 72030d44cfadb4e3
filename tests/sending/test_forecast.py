"""What is said of an audience before a press: the numbers of the mailing that is prepared at that moment."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roundup.core.suppression import SuppressionReason
from roundup.editions.models import Edition
from roundup.publications.models import Publication, Section
from roundup.sending.audience import VariantReaders, forecast_audience
from roundup.subscribers.suppressions import suppress_subscriber
from tests.events.preference_meanings import make_told_edition
from tests.making import FRIDAY, NOW, approved, make_edition, make_publication, make_reader
from tests.sending.steps import prepare

KEYS = ("world", "culture", "sport", "removed")
READERS = st.lists(
    st.fixed_dictionaries(
        {
            "sections": st.lists(st.sampled_from(KEYS), unique=True),
            "writers": st.sampled_from(["", "Ines Falk", "Jo Roe\nZoë Winter"]),
            "muted_sections": st.sampled_from(["", "world", "culture\nremoved"]),
            "muted_writers": st.sampled_from(["", "JO ROE"]),
            "rhythm": st.sampled_from(["", "second"]),
            "empty_week": st.sampled_from(["", "everything"]),
            "language": st.sampled_from(["", "fr", "ar"]),
            "paused_until": st.sampled_from(
                [None, FRIDAY.date() - timedelta(days=1), FRIDAY.date(), FRIDAY.date() + timedelta(days=1)]
            ),
            "status": st.sampled_from(["active", "active", "active", "pending", "unsubscribed"]),
            "suppressed": st.booleans(),
        }
    ),
    max_size=12,
)


@pytest.mark.django_db
class Forecasts(TestCase):
    """An edition without Sport, and readers of every sort."""

    @settings(max_examples=25)
    @given(READERS)
    def test_the_numbers_before_are_those_of_the_mailing(self, readers: list[dict[str, object]]) -> None:
        publication = make_publication()
        Section.objects.create(publication=publication, key="sport", name="Sport", position=9)
        for number, facts in enumerate(readers):
            fields = {name: value for name, value in facts.items() if name != "suppressed"}
            reader = make_reader(publication, f"reader{number}", **fields)
            if facts["suppressed"]:
                suppress_subscriber(reader.pk, SuppressionReason.COMPLAINED, NOW)
        edition = approved(make_told_edition(publication))

        forecast = forecast_audience(edition, FRIDAY)
        mailing = prepare()

        ids = {story.pk: story.section_name for story in edition.stories.all()}
        assert Counter((one.sections, one.readers) for one in forecast.variants) == Counter(
            (names_of(variant.stories, ids), variant.n)
            for variant in mailing.variants.annotate(n=Sum("batches__planned"))
        )
        assert forecast.left_out == Counter(mailing.exclusions.values_list("reason", flat=True))
        assert forecast.candidates == mailing.candidates


def names_of(chosen: list[int], ids: dict[int, str]) -> tuple[str, ...]:
    """Return the sections of a variant, by name; none for everything."""
    return () if len(chosen) == len(ids) else tuple(dict.fromkeys(ids[pk] for pk in chosen))


@pytest.mark.django_db
def test_variants_are_named_by_their_sections_and_language_the_largest_first(edition: Edition) -> None:
    make_reader(edition.publication, "finn", sections=["culture"])
    make_reader(edition.publication, "gus", sections=["culture", "world"], language="fr")
    make_reader(edition.publication, "hal", sections=["culture", "world"])

    assert forecast_audience(edition, FRIDAY).variants == (
        VariantReaders((), "", 6),
        VariantReaders((), "fr", 1),
        VariantReaders(("Culture",), "", 1),
    )


@pytest.mark.django_db
def test_without_readers_it_is_nobody(quiet_publication: Publication) -> None:
    forecast = forecast_audience(make_edition(quiet_publication), FRIDAY)

    assert (forecast.readers, forecast.variants, forecast.left_out) == (0, (), Counter())
