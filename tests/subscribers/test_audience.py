"""The audience is read page by page, each subscriber once, as they are now."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roundup.core.preferences import Preferences
from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.audience import Candidate, audience_bound, current_candidates, next_candidates
from roundup.subscribers.suppressions import suppress_subscriber
from tests.making import NOW, make_publication, make_reader, make_readers


def read(publication: Publication, limit: int) -> list[Candidate]:
    bound, found, last = audience_bound(publication), [], 0
    while page := next_candidates(publication, last, bound, limit):
        found += page
        last = page[-1].id
    return found


class Paging(TestCase):
    @settings(max_examples=10)
    @given(st.integers(1, 7), st.integers(0, 12))
    def test_pages_of_any_size_hold_everybody_once(self, limit: int, count: int) -> None:
        publication = make_publication()
        make_reader(make_publication(name="The Lane", slug="lane"), "elsewhere")
        readers = make_readers(publication, [f"reader{n}" for n in range(count)])

        assert [candidate.id for candidate in read(publication, limit)] == [reader.pk for reader in readers]


def test_a_candidate_comes_with_all_that_a_mailing_needs(publication: Publication) -> None:
    ann = make_reader(publication, "Ann", sections=["culture"], paused_until=date(2027, 1, 1))

    assert read(publication, 10) == [
        Candidate(
            id=ann.pk,
            email="Ann@example.org",
            name="Ann",
            preferences=Preferences(frozenset({"culture"}), date(2027, 1, 1)),
            status="active",
            suppressed=False,
        )
    ]


def test_only_who_is_active_is_a_candidate_and_the_suppressed_are_marked(publication: Publication) -> None:
    make_reader(publication, "pending", status="pending")
    make_reader(publication, "left", status="unsubscribed")
    subscriptions.erase(make_reader(publication, "gone"), NOW)
    bounced = make_reader(publication, "bounced")
    suppress_subscriber(bounced.pk, SuppressionReason.BOUNCED, NOW)

    assert [(one.id, one.suppressed) for one in read(publication, 10)] == [(bounced.pk, True)]


def test_who_subscribes_after_the_freeze_waits_for_the_next(publication: Publication) -> None:
    ann = make_reader(publication, "ann")
    bound = audience_bound(publication)
    make_reader(publication, "late")

    assert [one.id for one in next_candidates(publication, 0, bound, 10)] == [ann.pk]


def test_late_changes_are_seen_and_the_forgotten_are_missing(publication: Publication) -> None:
    ann, bea, cem = make_readers(publication, ["ann", "bea", "cem"])
    subscriptions.unsubscribe(ann, "link", NOW)
    subscriptions.erase(bea, NOW)

    now = current_candidates([ann.pk, bea.pk, cem.pk, 404])

    assert {pk: one.status for pk, one in now.items()} == {ann.pk: "unsubscribed", cem.pk: "active"}


def test_an_empty_audience_is_an_audience_too(publication: Publication) -> None:
    assert audience_bound(publication) == 0
    assert read(publication, 10) == []
    assert current_candidates([]) == {}


def test_a_page_is_one_question_however_long(publication: Publication) -> None:
    make_readers(publication, [f"reader{n}" for n in range(20)])

    with CaptureQueriesContext(
        connection,
    ) as asked:
        next_candidates(publication, 0, 10**9, 1000)

    assert len(asked) == 1
    assert "OFFSET" not in asked[0]["sql"]
