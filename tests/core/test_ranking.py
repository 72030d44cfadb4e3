"""The best stories of a week come first, and each says what it scored on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.candidates import Candidate, Window
from roundup.core.clusters import Cluster
from roundup.core.ranking import (
    HEAVIEST,
    NUMBERS,
    SIGN_WORDS,
    Sign,
    Weights,
    clear_signs,
    points_of,
    rank_stories,
)

NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=7), NOW, timedelta(days=14))
PLAIN = Candidate(1, "1", "Night trains return to the coast", published_at=NOW - timedelta(days=3))
# What gives a sign its points, and takes them from another.
SPEAKING = {
    Sign.PLACE: replace(PLAIN, place=0.0),
    Sign.RECENCY: replace(PLAIN, published_at=NOW),
    Sign.PICTURE: replace(PLAIN, has_image=True),
    Sign.TEXT: replace(PLAIN, text="The line along the coast opens again after nine years."),
    Sign.WRITER: replace(PLAIN, authors=("Ana Mendes",)),
    Sign.PINNED: replace(PLAIN, labels=("Railways",)),
}
WEIGHTS = Weights(pinned_words=frozenset({"railway"}), muted_words=frozenset({"horoscope"}))


def points(candidate: Candidate, size: int = 1, weights: Weights = WEIGHTS) -> float:
    return sum(points_of(candidate, size, WINDOW, weights).values())


@pytest.mark.parametrize("sign", SPEAKING)
def test_each_sign_lifts_a_story(sign: Sign) -> None:
    assert points(SPEAKING[sign]) > points(PLAIN)
    assert sign in points_of(SPEAKING[sign], 1, WINDOW, WEIGHTS)


@pytest.mark.parametrize("sign", SPEAKING)
def test_a_sign_without_weight_lifts_nothing(sign: Sign) -> None:
    weights = replace(WEIGHTS, **{sign.value: 0})

    assert sign not in points_of(SPEAKING[sign], 1, WINDOW, weights)


def test_the_more_articles_tell_of_an_event_the_weightier_it_is_up_to_a_few() -> None:
    sizes = [points(PLAIN, size) for size in (1, 2, 3, 4, 9)]

    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[1] < sizes[2] < sizes[3] == sizes[4]


@pytest.mark.parametrize("title", ["Your horoscope for the week", "HOROSCOPES: what the stars say"])
def test_a_word_that_is_played_down_costs_points_in_any_form(title: str) -> None:
    muted = replace(PLAIN, title=title)

    assert points(muted) < points(PLAIN)
    assert points_of(muted, 1, WINDOW, WEIGHTS)[Sign.MUTED] < 0


@pytest.mark.parametrize("words", [("",), ("!",), ()])
def test_a_word_without_letters_is_found_nowhere(words: tuple[str, ...]) -> None:
    weights = Weights(pinned_words=frozenset(words), muted_words=frozenset(words))

    assert points_of(PLAIN, 1, WINDOW, weights) == points_of(PLAIN, 1, WINDOW, Weights())


@pytest.mark.parametrize("agency", ["Reuters", "Ana Mendes (AFP)", "Associated Press", "dpa", "Lusa"])
def test_an_agency_is_no_writer_of_ours(agency: str) -> None:
    copy = replace(PLAIN, authors=(agency,))

    assert Sign.WRITER not in points_of(copy, 1, WINDOW, WEIGHTS)


@pytest.mark.parametrize("name", ["Ana Mendes", "Apolónia Tass-Silva", "Dpanov", "Efe Yılmaz"])
def test_a_name_that_only_looks_like_an_agency_s_is_a_writer(name: str) -> None:
    written = replace(PLAIN, authors=(name,))

    assert Sign.WRITER in points_of(written, 1, WINDOW, WEIGHTS)


def test_the_best_of_a_cluster_is_told_unless_an_editor_wants_another() -> None:
    cluster = Cluster((PLAIN, replace(PLAIN, id=2, order_key="2", has_image=True)))

    assert rank_stories([cluster], WINDOW, WEIGHTS)[0].main.id == 2
    assert rank_stories([cluster], WINDOW, WEIGHTS, told={1})[0].main.id == 1


def test_a_copy_or_what_readers_must_pay_for_is_told_only_if_nothing_else_is_there() -> None:
    own = replace(PLAIN, id=2, order_key="2", published_at=NOW - timedelta(days=6))
    for worse in (replace(PLAIN, is_copy=True, place=0.0), replace(PLAIN, paywalled=True, place=0.0)):
        assert rank_stories([Cluster((worse, own))], WINDOW, WEIGHTS)[0].main == own


def test_every_sign_has_words_and_every_weight_a_number() -> None:
    assert set(SIGN_WORDS) == set(Sign)
    assert {sign.value for sign in Sign} <= set(NUMBERS)


candidates = st.builds(
    lambda pk, place, days, image, author: replace(
        PLAIN,
        id=pk,
        order_key=str(pk),
        place=place,
        published_at=NOW - timedelta(days=days),
        has_image=image,
        authors=author,
    ),
    st.integers(1, 99),
    st.none() | st.floats(0, 1),
    st.floats(-1, 20),
    st.booleans(),
    st.sampled_from([(), ("Ana Mendes",), ("AFP",)]),
)


@given(st.lists(candidates, unique_by=lambda c: c.id), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_the_input(found: list[Candidate], chance: object) -> None:
    clusters = [Cluster((each,)) for each in found]
    ranked = rank_stories(clusters, WINDOW, WEIGHTS)
    chance.shuffle(clusters)  # type: ignore[attr-defined]

    assert rank_stories(clusters, WINDOW, WEIGHTS) == ranked
    assert [each.total for each in ranked] == sorted((each.total for each in ranked), reverse=True)


@given(candidates, st.integers(1, 9))
def test_no_sign_gives_more_than_its_weight(candidate: Candidate, size: int) -> None:
    heaviest = Weights(**dict.fromkeys(NUMBERS, HEAVIEST))

    assert all(abs(value) <= HEAVIEST for value in points_of(candidate, size, WINDOW, heaviest).values())


def test_a_sign_that_comes_by_degrees_is_clear_only_beyond_the_middle() -> None:
    points = {"place": 4.0, "recency": 4.1, "picture": 1.0, "event": 0.5, "muted": -6.0}

    assert clear_signs(points, Weights()) == [Sign.MUTED, Sign.RECENCY, Sign.PICTURE, Sign.EVENT]
    assert clear_signs({"place": 4.0, "recency": 4.1}, Weights(place=7)) == [Sign.RECENCY, Sign.PLACE]
    # These weights could not have given it: they have been changed since, and say nothing of it.
    assert clear_signs({"place": 4.0}, Weights(place=2)) == []
