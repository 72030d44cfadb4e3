"""A place in a feed tells something only where somebody has put the feed in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from roundup.core.feed_order import best_place, places_in_feed

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def dates(*hours: float) -> list[datetime | None]:
    return [NOON - timedelta(hours=each) for each in hours]


BY_HAND = dates(5, 1, 9, 2, 30, 4, 12, 3)


@pytest.mark.parametrize(
    "shown",
    [
        dates(*range(20)),
        dates(*range(20, 0, -1)),
        dates(*[0] * 20),
        dates(40, *range(20)),  # One that stays on top.
        dates(3, 1, 2),  # Too few to tell.
        [None] * 20,
        [],
    ],
)
def test_in_a_feed_in_order_of_dates_nothing_has_a_place(shown: list[datetime | None]) -> None:
    assert places_in_feed(shown) == [None] * len(shown)


def test_in_a_feed_in_an_order_of_its_own_each_has_its_place() -> None:
    assert places_in_feed(BY_HAND) == [place / 8 for place in range(8)]


def test_an_undated_one_among_them_has_its_place_too() -> None:
    assert places_in_feed([None, *BY_HAND])[:2] == [0, 1 / 9]


def test_the_best_of_several_places_counts() -> None:
    assert best_place(None, 0.5, 0.25) == 0.25
    assert best_place(None, None) is None
    assert best_place() is None
