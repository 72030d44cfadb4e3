"""The statements that prepare, post and conclude a batch find and write what the ORM would."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roundup.core.suppression import SuppressionReason
from roundup.editions.models import Edition
from roundup.sending.audience import posting_of
from roundup.sending.handing_over.claim import LEASE, Lease
from roundup.sending.handing_over.journal import Result
from roundup.sending.handing_over.readers import Reader, readers_still_mailed
from roundup.sending.handing_over.results import write_result
from roundup.sending.handing_over.snapshot import snapshot_of
from roundup.sending.handing_over.submit import ANSWER_WITHIN, POST_WITHIN, begin_post
from roundup.sending.models import Attempt, Batch, Delivery, Mailing, Marker
from roundup.sending.safety import fence
from roundup.subscribers.eligibility import mailable_readers
from roundup.subscribers.suppressions import suppress_hash
from tests.making import FRIDAY, make_publication, make_reader
from tests.sending.ledger_rows import (
    GOING,
    MAILING,
    MINUTES,
    State,
    at,
    attempt,
    make_batch,
    make_mailing,
    row,
)
from tests.sending.steps import prepare


class Standing(TestCase):
    NAMES = (
        "mailing_id",
        "seq",
        "variant_id",
        "variant__hash",
        "mailing__status",
        "mailing__edition__held_at",
        "mailing__edition__token_prefix",
        "mailing__edition__publication_id",
        "mailing__edition__period",
        "mailing__edition__month",
        "mailing__edition__publication__name",
        "mailing__edition__publication__slug",
        "mailing__edition__publication__sender_name",
        "mailing__edition__publication__sender_email",
        "mailing__edition__publication__reply_to",
        "mailing__edition__publication__leave_domain",
        "mailing__installation",
    )

    @settings(max_examples=25)
    @given(MAILING, st.sampled_from(["leased", *State.values]), MINUTES, st.integers(1, 2))
    @example(GOING, "leased", 1, 1)
    @example(GOING | {"is_held": True}, "leased", 1, 1)
    @example(GOING, "leased", 0, 1)
    @example(GOING, "leased", 1, 2)
    @example(GOING, "posting", 1, 1)
    def test_a_batch_stands_the_same(
        self, told: dict[str, Any], state: str, until: int | None, epoch: int
    ) -> None:
        publication = make_publication(sender_name="Ana", reply_to="ana@quay.example.org")
        mailing = make_mailing(publication, 1, **told)
        batch = make_batch(mailing, 1, state=state, epoch=1, lease_until=at(until))

        with transaction.atomic():
            snapshot = snapshot_of(Lease(batch.pk, epoch, FRIDAY), FRIDAY)

        leased = Batch.objects.filter(pk=batch.pk, epoch=epoch, state=State.LEASED, lease_until__gt=FRIDAY)
        found = leased.values_list(*self.NAMES).first()
        if found is None or snapshot is None:
            assert found == snapshot
            return
        held = snapshot.held_at
        assert (held is None) == (found[5] is None)
        assert tuple(snapshot._replace(held_at=None)) == (*found[:5], None, *found[6:])


READER = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["active", "active", "active", "pending", "unsubscribed"]),
        "is_suppressed": st.integers(0, 3).map(lambda n: n == 0),
        "paused": st.one_of(st.none(), st.none(), st.integers(-1, 1)),
        "outcome": st.sampled_from([0, 0, 0, 20]),
        "is_gone": st.integers(0, 4).map(lambda n: n == 0),
    }
)
MAILED = {"status": "active", "is_suppressed": False, "paused": None, "outcome": 0, "is_gone": False}


class Readers(TestCase):
    @settings(max_examples=25)
    @given(st.lists(READER, max_size=6))
    @example([MAILED, MAILED | {"outcome": 20}, MAILED | {"is_gone": True}, MAILED | {"paused": 0}])
    def test_the_same_readers_are_posted_to(self, people: list[dict[str, Any]]) -> None:
        mailing, batch = self.batch_of(people)
        follow = Delivery.objects.filter(batch=batch, outcome=0).values_list("subscriber_id", flat=True)
        rows = mailable_readers(posting_of(mailing)).filter(pk__in=list(follow)).order_by("pk")
        wanted = tuple(Reader(*told) for told in rows.values_list(*Reader._fields))

        assert readers_still_mailed(batch.pk) == wanted
        assert sorted(follow.all()) == [reader.id for reader in wanted]

    @settings(max_examples=15)
    @given(st.lists(READER, max_size=3))
    @example([MAILED])
    @example([])
    def test_the_same_is_written_as_posting_begins(self, people: list[dict[str, Any]]) -> None:
        _, batch = self.batch_of(people)
        twin = make_batch(batch.mailing, 2, state="leased", epoch=3, evidence="before")

        posting = begin_post(Lease(batch.pk, 3, FRIDAY + LEASE), FRIDAY)
        count, latest = len(posting.readers) if posting else 0, FRIDAY + POST_WITHIN
        written = {"posted": count, "posted_at": FRIDAY, "post_deadline": latest}
        if count:
            written |= {"state": State.POSTING, "lease_until": latest + ANSWER_WITHIN, "evidence": ""}
        else:
            written |= {"state": State.ACCEPTED, "lease_until": None, "evidence": "Nobody was left to mail."}
        Batch.objects.filter(pk=twin.pk).update(**written)
        Attempt.objects.create(batch=twin, epoch=3, nonce="twin", posting_at=FRIDAY, readers=count)

        assert row(batch) == row(twin)
        assert attempt(batch) == attempt(twin)

    def batch_of(self, people: list[dict[str, Any]]) -> tuple[Mailing, Batch]:
        publication = make_publication()
        mailing = make_mailing(publication, 1, status="sending")
        batch = make_batch(mailing, 1, state="leased", epoch=3, evidence="before", lease_until=FRIDAY + LEASE)
        for number, told in enumerate(people):
            day = None if told["paused"] is None else FRIDAY.date() + timedelta(days=told["paused"])
            reader = make_reader(publication, f"r{number}", status=told["status"], paused_until=day)
            Delivery.objects.create(
                mailing=mailing, subscriber_id=reader.pk, batch=batch, outcome=told["outcome"]
            )
            if told["is_suppressed"]:
                suppress_hash(reader.email_hash, SuppressionReason.BOUNCED, FRIDAY)
            if told["is_gone"]:
                reader.delete()
        return mailing, batch


class Results(TestCase):
    @settings(max_examples=40)
    @given(
        st.sampled_from(["posting", "posting", *State.values]),
        st.sampled_from(["accepted", "ready", "uncertain", "refused"]),
        st.booleans(),
        st.integers(1, 2),
        MINUTES,
    )
    def test_a_batch_ends_the_same(
        self, state: str, result: str, is_proven: bool, epoch: int, until: int | None
    ) -> None:
        mailing = make_mailing(make_publication(), 1)
        one, other = (
            make_batch(mailing, seq, state=state, epoch=1, lease_until=FRIDAY, evidence="before")
            for seq in (1, 2)
        )
        for batch in (one, other):
            proven_at = FRIDAY if is_proven else None
            Attempt.objects.create(
                batch=batch, epoch=1, nonce=f"n{batch.pk}", posting_at=FRIDAY, readers=1, proven_at=proven_at
            )
        moment = at(until)
        not_before = moment.isoformat() if moment else ""

        moved = write_result(Result(one.pk, epoch, result, "their id", said="said", not_before=not_before))

        assert moved == self.by_orm(other, epoch, result, moment)
        assert row(one) == row(other)
        assert attempt(one) == attempt(other)

    def by_orm(self, batch: Batch, epoch: int, result: str, until: datetime | None) -> bool:
        mine = Batch.objects.filter(pk=batch.pk, epoch=epoch)
        moved = mine.filter(state__in=[State.POSTING, State.UNCERTAIN]).update(
            state=result, lease_until=None, not_before=until, evidence="said"
        )
        Attempt.objects.filter(batch=batch, epoch=epoch).update(
            result=result, finished_at=FRIDAY, provider_id="their id", error="said"
        )
        proven = Attempt.objects.filter(batch=batch, proven_at__isnull=False).exists()
        if moved and proven and result != State.ACCEPTED:
            moved -= mine.filter(state__in=[State.READY, State.UNCERTAIN, State.REFUSED]).update(
                state=State.ACCEPTED, not_before=None, evidence="An event proved that the provider took it."
            )
        return bool(moved)


@pytest.mark.django_db
@pytest.mark.parametrize("values", [[], [7], [3, 9]])
def test_the_same_marker_moves(values: list[int]) -> None:
    for value in values:
        Marker.objects.create(value=value)
    first = Marker.objects.order_by("pk").first()

    with transaction.atomic():
        moved = fence.advance()

    assert Marker.objects.get(pk=moved.pk).value == moved.value == (first.value + 1 if first else 1)
    assert first is None or moved.pk == first.pk
    assert Marker.objects.count() == max(len(values), 1)


@pytest.mark.django_db
def test_the_same_deliveries_are_written_down(edition: Edition) -> None:
    mailing = prepare()
    rows = list(Delivery.objects.filter(mailing=mailing).order_by("subscriber_id").values())

    Delivery.objects.all().delete()
    Delivery.objects.bulk_create(
        Delivery(mailing=mailing, subscriber_id=told["subscriber_id"], batch_id=told["batch_id"])
        for told in rows
    )

    assert len(rows) == 5
    assert list(Delivery.objects.order_by("subscriber_id").values()) == rows
