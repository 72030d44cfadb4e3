"""Events are stored and counted as the ORM would do it, and by the indexes that were made for that."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roundup.core.deliveries import EventKind
from roundup.events import stored_events
from roundup.events.facts import Fact
from roundup.events.mailing_totals import losses_of, readers_with
from roundup.events.models import Event

KINDS = [EventKind.DELIVERED, EventKind.BOUNCED, EventKind.COMPLAINED]
KEY = st.tuples(st.integers(1, 2), st.integers(1, 3), st.sampled_from([k.value for k in KINDS]))
KEYS = st.lists(KEY, unique=True, max_size=12)


def fact(key: tuple[int, int, int], copy: str) -> Fact:
    mailing, reader, kind = key
    return Fact(mailing, reader, kind, 100 + reader, -kind, "nonce", copy, None, False, "", 0, "sendgrid")


def rows() -> list[dict[str, object]]:
    return list(Event.objects.order_by("mailing_id", "subscriber_id", "kind").values())


class Storing(TestCase):
    @settings(max_examples=30)
    @given(KEYS, KEYS)
    def test_the_same_is_new_and_the_same_is_kept(
        self, before: list[tuple[int, int, int]], then: list[tuple[int, int, int]]
    ) -> None:
        first, second = [fact(key, "a") for key in before], [fact(key, "b") for key in then]
        stored_events.store_facts(first, {"nonce": 9})
        fresh = stored_events.store_facts(second, {"nonce": 9})
        stored = rows()

        assert sorted(fresh) == sorted(fact(key, "b") for key in set(then) - set(before))
        Event.objects.all().delete()
        for facts in (first, second):
            Event.objects.bulk_create(map(self.event, facts), ignore_conflicts=True)
        assert stored == rows()

    @settings(max_examples=20)
    @given(KEYS)
    def test_losses_are_counted_by_reader(self, keys: list[tuple[int, int, int]]) -> None:
        stored_events.store_facts([fact(key, "a") for key in keys], {})

        for mailing in (1, 2):
            found = losses_of(mailing)
            bounced = {key[1] for key in keys if key[0] == mailing and key[2] == EventKind.BOUNCED.value}
            complained = {k[1] for k in keys if k[0] == mailing and k[2] == EventKind.COMPLAINED.value}
            assert (found.bounced, found.complained) == (len(bounced), len(complained))

    def event(self, told: Fact) -> Event:
        mailing, reader, kind, moment, digest = told.key
        return Event(
            mailing_id=mailing,
            subscriber_id=reader,
            kind=kind,
            at=moment,
            detail_hash=digest,
            batch_id=9,
            nonce=told.nonce,
            event_id=told.event_id,
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "index"), [(EventKind.BOUNCED, "event_bounce"), (EventKind.COMPLAINED, "event_complaint")]
)
def test_losses_cost_by_themselves_and_not_by_all_events(kind: EventKind, index: str) -> None:
    """Holding looks at every mailing that goes, over and over: a million deliveries must not be read."""
    delivered = EventKind.DELIVERED.value
    Event.objects.bulk_create(
        Event(mailing_id=number % 3, subscriber_id=number, kind=delivered, at=1, detail_hash=1)
        for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    assert index in readers_with(kind, 1).explain()
