"""What proves that two articles are one story, and what only suggests it.

A headline or the beginning of a text alone proves nothing: columns repeat both every week. The rest of the
text or the moment of publication has to agree, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from roundup.core.article_identity import letters_and_digits, same_site, texts_agree
from roundup.core.candidates import Candidate

# A short headline ("Letters", "The week in pictures") says little about its article.
_TELLING_TITLE: Final = 24
_TELLING_TEXT: Final = 120
# No standfirst is this long, so texts that agree this far are the texts of the articles themselves.
_WHOLE_TEXT: Final = 400
_OPENING: Final = 200
# Less than the time between two mornings, so that a daily column is never taken for its own copy.
_SAME_DAY: Final = timedelta(hours=12)
_TAG: Final = re.compile(r"<[^<>]*>")


class Likeness(IntEnum):
    """How alike two articles are."""

    OTHER = 0
    PERHAPS = 1
    SAME = 2


class Evidence:
    """Compares the articles of one set. A text that has several headlines in the set is boilerplate."""

    def __init__(self, articles: Iterable[Candidate]) -> None:
        self._titles: dict[int, str] = {}
        self._texts: dict[int, str] = {}
        self._bodies: dict[int, str] = {}
        self._headlines: dict[str, set[str]] = {}
        for article in articles:
            title = self._titles[article.id] = letters_and_digits(article.title)
            text = self._texts[article.id] = letters_and_digits(article.text)
            self._headlines.setdefault(text[:_OPENING], set()).add(title)

    def traits(self, article: Candidate) -> list[str]:
        """Return the headline and the opening: articles that share either are worth comparing."""
        title, text = self._titles[article.id], self._texts[article.id]
        shares_opening = len(text) >= _TELLING_TEXT and self._headline_count(article) == 2
        return ([f"title:{title}"] if title else []) + ([f"text:{text[:_OPENING]}"] if shares_opening else [])

    def likeness(self, one: Candidate, other: Candidate) -> Likeness:
        """Say how alike two articles that share a trait are."""
        if self._titles[one.id] == self._titles[other.id]:
            return self._under_one_headline(one, other)
        return self._under_two_headlines(one, other)

    def _under_one_headline(self, one: Candidate, other: Candidate) -> Likeness:
        is_telling, is_day = self._is_telling(one), _same_day(one, other)
        mine, theirs = self._comparable(one, other)
        is_same = (
            (_same_moment(one, other) and (is_telling or mine == theirs))
            or (is_day and bool(mine) and mine == theirs and is_telling)
            or (is_day and texts_agree(mine, theirs) and self._headline_count(one) == 1)
            or self._text_alone_proves(one, other, mine, theirs)
        )
        if is_same:
            return Likeness.SAME
        is_hint = is_telling or is_day or self._opening_tells(one, other)
        return Likeness.PERHAPS if is_hint else Likeness.OTHER

    def _text_alone_proves(self, one: Candidate, other: Candidate, mine: str, theirs: str) -> bool:
        """Say whether two articles of different days have the same text, longer than what columns repeat."""
        if mine == theirs and len(mine) >= _WHOLE_TEXT:
            return self._headline_count(one) <= 2
        is_long_enough = min(len(mine), len(theirs)) >= _TELLING_TEXT and texts_agree(mine, theirs)
        return is_long_enough and not same_site(one.url, other.url) and self._headline_count(one) == 1

    def _under_two_headlines(self, one: Candidate, other: Candidate) -> Likeness:
        """Say how alike two articles with the same opening are: one of them may have a new headline."""
        mine, theirs = self._comparable(one, other)
        if mine != theirs:
            return Likeness.OTHER
        was_used = bool(one.used) != bool(other.used)
        if (was_used and _same_moment(one, other)) or (len(mine) >= _WHOLE_TEXT and _same_day(one, other)):
            return Likeness.SAME
        is_hint = _same_moment(one, other) or len(mine) >= _WHOLE_TEXT
        return Likeness.PERHAPS if is_hint else Likeness.OTHER

    def _is_telling(self, article: Candidate) -> bool:
        return len(self._titles[article.id]) >= _TELLING_TITLE

    def _opening_tells(self, one: Candidate, other: Candidate) -> bool:
        opening = self._texts[one.id][:_OPENING]
        return len(opening) >= _TELLING_TEXT and self._texts[other.id].startswith(opening)

    def _headline_count(self, article: Candidate) -> int:
        return len(self._headlines[self._texts[article.id][:_OPENING]])

    def _comparable(self, one: Candidate, other: Candidate) -> tuple[str, str]:
        """Return both texts, in full if both are known in full."""
        if one.body and other.body:
            return self._whole(one), self._whole(other)
        return self._texts[one.id] or self._whole(one), self._texts[other.id] or self._whole(other)

    def _whole(self, article: Candidate) -> str:
        if article.id not in self._bodies:
            self._bodies[article.id] = letters_and_digits(_TAG.sub(" ", article.body))
        return self._bodies[article.id]


def moment_of(article: Candidate) -> datetime | None:
    """Return when an article was published or, if that is unknown, first seen."""
    return article.published_at or article.first_seen_at


def _same_day(one: Candidate, other: Candidate) -> bool:
    first, second = moment_of(one), moment_of(other)
    return first is not None and second is not None and abs(first - second) <= _SAME_DAY


def _same_moment(one: Candidate, other: Candidate) -> bool:
    """Say whether both were published in the same second. Midnight does not count: it means only a day."""
    moment = one.published_at
    return moment is not None and moment == other.published_at and bool(moment.hour or moment.minute)
