"""The statements by which a batch is claimed find the same one as the ORM would."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as installed
from django.db.models import Q
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roundup.sending.handing_over import gate
from roundup.sending.handing_over.claim import LEASE, Lease, anything_ready, claim_batch
from roundup.sending.models import Batch, Gate, Installation, Mailing
from roundup.sending.safety.installation import our_outlet
from roundup.sending.sql import first_row
from tests.making import FRIDAY, make_publication
from tests.sending.ledger_rows import (
    GOING,
    MAILING,
    MINUTES,
    State,
    at,
    make_batch,
    make_mailing,
)

BATCH = st.fixed_dictionaries(
    {
        "mailing": st.integers(0, 1),
        "state": st.sampled_from(["ready", "ready", "ready", *State.values]),
        "not_before": MINUTES,
        "epoch": st.integers(0, 3),
    }
)
WAITING = {"mailing": 0, "state": "ready", "not_before": None, "epoch": 1}
GATE = st.one_of(st.none(), st.tuples(st.integers(0, 2), MINUTES, MINUTES))


class Claiming(TestCase):
    @settings(max_examples=40)
    @given(st.tuples(MAILING, MAILING), st.lists(BATCH, max_size=5), GATE, st.booleans())
    @example((GOING, GOING), [WAITING | {"mailing": 1}, WAITING, WAITING], (0, 0, 0), True)
    @example((GOING, GOING), [WAITING | {"not_before": 0}], (0, 1, None), True)
    @example((GOING, GOING), [WAITING | {"not_before": 0}], (1, None, None), True)
    @example((GOING, GOING), [WAITING], (0, None, 1), True)
    @example((GOING, GOING), [WAITING | {"not_before": 1}], None, True)
    @example((GOING, GOING), [WAITING], None, False)
    @example((GOING | {"installation": "unknown"}, GOING | {"outlet": "elsewhere"}), [WAITING], None, True)
    @example((GOING | {"is_held": True}, GOING | {"status": "held"}), [WAITING], None, True)
    def test_the_next_batch_is_the_same(
        self,
        mailings: tuple[dict[str, Any], ...],
        batches: list[dict[str, Any]],
        shut: tuple[int, int | None, int | None] | None,
        is_home: bool,
    ) -> None:
        publication = make_publication()
        base_url = installed.BASE_URL if is_home else "https://another.example.org"
        Installation.objects.update_or_create(pk=1, defaults={"identity": "ours", "base_url": base_url})
        made = []
        for number, told in enumerate(mailings):
            outlet = our_outlet() if told["outlet"] == "ours" else "sendgrid https://elsewhere.example.org"
            made.append(make_mailing(publication, number + 1, **told | {"outlet": outlet}))
        for seq, told in enumerate(batches):
            fields = told | {"mailing": made[told["mailing"]], "not_before": at(told["not_before"])}
            make_batch(seq=seq, **fields)
        if shut is not None:
            doubts, until, paused = shut
            Gate.objects.create(
                provider=installed.PROVIDER, doubts=doubts, shut_until=at(until), paused_until=at(paused)
            )

        ready = self.ready()
        next_one = self.ours(ready)
        assert anything_ready(FRIDAY) == ready.exists()
        assert self.says_open() == self.is_open()
        may_leave = next_one is not None and gate.admit(next_one.planned, FRIDAY)
        lease = claim_batch(FRIDAY)

        if next_one is None or not may_leave:
            assert lease is None
            return
        assert lease == Lease(next_one.pk, next_one.epoch + 1, FRIDAY + LEASE)
        taken = Batch.objects.get(pk=next_one.pk)
        found = (taken.state, taken.epoch, taken.lease_until)
        assert found == (State.LEASED, next_one.epoch + 1, FRIDAY + LEASE)

    def ready(self) -> Any:
        return Batch.objects.filter(
            Q(not_before=None) | Q(not_before__lte=FRIDAY),
            state=State.READY,
            mailing__status=Mailing.Status.SENDING,
            mailing__edition__held_at=None,
            mailing__installation__in=Installation.objects.values("identity"),
        )

    def ours(self, ready: Any) -> Batch | None:
        here = Installation.objects.filter(base_url=installed.BASE_URL).values("identity")
        found = ready.filter(mailing__outlet=our_outlet(), mailing__installation__in=here)
        first: Batch | None = found.order_by("mailing_id", "seq").first()
        return first

    def says_open(self) -> bool:
        return bool(first_row(f"SELECT {gate.OPEN}", installed.PROVIDER, FRIDAY, FRIDAY)[0])

    def is_open(self) -> bool:
        is_over = Q(shut_until=None) | Q(shut_until__lte=FRIDAY)
        is_asked_no_more = Q(paused_until=None) | Q(paused_until__lte=FRIDAY)
        return Gate.objects.filter(is_over, is_asked_no_more, provider=installed.PROVIDER, doubts=0).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("doubts", [None, 0, 2, 3])
def test_an_answer_closes_the_breaker_the_same(doubts: int | None) -> None:
    if doubts is not None:
        Gate.objects.create(
            provider=installed.PROVIDER, doubts=doubts, shut_until=FRIDAY, why="in a row", free_at=FRIDAY
        )
    was_doubted = Gate.objects.filter(provider=installed.PROVIDER, doubts__gt=0).exists()

    gate.answered()

    kept = list(Gate.objects.values_list("doubts", "shut_until"))
    opened = was_doubted and doubts == 3
    assert kept == ([] if doubts is None else [(0, None if opened else FRIDAY)])
