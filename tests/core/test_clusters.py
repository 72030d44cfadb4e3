"""Articles about one event are found together, and others stay apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.articles.sources.base import Document
from roundup.articles.sources.reader import read_document
from roundup.core.candidates import Candidate
from roundup.core.clusters import find_clusters
from roundup.core.urls import url_key
from tests.corpus import corpus_dir

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
_PAIRS = Path(__file__).parents[1] / "data/cluster_pairs.tsv"

# Three events told twice, and headlines that have some of their words.
WEEK = [
    ("Night ferry collides with a crane in Setúbal harbour", "The ferry hit the crane; two are hurt."),
    ("Setúbal harbour closed after ferry hits crane", "Setúbal's harbour is closed: a ferry hit a crane."),
    ("Mayor of Setúbal opens a library", "Ten thousand books stand on new shelves."),
    ("Glassworkers vote to strike at Marinha plant", "The glassworkers' union counted its votes."),
    ("Marinha glassworkers begin strike over shifts", "The glassworkers left the plant at midnight."),
    ("Train drivers call off their strike", "The drivers' union accepted the offer of the railway."),
    ("Fährunglück: Kapitän der „Aurora“ vor Gericht", "Der Kapitän der Aurora steht vor Gericht."),
    ("Kapitän der Aurora schweigt vor Gericht", "Am ersten Tag sagte der Kapitän der Aurora nichts."),
    ("Gericht erlaubt Seilbahn über den Hafen", "Die Seilbahn darf gebaut werden."),
    ("Seven recipes for the first cold days", "Soup, stew and a pie with leeks."),
    ("Why the leek is an underrated vegetable", "A cook explains."),
    ("Orchestra names its first woman conductor", "She begins in spring."),
    ("Bees return to the roofs of the old town", "A beekeeper tells how."),
    ("The bridge that nobody wanted is twenty", "Engineers look back."),
    ("Chess club wins the league again", "A draw was enough."),
    ("New tram line delayed by a year", "The city blames its supplier."),
    ("What the budget means for schools", "Less for roofs, more for teachers."),
]  # fmt: skip
TOGETHER = [{0, 1}, {3, 4}, {6, 7}]


def candidates(told: Sequence[tuple[str, str]]) -> list[Candidate]:
    return [
        Candidate(id=number, order_key=str(number), title=title, text=text, published_at=NOON)
        for number, (title, text) in enumerate(told)
    ]


def groups(found: Sequence[Candidate], **decided: set[frozenset[int]]) -> list[set[int]]:
    clusters = find_clusters(found, **decided)
    return [{each.id for each in cluster.members} for cluster in clusters if len(cluster.members) > 1]


def test_several_articles_about_one_event_are_one_cluster_and_others_stay_alone() -> None:
    assert groups(candidates(WEEK)) == TOGETHER


def test_everybody_is_in_one_cluster_and_the_order_stays() -> None:
    clusters = find_clusters(candidates(WEEK))

    assert sorted(each.id for cluster in clusters for each in cluster.members) == list(range(len(WEEK)))
    assert [cluster.members[0].id for cluster in clusters] == sorted(c.members[0].id for c in clusters)


def test_a_cluster_says_which_words_join_it() -> None:
    ferry = next(c for c in find_clusters(candidates(WEEK)) if len(c.members) > 1)

    assert set(ferry.words) == {"ferry", "crane", "Setúbal", "harbour"}


def test_events_more_than_four_days_apart_are_two() -> None:
    week = candidates(WEEK)
    week[1] = replace(week[1], published_at=NOON - timedelta(days=5))

    assert groups(week) == TOGETHER[1:]


def test_the_episodes_of_a_show_are_no_event() -> None:
    told = "A conversation about the harbour, the ferry and those who work there."
    episodes = [(f"Harbour talk, episode {number}", told) for number in (11, 12)]

    assert groups(candidates([*WEEK, *episodes])) == TOGETHER


def test_what_an_editor_parted_stays_apart_and_what_they_joined_is_together() -> None:
    week = candidates(WEEK)

    assert groups(week, parted={frozenset({0, 1})}) == TOGETHER[1:]
    assert {2, 9} in groups(week, joined={frozenset({2, 9})})


@given(st.randoms())
def test_the_order_of_the_articles_decides_nothing(chance: random.Random) -> None:
    week = candidates(WEEK)
    chance.shuffle(week)

    assert sorted(map(sorted, groups(week))) == sorted(map(sorted, TOGETHER))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("夜行列車が海岸に戻る", "海岸の夜行列車が九年ぶりに復活"),
        ("Ночные поезда возвращаются на побережье", "На побережье снова ходят ночные поезда"),
        ("عودة قطارات الليل إلى الساحل", "قطارات الليل تعود إلى الساحل بعد تسع سنوات"),
    ],
)
def test_it_works_in_any_script(one: str, other: str) -> None:
    assert groups(candidates([*WEEK, (one, ""), (other, "")]))[-1] == {len(WEEK), len(WEEK) + 1}


class Pair(NamedTuple):
    are_one: bool
    first_feed: str
    first: str
    second_feed: str
    second: str


def pairs() -> list[Pair]:
    rows = [line.split("\t") for line in _PAIRS.read_text().splitlines() if not line.startswith("#")]
    return [Pair(row[0] == "same", *row[1:]) for row in rows]


@cache
def articles_of(feed: str) -> tuple[tuple[str, str, str], ...]:
    folder = corpus_dir()
    assert folder
    reading = read_document(Document(feed, (folder / feed).read_bytes(), zone="UTC"))
    return tuple((url_key(found.url), found.title, found.summary or found.dek) for found in reading.articles)


def are_joined(pair: Pair) -> bool:
    """Say whether the rules join a pair among all articles of both feeds."""
    told = list(dict.fromkeys([*articles_of(pair.first_feed), *articles_of(pair.second_feed)]))
    made = [Candidate(n, key, title, text=text) for n, (key, title, text) in enumerate(told)]
    wanted = {url_key(pair.first), url_key(pair.second)}
    return any(wanted <= {each.order_key for each in cluster.members} for cluster in find_clusters(made))


@pytest.mark.corpus
@pytest.mark.skipif(corpus_dir() is None, reason="the corpus is not here")
def test_of_real_pairs_nearly_all_that_are_joined_are_one_event_and_most_that_are_one_are_joined() -> None:
    table = pairs()
    joined = [pair for pair in table if are_joined(pair)]
    right = sum(pair.are_one for pair in joined)

    assert len(table) >= 60
    assert right / len(joined) >= 0.95
    assert right / sum(pair.are_one for pair in table) >= 0.7
