"""Scores the stories of a week, so that the best come first, and says what each got its points for."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from roundup.core.candidates import Candidate, Window
from roundup.core.clusters import Cluster
from roundup.core.newsroom_language import tell_later
from roundup.core.word_stems import word_stems


class Sign(StrEnum):
    """What counts for a story, or against it. The words for people are in `SIGN_WORDS`."""

    EVENT = "event"
    PLACE = "place"
    RECENCY = "recency"
    PICTURE = "picture"
    TEXT = "text"
    WRITER = "writer"
    PINNED = "pinned"
    MUTED = "muted"


SIGN_WORDS = {
    Sign.EVENT: tell_later("several articles cover it"),
    Sign.PLACE: tell_later("high up in its feed"),
    Sign.RECENCY: tell_later("new"),
    Sign.PICTURE: tell_later("has a picture"),
    Sign.TEXT: tell_later("has enough text"),
    Sign.WRITER: tell_later("by a named writer"),
    Sign.PINNED: tell_later("has a word that you favour"),
    Sign.MUTED: tell_later("has a word that you play down"),
}

# What a sign's points are for.
SIGN_NAMES = {
    Sign.EVENT: tell_later("articles about the event"),
    Sign.PLACE: tell_later("place in its feed"),
    Sign.RECENCY: tell_later("how new it is"),
    Sign.PICTURE: tell_later("picture"),
    Sign.TEXT: tell_later("text"),
    Sign.WRITER: tell_later("named writer"),
    Sign.PINNED: tell_later("words that you favour"),
    Sign.MUTED: tell_later("words that you play down"),
}

HEAVIEST = 10
# The agencies whose copy newspapers print. A short name may also be somebody's first name, so it counts only
# alone, in brackets or after a slash.
_SHORT_NAMES = (
    "afp|ap|dpa|apa|epd|kna|efe|ansa|lusa|pap|belga|anp|tt|ntb|ritzau|upi|xinhua|tass|kyodo|yonhap|sid"
)
_AGENCY = re.compile(
    rf"^\W*(?:{_SHORT_NAMES})\W*$|[(/]\s*(?:{_SHORT_NAMES})\s*(?:$|[)/])|\breuters\b|\bpress association\b|"
    r"\bassociated press\b|\bagence france.presse\b|\bagencia efe\b|\beuropa press\b|"
    r"\bdeutsche presse.agentur\b",
    re.IGNORECASE,
)
_SHORTEST_TEXT = 40
# Beyond this many articles about one event, more of them add no weight.
_MANY = 4
_FULL_AGE_DAYS = 7.0
# Feeds in order of dates say nothing about weight: each of their stories gets a middle place.
_MIDDLE = 0.5


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts, from 0 to `HEAVIEST`, and the words that an editor favours or plays down.

    `pinned_words` and `muted_words` are found in headlines and labels, whatever their endings and case.
    `same_writer` and `same_section` are taken off for each story already chosen by the same writer or in the
    same section.
    """

    event: int = 4
    place: int = 8
    recency: int = 8
    picture: int = 1
    text: int = 1
    writer: int = 1
    pinned: int = 6
    muted: int = 6
    same_writer: int = 1
    same_section: int = 1
    pinned_words: frozenset[str] = frozenset()
    muted_words: frozenset[str] = frozenset()


def weights_from(stored: Mapping[str, Any]) -> Weights:
    """Return the usual weights, changed as `stored` says; unknown names are ignored."""
    names = {each.name for each in fields(Weights)}
    read: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value
        for name, value in stored.items()
        if name in names
    }
    return Weights(**read)


NUMBERS = tuple(each.name for each in fields(Weights) if each.type == "int")


@dataclass(frozen=True, slots=True)
class Scored:
    """An event of the week, the article that tells it best, and that article's points by sign."""

    main: Candidate
    cluster: Cluster[Candidate]
    points: Mapping[Sign, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return sum(self.points.values())

    @property
    def others(self) -> tuple[Candidate, ...]:
        return tuple(each for each in self.cluster.members if each is not self.main)


def rank_stories(
    clusters: Iterable[Cluster[Candidate]],
    window: Window,
    weights: Weights,
    *,
    told: Collection[int] = frozenset(),
) -> list[Scored]:
    """Return each cluster with its best article and that article's points, the best first.

    An article in `told` is the best of its cluster because an editor said so.
    """
    return sorted((_best_of(cluster, window, weights, told) for cluster in clusters), key=_order)


def _order(scored: Scored) -> tuple[float, float, str]:
    moment = scored.main.moment
    return -scored.total, -(moment.timestamp() if moment else 0.0), scored.main.order_key


def _best_of(cluster: Cluster[Candidate], window: Window, weights: Weights, told: Collection[int]) -> Scored:
    size = len(cluster.members)
    scored = [Scored(each, cluster, points_of(each, size, window, weights)) for each in cluster.members]
    return min(
        scored,
        key=lambda each: (each.main.id not in told, each.main.is_copy, each.main.paywalled, *_order(each)),
    )


def points_of(candidate: Candidate, size: int, window: Window, weights: Weights) -> dict[Sign, float]:
    """Return the points of one of `size` articles about an event, leaving out signs that gave none."""
    signs = {
        Sign.EVENT: weights.event * math.log(min(size, _MANY), _MANY),
        Sign.PLACE: weights.place * _prominence(candidate.place),
        Sign.RECENCY: weights.recency * _recency(candidate, window),
        Sign.PICTURE: weights.picture * candidate.has_image,
        Sign.TEXT: weights.text * (len(candidate.text) >= _SHORTEST_TEXT),
        Sign.WRITER: weights.writer * has_named_writer(candidate.authors),
        Sign.PINNED: weights.pinned * _has_word(candidate, weights.pinned_words),
        Sign.MUTED: -weights.muted * _has_word(candidate, weights.muted_words),
    }
    return {sign: round(points, 2) for sign, points in signs.items() if round(points, 2)}


def clear_signs(points: Mapping[str, float], weights: Weights) -> list[Sign]:
    """Return the signs that clearly count for a story or against it, the strongest first.

    A sign that comes in degrees is clear only if it gave more than half of the points that these weights
    allow: a story in the middle of its feed is not high up. For the sign that several articles cover the
    event, two articles are enough.
    """
    given = {sign: abs(points[sign]) for sign in Sign if sign in points}
    clear = [
        sign
        for sign, value in given.items()
        if sign is Sign.EVENT or getattr(weights, sign) / 2 < value <= getattr(weights, sign)
    ]
    return sorted(clear, key=lambda sign: -given[sign])


def has_named_writer(authors: Sequence[str]) -> bool:
    """Say whether somebody from the newsroom wrote it: there is a byline, and it is not an agency's."""
    return bool(authors) and not any(_AGENCY.search(author) for author in authors)


def _prominence(place: float | None) -> float:
    return _MIDDLE if place is None else 1 - place


def _recency(candidate: Candidate, window: Window) -> float:
    if candidate.moment is None:
        return 0.0
    age = (window.at - candidate.moment).total_seconds() / 86_400
    return 1 - min(max(age, 0.0), _FULL_AGE_DAYS) / _FULL_AGE_DAYS


def _has_word(candidate: Candidate, words: Collection[str]) -> bool:
    if not words:
        return False
    told = f" {' '.join(word_stems(' '.join([candidate.title, *candidate.labels])))} "
    return any(f" {' '.join(word_stems(word))} " in told for word in words if word_stems(word))
