"""Reduces a text to word stems by which articles are compared, in any language."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

_WORD = re.compile(r"[^\W_]+")
# Scripts that put no spaces between words: pairs of signs serve as words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
# In most languages with endings, this many letters tell words apart and leave the endings out.
_STEM = 6


def word_stems(text: str, most: int | None = None) -> list[str]:
    """Return the stems of the words in `text`, in their order; at most `most` words are looked at."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found = (part for word in _WORD.finditer(plain) for part in _parts(word[0]))
    return list(islice(found, most))


def _parts(word: str) -> list[str]:
    if _UNSPACED.search(word):
        return [word[place : place + 2] for place in range(len(word) - 1)] or [word]
    return [word[:_STEM]] if len(word) > 1 and not word.isdecimal() else []
