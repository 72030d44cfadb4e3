"""What editors decided about clusters: which articles cover one event, and which article is the story."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from roundup.core.clusters import Pair


@dataclass(frozen=True, slots=True)
class ClusterEdits:
    """Pairs of articles about one event, pairs about two events, and articles chosen over others."""

    joined: frozenset[Pair] = frozenset()
    parted: frozenset[Pair] = frozenset()
    told: frozenset[int] = frozenset()

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> ClusterEdits:
        """Return the edits from a document that `stored` returned."""
        return cls(
            frozenset(map(frozenset, stored.get("joined", ()))),
            frozenset(map(frozenset, stored.get("parted", ()))),
            frozenset(stored.get("told", ())),
        )

    def stored(self) -> dict[str, Any]:
        """Return the edits as a document: always the same for the same edits, and empty if there are none."""
        whole = {
            "joined": sorted(map(sorted, self.joined)),
            "parted": sorted(map(sorted, self.parted)),
            "told": sorted(self.told),
        }
        return {name: values for name, values in whole.items() if values}

    def join(self, article: int, other: int, cluster: Collection[int]) -> ClusterEdits:
        """Return the edits, adding that `article` and `other`, which is in `cluster`, cover one event."""
        apart = _pairs(article, cluster)
        return replace(self, joined=self.joined | {frozenset((article, other))}, parted=self.parted - apart)

    def part(self, article: int, cluster: Collection[int]) -> ClusterEdits:
        """Return the edits, adding that `article` and the rest of its `cluster` cover different events."""
        apart = _pairs(article, cluster)
        return ClusterEdits(self.joined - apart, self.parted | apart, self.told - {article})

    def tell_instead(self, article: int, cluster: Collection[int]) -> ClusterEdits:
        """Return the edits, adding that `article` is the story, and no other of its `cluster`."""
        return replace(self, told=self.told - frozenset(cluster) | {article})

    def applied(self, found: Iterable[Collection[int]]) -> dict[int, frozenset[int]]:
        """Return each article's cluster, with articles that editors joined and without those they parted."""
        clusters: dict[int, set[int]] = {}
        for members in [*found, *sorted(map(sorted, self.joined))]:
            whole = set().union(members, *(clusters.get(each, ()) for each in members))
            clusters.update(dict.fromkeys(whole, whole))
        return {
            article: frozenset(
                each for each in whole if each == article or frozenset((article, each)) not in self.parted
            )
            for article, whole in clusters.items()
        }


def _pairs(article: int, cluster: Collection[int]) -> frozenset[Pair]:
    return frozenset(frozenset((article, each)) for each in cluster if each != article)
