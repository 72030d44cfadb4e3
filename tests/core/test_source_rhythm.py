"""How long a source may be silent follows from its own rhythm."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.source_rhythm import SHORTEST_SILENCE, longest_silence, longest_usual_gap

DAY = timedelta(days=1)
NEWEST = date(2026, 11, 2)
LITTLE_KNOWN = 45
days = st.lists(st.dates(date(2025, 11, 2), NEWEST))


def every(gap: int, times: int) -> list[date]:
    return [NEWEST - n * gap * DAY for n in range(times)]


@pytest.mark.parametrize(
    ("known", "most"),
    [
        pytest.param(every(1, 60), 14, id="a daily source"),
        pytest.param(every(7, 10), 21, id="a weekly source"),
        pytest.param(every(30, 12), 90, id="a monthly source"),
        pytest.param(every(91, 4), 273, id="a quarterly source, known for a year"),
        pytest.param(every(1, 20), LITTLE_KNOWN, id="a new daily source: it may have been a busy month"),
        pytest.param(every(7, 5), LITTLE_KNOWN, id="a new weekly source"),
        pytest.param([], LITTLE_KNOWN, id="a source that never gave a date"),
        pytest.param([*every(7, 20), NEWEST - 200 * DAY], 21, id="a weekly source with one long summer"),
        pytest.param(
            [day for day in every(30, 6) for _ in range(25)], 90, id="an issue of 25 articles a month"
        ),
    ],
)
def test_a_source_may_be_silent_for_so_many_days(known: list[date], most: int) -> None:
    assert longest_silence(known).days == most


@given(days, st.randoms())
def test_neither_the_order_nor_the_number_of_articles_a_day_counts(known: list[date], random: object) -> None:
    shuffled = known * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert longest_silence(shuffled) == longest_silence(known)


@given(days)
def test_nobody_is_stale_within_a_fortnight_or_twice_the_usual_gap(known: list[date]) -> None:
    assert longest_silence(known) >= max(SHORTEST_SILENCE, 2 * longest_usual_gap(known))


@given(days, st.integers(min_value=2, max_value=4))
def test_a_source_of_a_slower_rhythm_may_be_silent_for_longer(known: list[date], times: int) -> None:
    slower = [NEWEST - (NEWEST - day) * times for day in known]

    assert longest_usual_gap(slower) == times * longest_usual_gap(known)
