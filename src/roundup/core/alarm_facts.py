"""Decides whether an alarm that a person dismissed has something new to say."""

from __future__ import annotations

_PUNCTUATION = ".,;:!?…()“”\"'"
_MUCH_WORSE = 10
# In digits. Longer runs of digits are not compared as numbers: the words may come from strangers.
_LONGEST = 12


def says_something_new(before: str, after: str) -> bool:
    """Say whether the words `after` differ from the words `before` in more than their numbers.

    Words that contain a digit (counts, hours, the ids in a provider's answer) may change. But a number that
    has become ten times as large is new: the trouble has grown.
    """
    return _words(before) != _words(after) or _is_much_worse(_counts(before), _counts(after))


def _words(message: str) -> list[str]:
    return [word for word in message.split() if not any(sign.isdigit() for sign in word)]


def _counts(message: str) -> list[int]:
    plain = (word.strip(_PUNCTUATION).replace(",", "") for word in message.split())
    return [int(word) for word in plain if word.isascii() and word.isdigit() and len(word) <= _LONGEST]


def _is_much_worse(before: list[int], after: list[int]) -> bool:
    pairs = zip(before, after, strict=False)
    return len(before) == len(after) and any(now >= _MUCH_WORSE * max(was, 1) for was, now in pairs)
