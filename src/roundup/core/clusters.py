"""Finds the articles of a week that cover one event: several desks, agencies, updates, a live blog.

Two articles cover one event if their headlines and openings share enough words that few others have. This
needs no knowledge of any language: the articles themselves show which words are common or rare.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Generic, Protocol, TypeVar

from roundup.core.word_stems import word_stems


class Told(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def moment(self) -> datetime | None: ...


T = TypeVar("T", bound=Told)
Pair = frozenset[int]

# A likeness from 0 to 3, chosen with the hand-made pairs in `tests/data/cluster_pairs.tsv`: nearly all pairs
# above it cover one event.
_ALIKE = 0.44
# Fewer shared words prove nothing, however short both texts are.
_LEAST_SHARED = 3
_SAME_DAYS = timedelta(days=4)
_OPENING_WORDS = 60
_NUMBER = re.compile(r"\d+")
# A word makes articles candidates for one event only if no more articles than this have it: a twentieth of
# all, or four in a week of fewer than eighty, but never more than a third.
_RARE_SHARE, _RARE_AT_LEAST, _COMMON_SHARE = 0.05, 4, 1 / 3


@dataclass(frozen=True, slots=True)
class Cluster(Generic[T]):
    """Articles about one event, in the order in which they came, and what joins them.

    `words` are headline words that at least two of the articles share, spelled as in the first.
    """

    members: tuple[T, ...]
    words: tuple[str, ...] = ()


def find_clusters(
    articles: Sequence[T], *, joined: Collection[Pair] = (), parted: Collection[Pair] = ()
) -> list[Cluster[T]]:
    """Return all articles in clusters, alone or with others, in the order of the clusters' first articles.

    `joined` and `parted` are pairs of ids about which an editor has decided.
    """
    likeness = _Likeness(articles)
    groups = {place: [place] for place in range(len(articles))}
    for one, other in [*_decided(articles, joined), *likeness.strongest_first()]:
        first, second = groups[one], groups[other]
        if first is second or _is_parted(articles, first, second, parted):
            continue
        if frozenset((articles[one].id, articles[other].id)) in joined or likeness.fit(first, second):
            first.extend(second)
            groups.update(dict.fromkeys(second, first))
    unique = {id(group): sorted(group) for group in groups.values()}
    return [_cluster(articles, group, likeness) for group in sorted(unique.values())]


def _decided(articles: Sequence[Told], joined: Collection[Pair]) -> Iterator[tuple[int, int]]:
    places = {article.id: place for place, article in enumerate(articles)}
    for pair in sorted(map(sorted, joined)):
        if all(pk in places for pk in pair) and len(pair) == 2:
            yield places[pair[0]], places[pair[1]]


def _is_parted(
    articles: Sequence[Told], first: Iterable[int], second: Sequence[int], parted: Collection[Pair]
) -> bool:
    return any(frozenset((articles[a].id, articles[b].id)) in parted for a in first for b in second)


def _cluster(articles: Sequence[T], group: Sequence[int], likeness: _Likeness) -> Cluster[T]:
    members = tuple(articles[place] for place in group)
    return Cluster(members, likeness.shared_words(group) if len(group) > 1 else ())


class _Likeness:
    """How alike the articles are, for each pair that shares a rare headline word."""

    def __init__(self, articles: Sequence[Told]) -> None:
        self._articles = articles
        self._titles = [frozenset(word_stems(article.title)) for article in articles]
        self._wholes = [
            title | frozenset(word_stems(article.text, _OPENING_WORDS))
            for article, title in zip(articles, self._titles, strict=True)
        ]
        self._count = Counter(word for words in self._wholes for word in words)
        self._weight = {
            word: math.log((len(articles) + 1) / count) ** 2 for word, count in self._count.items()
        }
        self._lengths = {words: self._length(words) for words in (*self._titles, *self._wholes)}
        self._found = self._compare()

    def strongest_first(self) -> list[tuple[int, int]]:
        alike = [pair for pair, value in self._found.items() if value >= _ALIKE]
        return sorted(alike, key=lambda pair: (-self._found[pair], pair))

    def fit(self, first: Sequence[int], second: Sequence[int]) -> bool:
        """Say whether two groups belong together as a whole: one similar pair is not enough."""
        pairs = [(min(a, b), max(a, b)) for a in first for b in second]
        alike = sum(self._found.get(pair, 0.0) >= _ALIKE / 2 for pair in pairs)
        return 2 * alike >= len(pairs)

    def shared_words(self, group: Sequence[int]) -> tuple[str, ...]:
        """Return the telling words that headlines of a group share, spelled as in the first."""
        counted = Counter(stem for place in group for stem in self._titles[place])
        shared = {stem for stem, count in counted.items() if count > 1 and self._is_rare(stem)}
        words: dict[str, str] = {}
        for place in group:
            for word in self._articles[place].title.split():
                for stem in word_stems(word):
                    if stem in shared:
                        words.setdefault(stem, word.strip(".,:;!?…’'\"“”«»()"))
        return tuple(dict.fromkeys(words.values()))

    def _compare(self) -> Mapping[tuple[int, int], float]:
        having = defaultdict(list)
        for place, words in enumerate(self._wholes):
            for word in words:
                having[word].append(place)
        pairs = {
            pair
            for word, places in having.items()
            if self._is_rare(word)
            for pair in combinations(places, 2)
            if word in self._titles[pair[0]] or word in self._titles[pair[1]]
        }
        return {pair: self._alike(*pair) for pair in pairs if self._are_near(*pair)}

    def _alike(self, one: int, other: int) -> float:
        """Compare both articles as a whole, and each one's headline with the whole of the other."""
        titles, wholes = self._titles, self._wholes
        if len(wholes[one] & wholes[other]) < _LEAST_SHARED or self._is_a_series(one, other):
            return 0.0
        return (
            self._cosine(wholes[one], wholes[other])
            + self._cosine(titles[one], wholes[other])
            + self._cosine(wholes[one], titles[other])
        )

    def _is_a_series(self, one: int, other: int) -> bool:
        """Say whether two headlines differ only in their numbers, like those of a show's episodes."""
        if self._titles[one] != self._titles[other]:
            return False
        numbers = [_NUMBER.findall(self._articles[place].title) for place in (one, other)]
        return numbers[0] != numbers[1]

    def _cosine(self, first: frozenset[str], second: frozenset[str]) -> float:
        lengths = self._lengths[first] * self._lengths[second]
        return sum(self._weight[word] for word in first & second) / lengths if lengths else 0.0

    def _length(self, words: frozenset[str]) -> float:
        return math.sqrt(sum(self._weight[word] for word in words))

    def _is_rare(self, word: str) -> bool:
        many = len(self._articles)
        rare = min(max(_RARE_AT_LEAST, _RARE_SHARE * many), _COMMON_SHARE * many)
        return self._count[word] <= max(rare, 2)

    def _are_near(self, one: int, other: int) -> bool:
        first, second = self._articles[one].moment, self._articles[other].moment
        return first is None or second is None or abs(first - second) <= _SAME_DAYS
