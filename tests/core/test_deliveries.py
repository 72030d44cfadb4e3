"""A delivery ends the same however the provider orders or repeats its events."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.deliveries import (
    DAY,
    PROVES,
    ComplaintLevel,
    DeliveryStatus,
    EventKind,
    advance_status,
    complaint_level,
    keeps_bouncing,
)

Kind, Status = EventKind, DeliveryStatus
D, B, X = Status.DELIVERED, Status.BOUNCED, Status.BLOCKED


def after(*kinds: EventKind) -> DeliveryStatus | None:
    start: DeliveryStatus | None = None
    return reduce(advance_status, kinds, start)


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ((), None),
        ((Kind.PROCESSED, Kind.DEFERRED, Kind.DELIVERED), Status.DELIVERED),
        ((Kind.BOUNCED, Kind.DELIVERED), Status.BOUNCED),
        ((Kind.DELIVERED, Kind.BLOCKED), Status.BLOCKED),
        ((Kind.COMPLAINED,), Status.DELIVERED),
        ((Kind.OVER_QUOTA, Kind.DELIVERED), Status.DELIVERED),
    ],
)
def test_a_delivery_ends_with_the_most_that_its_events_prove(
    kinds: tuple[EventKind, ...], status: DeliveryStatus | None
) -> None:
    assert after(*kinds) == status


def test_every_kind_of_event_proves_something() -> None:
    assert set(PROVES) == set(EventKind)


@given(st.data())
def test_neither_order_nor_repetition_changes_the_end(drawn: st.DataObject) -> None:
    kinds = drawn.draw(st.lists(st.sampled_from(EventKind), max_size=6))

    assert after(*drawn.draw(st.permutations(kinds * 2))) == after(*kinds)


@pytest.mark.parametrize(
    ("copies", "given_up"),
    [
        ([(0, B), (7, B), (14, B)], True),
        ([(0, B), (7, B), (13, B)], False),
        ([(0, B), (14, B)], False),
        ([(0, B), (7, D), (14, B), (21, B)], False),
        ([(0, D), (7, B), (14, B), (21, B)], True),
        ([(0, B), (7, X), (14, B), (21, B)], True),
        ([(0, B), (7, B), (14, B), (21, D)], True),
    ],
)
def test_it_takes_three_soft_bounces_in_a_row_over_two_weeks(
    copies: list[tuple[int, DeliveryStatus]], given_up: bool
) -> None:
    assert keeps_bouncing([(day * DAY, status) for day, status in copies]) is given_up


@given(st.data())
def test_the_order_in_which_bounces_become_known_decides_nothing(drawn: st.DataObject) -> None:
    copy = st.tuples(st.integers(0, 60), st.sampled_from([D, B, X]))
    days = drawn.draw(st.lists(copy, max_size=8, unique_by=lambda copy: copy[0]))
    copies = [(day * DAY, status) for day, status in days]

    assert keeps_bouncing(drawn.draw(st.permutations(copies))) == keeps_bouncing(copies)


@pytest.mark.parametrize(
    ("complained", "delivered", "level"),
    [
        (1, 10, None),
        (2, 100, None),
        (3, 3000, ComplaintLevel.HIGH),
        (3, 3001, None),
        (4, 100, ComplaintLevel.HIGH),
        (5, 100, ComplaintLevel.GRAVE),
        (300, 100_000, ComplaintLevel.GRAVE),
        (299, 100_000, ComplaintLevel.HIGH),
        (0, 0, None),
    ],
)
def test_complaints_alarm_by_their_rate_and_never_by_one_or_two_readers(
    complained: int, delivered: int, level: ComplaintLevel | None
) -> None:
    assert complaint_level(complained, delivered) is level
