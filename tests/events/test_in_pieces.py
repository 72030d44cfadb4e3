"""A body with many consequences is applied in short transactions, and whole, whatever comes in between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pytest
from django.db import OperationalError

from roundup.events import applying, notices
from roundup.events.applying import apply_next
from roundup.events.consequences import follow_events
from roundup.events.facts import Fact
from roundup.events.models import Event, Notice, Tally
from roundup.subscribers.models import Subscriber, Suppression
from tests.events.mailed import LATER, Mailed
from tests.events.provider import Row, page

pytestmark = pytest.mark.django_db


class Pieces:
    """How many facts with consequences each transaction held; trips at one of them, if told to."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.trips_at = 0

    def follow(self, facts: Iterable[Fact], now: datetime) -> None:
        facts = list(facts)
        self.sizes.append(sum(1 for fact in facts if fact.reason or fact.leaves))
        if len(self.sizes) == self.trips_at:
            raise OperationalError("the machine is gone")
        follow_events(facts, now)


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> Pieces:
    seen = Pieces()
    monkeypatch.setattr(applying, "MOST_CONSEQUENCES", 2)
    monkeypatch.setattr(applying, "follow_events", seen.follow)
    return seen


def bounces(mailing: Mailed, readers: Iterable[int]) -> list[Row]:
    return [mailing.row(number, "bounce", type="bounce", status="5.1.1") for number in readers]


def suppressed() -> int:
    return Suppression.objects.count()


def counted() -> dict[str, int]:
    return dict(Tally.objects.values_list("word", "count"))


def test_no_transaction_has_more_consequences_than_it_may(mailing: Mailed, pieces: Pieces) -> None:
    rows = [*bounces(mailing, range(5)), *bounces(mailing, [0]), mailing.row(0, "what?")]
    notices.keep_notice("sendgrid", page([mailing.row(4, "delivered", 1), *rows]), LATER)

    applied = apply_next(LATER)

    assert pieces.sizes == [2, 2, 1]
    assert suppressed() == 5
    assert (applied.notices, applied.stored, applied.copies, applied.passed_over) == (1, 6, 1, 1)
    assert applied.bounced == {mailing.id}
    assert counted() == {"bounced": 5, "delivered": 1, "copies": 1, "passed-over": 1}


def test_several_bodies_together_have_no_more_than_one(mailing: Mailed, pieces: Pieces) -> None:
    for readers in ([0, 1], [1, 2], [3, 4]):
        notices.keep_notice("sendgrid", page(bounces(mailing, readers)), LATER)

    assert apply_next(LATER).notices == 3

    assert max(pieces.sizes) == 2
    assert suppressed() == 5
    assert counted() == {"bounced": 5, "copies": 1}


def test_others_may_write_between_the_transactions(
    mailing: Mailed, pieces: Pieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    after: list[int] = []
    monkeypatch.setattr(applying, "let_others_write", lambda: after.append(len(pieces.sizes)))
    notices.keep_notice("sendgrid", page(bounces(mailing, range(5))), LATER)

    apply_next(LATER)

    assert after == [1, 2]


def test_who_leaves_counts_as_who_bounces(mailing: Mailed, pieces: Pieces) -> None:
    notices.keep_notice("sendgrid", page([mailing.row(n, "group_unsubscribe") for n in range(5)]), LATER)

    apply_next(LATER)

    assert max(pieces.sizes) == 2
    assert Subscriber.objects.filter(status="unsubscribed").count() == 5


@pytest.mark.parametrize("place", [1, 2, 3])
def test_what_is_cut_off_in_between_goes_on_where_it_was(place: int, mailing: Mailed, pieces: Pieces) -> None:
    notices.keep_notice("sendgrid", page(bounces(mailing, range(5))), LATER)
    pieces.trips_at = place
    with pytest.raises(OperationalError):
        apply_next(LATER)
    assert suppressed() == Event.objects.count() == 2 * (place - 1)
    assert Notice.objects.get().applied_at is None

    apply_next(LATER)

    assert suppressed() == Event.objects.count() == counted()["bounced"] == 5
    assert Notice.objects.get().applied_at == LATER


def test_what_another_worker_has_finished_meanwhile_is_left(
    mailing: Mailed, pieces: Pieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    def follow_and_hear(facts: Iterable[Fact], now: datetime) -> None:
        pieces.follow(facts, now)
        Notice.objects.update(applied_at=now)

    monkeypatch.setattr(applying, "follow_events", follow_and_hear)
    notices.keep_notice("sendgrid", page(bounces(mailing, range(5))), LATER)

    assert apply_next(LATER).notices == 0
    assert pieces.sizes == [2]


def test_few_consequences_are_one_transaction_with_all_the_rest(mailing: Mailed, pieces: Pieces) -> None:
    notices.keep_notice("sendgrid", page([*bounces(mailing, [0, 1]), mailing.row(2, "delivered")]), LATER)

    apply_next(LATER)

    assert pieces.sizes == [2]
