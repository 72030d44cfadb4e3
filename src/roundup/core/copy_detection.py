"""Recognises one story at several addresses: duplicates, syndicated copies, and articles that moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from roundup.core.candidates import Candidate
from roundup.core.copy_evidence import Evidence, Likeness, moment_of

# Hundreds of articles under one headline are a fault of their source; each is compared with those nearest in
# time.
_COMPARED: Final = 40
# A headline above this many different texts belongs to a column.
_COLUMN: Final = 3


@dataclass(frozen=True, slots=True)
class Stories:
    """The articles by story.

    `told` has the article chosen for each story, with its copies; `known` has the articles that are copies of
    one used before; `alike` maps an article's id to another article that may be the same, without proof.
    """

    told: tuple[tuple[Candidate, tuple[Candidate, ...]], ...]
    known: tuple[tuple[Candidate, Candidate], ...]
    alike: dict[int, Candidate]


def join_copies(articles: Sequence[Candidate], used: Sequence[Candidate]) -> Stories:
    """Return the stories among `articles`, in their order; `used` are those of other editions.

    If several articles tell the same story, the publication's own or the better illustrated one is chosen.
    """
    groups = _Groups([*used, *articles])
    before = {article.id for article in used}
    told: list[tuple[Candidate, tuple[Candidate, ...]]] = []
    known: list[tuple[Candidate, Candidate]] = []
    for members in groups.members():
        earlier = [m for m in members if m.id in before]
        fresh = [m for m in members if m.id not in before]
        if earlier:
            known += [(m, earlier[0]) for m in fresh]
        elif fresh:
            main = min(fresh, key=lambda m: (m.is_copy, not m.has_image, m.order_key))
            told.append((main, tuple(m for m in fresh if m is not main)))
    return Stories(tuple(told), tuple(known), groups.alike())


@dataclass(slots=True)
class _Groups:
    """Joins articles that are proven to be one story, directly or through a third article."""

    articles: Sequence[Candidate]
    _parent: list[int] = field(init=False)
    _hints: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._parent = list(range(len(self.articles)))
        self._join_addresses()
        evidence = Evidence(self.articles)
        for places in _shared(evidence.traits(article) for article in self.articles):
            self._compare(evidence, sorted(places, key=self._age))

    def members(self) -> Iterable[list[Candidate]]:
        joined: dict[int, list[Candidate]] = {}
        for place, article in enumerate(self.articles):
            joined.setdefault(self._root(place), []).append(article)
        return joined.values()

    def alike(self) -> dict[int, Candidate]:
        """Return the article that each article may be the same as; if there are several, the earliest."""
        found: dict[int, Candidate] = {}
        for one, other in self._hints:
            if self._root(one) != self._root(other):
                found.setdefault(self.articles[one].id, self.articles[other])
                found.setdefault(self.articles[other].id, self.articles[one])
        return found

    def _join_addresses(self) -> None:
        for places in _shared({a.order_key, a.original_key} - {""} for a in self.articles):
            for place in places:
                self._join(places[0], place)

    def _compare(self, evidence: Evidence, places: Sequence[int]) -> None:
        hints = []
        for at, one in enumerate(places):
            for other in places[max(0, at - _COMPARED) : at]:
                if self._root(one) == self._root(other):
                    continue
                likeness = evidence.likeness(self.articles[one], self.articles[other])
                if likeness is Likeness.SAME:
                    self._join(other, one)
                elif likeness is Likeness.PERHAPS:
                    hints.append((one, other))
        if len({self._root(place) for place in places}) < _COLUMN:
            self._hints += hints

    def _age(self, place: int) -> tuple[float, str]:
        moment = moment_of(self.articles[place])
        return moment.timestamp() if moment else 0.0, self.articles[place].order_key

    def _root(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def _join(self, one: int, other: int) -> None:
        self._parent[self._root(other)] = self._root(one)


def _shared(traits: Iterable[Iterable[str]]) -> list[list[int]]:
    """Return, for each trait that several items share, the indexes of those items."""
    found: dict[str, list[int]] = {}
    for place, some in enumerate(traits):
        for trait in some:
            found.setdefault(trait, []).append(place)
    return [places for places in found.values() if len(places) > 1]
