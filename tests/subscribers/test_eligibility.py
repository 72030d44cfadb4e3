"""The rule of who is mailed, its query, its shortest form and the count say the same about every reader."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roundup.core.preferences import EMPTY_WEEKS, RHYTHMS, Preferences, Told
from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers.audience import count_audience, current_candidates
from roundup.subscribers.eligibility import SURELY_MAILED, Occasion, WhyNot, mailable_readers, why_not
from roundup.subscribers.models import Subscriber, Suppression
from roundup.subscribers.preference_columns import to_columns
from roundup.subscribers.suppressions import suppress_hash
from tests.making import NOW, make_publication, make_reader

TODAY = NOW.date()
LIVING = frozenset({"world", "culture"})
KEYS = st.sampled_from(["world", "culture", "gone", "renamed"])
DAYS = st.one_of(st.none(), st.integers(-2, 2).map(lambda n: TODAY + timedelta(days=n)))
NAMES = st.sampled_from(["Jo Roe", "JO ROÉ", "Al Fa"])
PREFERENCES = st.builds(
    Preferences,
    st.frozensets(KEYS),
    DAYS,
    st.sampled_from(["", "de"]),
    st.frozensets(NAMES, max_size=2),
    st.frozensets(KEYS, max_size=1),
    st.frozensets(NAMES, max_size=1),
    st.sampled_from(sorted(RHYTHMS)),
    st.sampled_from(sorted(EMPTY_WEEKS)),
)
TOLD = st.builds(Told.of, KEYS, st.sampled_from(["", "Jo Roe", "By Al Fa and Jo Roe"]))
READER = st.fixed_dictionaries(
    {
        "status": st.sampled_from(Subscriber.Status.values),
        "suppressed": st.booleans(),
        "erased": st.booleans(),
        "preferences": PREFERENCES,
    }
)
OCCASION = st.builds(
    Occasion,
    st.one_of(st.none(), st.just(TODAY)),
    st.one_of(st.none(), st.frozensets(TOLD)),
    st.just(LIVING),
    st.one_of(st.none(), st.integers(1, 4)),
)


def made(publication: Publication, number: int, told: dict[str, Any]) -> Subscriber:
    reader = make_reader(
        publication, f"reader{number}", status=told["status"], **to_columns(told["preferences"])
    )
    if told["suppressed"]:
        suppress_hash(reader.email_hash, SuppressionReason.BOUNCED, NOW)
    if told["erased"]:
        Subscriber.objects.filter(pk=reader.pk).update(
            email="", email_hash="", email_key=f"erased {number}", erased_at=NOW, status="unsubscribed"
        )
    return reader


def surely_mailed() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.id FROM {Subscriber._meta.db_table} s "
            f"LEFT JOIN {Suppression._meta.db_table} x ON x.email_hash = s.email_hash "
            f"WHERE {SURELY_MAILED} AND s.erased_at IS NULL"
        )
        return {pk for (pk,) in cursor.fetchall()}


class Everywhere(TestCase):
    @settings(max_examples=30)
    @given(st.lists(READER, min_size=1, max_size=6), OCCASION)
    @example(
        [{"status": "active", "suppressed": False, "erased": False, "preferences": Preferences()}], Occasion()
    )
    def test_the_same_is_said_of_every_reader(self, people: list[dict[str, Any]], occasion: Occasion) -> None:
        publication = make_publication()
        readers = {made(publication, n, told).pk: told for n, told in enumerate(people)}

        said = {
            pk: why_not(
                told["status"], told["suppressed"], told["preferences"], occasion, erased=told["erased"]
            )
            for pk, told in readers.items()
        }

        plain = replace(occasion, told=None)
        known = current_candidates(list(readers))
        assert {pk: known[pk].why_not(occasion) if pk in known else WhyNot.ERASED for pk in readers} == said
        mailed = {pk for pk in readers if pk in known and known[pk].why_not(plain) is None}
        assert set(mailable_readers(plain).values_list("pk", flat=True)) == mailed
        posted = {pk for pk in readers if pk in known and known[pk].why_not(Occasion(occasion.today)) is None}
        never = {pk for pk in posted if readers[pk]["preferences"].paused_until is None}
        assert surely_mailed() == never
        active = Counter(why for pk, why in said.items() if pk in known and known[pk].status == "active")
        assert count_audience(publication, occasion) == active


def why(preferences: Preferences, told: set[str], living: frozenset[str] = LIVING) -> WhyNot | None:
    return why_not("active", False, preferences, Occasion(TODAY, frozenset(map(Told, told)), living))


def test_a_reader_who_follows_only_removed_sections_gets_everything() -> None:
    assert why(Preferences(frozenset({"gone"})), {"world"}) is None
    assert why(Preferences(frozenset({"gone", "culture"})), {"world"}) is WhyNot.NO_STORIES
    assert why(Preferences(frozenset({"culture"})), {"world"}, frozenset()) is None


def test_an_edition_without_stories_is_for_nobody() -> None:
    assert why(Preferences(), set()) is WhyNot.NO_STORIES


@pytest.mark.parametrize("until", [TODAY, date.max])
def test_the_first_reason_that_applies_is_given(until: date) -> None:
    preferences = Preferences(frozenset({"culture"}), until)
    occasion = Occasion(TODAY, frozenset({Told("world")}), LIVING)

    assert why_not("pending", True, preferences, occasion, erased=True, mailed_before=True) is WhyNot.ERASED
    assert why_not("pending", True, preferences, occasion, mailed_before=True) is WhyNot.PENDING
    assert why_not("unsubscribed", True, preferences, occasion, mailed_before=True) is WhyNot.UNSUBSCRIBED
    assert why_not("active", True, preferences, occasion, mailed_before=True) is WhyNot.MAILED_BEFORE
    assert why_not("active", True, preferences, occasion) is WhyNot.SUPPRESSED
    assert why_not("active", False, preferences, occasion) is WhyNot.PAUSED
