"""Turns an article's own words into a story's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from roundup.core.language import Language

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s")
_BLURB = 240
# "Dr." and "Oh!" look like the ends of sentences.
_SHORT = 30
_WORDS_A_MINUTE = 230


def first_words(text: str, limit: int) -> str:
    """Return `text` within `limit` characters, cut between words with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, blank, _ = text[:limit].rpartition(" ")
    return (head if blank and len(head) > limit // 2 else cut).rstrip(" ,;:·–—-") + "…"


def blurb_of(text: str, limit: int = _BLURB) -> str:
    """Return as many whole sentences of `text` as fit; if the first is too long, it is cut between words."""
    if len(text) <= limit:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, limit + 1)]
    return text[: ends[-1]].rstrip() if ends and ends[-1] > limit // 4 else first_words(text, limit)


def first_sentence(text: str) -> str:
    """Return the first sentence of `text` that says something, shortened if it is long."""
    ends = (found.end() for found in _SENTENCE_END.finditer(text))
    sentence = text[: next((end for end in ends if end > _SHORT), None)].rstrip()
    # Do not cut just a few letters: the ellipsis would take up as much room.
    return first_words(sentence, _BLURB - _SHORT) if len(sentence) > _BLURB else sentence


def byline_of(authors: Sequence[str], language: Language) -> str:
    """Return `A`, `A and B` or `A, B and C` as `language` joins names; four or more become `A and others`."""
    if len(authors) > 3:
        return language.say("%(name)s and others", name=authors[0])
    return language.listed(authors)


def reading_minutes(words: int) -> int | None:
    """Return how many minutes `words` take to read, at least one, or None for too few words to tell."""
    return max(1, round(words / _WORDS_A_MINUTE)) if words >= 100 else None
