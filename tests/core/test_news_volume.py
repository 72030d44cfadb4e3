"""What is a flood or a drought follows from the publication's own weeks, and not from chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.news_volume import NewsVolume, news_volume

USUAL, FLOOD, DROUGHT = NewsVolume.USUAL, NewsVolume.FLOOD, NewsVolume.DROUGHT
counts = st.integers(min_value=0, max_value=400)
weeks = st.lists(counts, min_size=6, max_size=12)
small_weeks = st.lists(st.integers(min_value=2, max_value=6), min_size=6, max_size=12)


@pytest.mark.parametrize(
    ("earlier", "news", "expected"),
    [
        pytest.param([20] * 5, 400, USUAL, id="too few weeks to compare"),
        pytest.param([18, 22, 20, 25, 19, 21], 400, FLOOD, id="an archive dated anew"),
        pytest.param([18, 22, 20, 25, 19, 21], 45, USUAL, id="a busy week"),
        pytest.param([18, 22, 20, 25, 19, 21], 3, DROUGHT, id="a source that fell silent"),
        pytest.param([18, 22, 20, 25, 19, 21], 11, USUAL, id="a slow week"),
        pytest.param([100, 98, 103, 101, 99, 100], 65, USUAL, id="a third less in a steady magazine"),
        pytest.param([40, 41, 38, 44, 3, 2, 40, 39], 42, USUAL, id="an ordinary week after Christmas"),
        pytest.param([40, 41, 38, 44, 3, 2, 40, 39], 5, DROUGHT, id="a drought after Christmas"),
        pytest.param([20, 21, 400, 19, 22, 18, 20, 21], 300, FLOOD, id="the second flood"),
        pytest.param([3, 2, 4, 40, 3, 2, 4, 38, 3, 2, 3], 42, USUAL, id="the issue of each month"),
        pytest.param([0, 20, 0, 20, 0, 20], 0, USUAL, id="every second week"),
        pytest.param([0, 0, 1, 0, 0, 0], 12, USUAL, id="few enough to look through"),
    ],
)
def test_a_week_is_compared_with_those_before(earlier: list[int], news: int, expected: NewsVolume) -> None:
    assert news_volume(news, earlier) is expected


@given(small_weeks, st.integers(min_value=0, max_value=12))
def test_a_small_magazine_has_neither_by_chance(earlier: list[int], news: int) -> None:
    assert news_volume(news, earlier) is USUAL


@given(weeks, st.randoms())
def test_the_order_of_the_weeks_does_not_count(earlier: list[int], random: object) -> None:
    shuffled = list(earlier)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert all(news_volume(news, shuffled) is news_volume(news, earlier) for news in (0, 5, 60, 400))


@given(weeks, counts, counts)
def test_more_news_is_never_less_of_a_flood(earlier: list[int], news: int, more: int) -> None:
    order = [DROUGHT, USUAL, FLOOD]

    assert order.index(news_volume(news, earlier)) <= order.index(news_volume(news + more, earlier))


@given(weeks, st.data())
def test_what_half_the_weeks_had_is_usual(earlier: list[int], data: st.DataObject) -> None:
    ordered = sorted(earlier)
    middle = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    news = data.draw(st.integers(*middle))

    assert news_volume(news, earlier) is USUAL


@given(
    st.integers(min_value=30, max_value=90),
    st.lists(counts, max_size=2),
    st.integers(min_value=8, max_value=10),
)
def test_two_odd_weeks_hide_no_drought_and_one_hides_no_flood(usual: int, odd: list[int], weeks: int) -> None:
    steady = [usual] * weeks

    assert news_volume(0, steady + odd) is DROUGHT
    assert news_volume(4 * usual, steady + odd[:1]) is FLOOD
