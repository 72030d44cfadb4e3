"""Strings made to stall a regular expression, out of its own structure, and how its time grows on them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from itertools import permutations
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

_REPEATS: Final = (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT)
# What repeats more often than this is as good as endless to whoever waits for it.
_MANY: Final = 40
_LETTERS: Final = "aA0 \n.,-_/:@<&;\u00e9"
_MOST_LETTERS: Final = 10
_MOST_PUMPS: Final = 3
_LENGTH: Final = 2000
_SECONDS: Final = 0.002
# How long a text, and how often it is tried: nearly all patterns need the first look alone.
_LOOKS: Final = ((_LENGTH, 1), (8 * _LENGTH, 5), (16 * _LENGTH, 9), (8 * _LENGTH, 9))
# Four times the text may take four times as long, and as much again for the noise of the machine.
_MOST_GROWTH: Final = 8

Use = Callable[[str], object]
# A pumped string: what stands before, what is repeated, what stands behind.
Attack = tuple[str, str, str]


def attacks(pattern: re.Pattern[str]) -> list[Attack]:
    """Return strings that begin as `pattern` wants, go on for ever as one of its repeats, and fail."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    letters = _letters_of(tree)
    made: dict[Attack, None] = {}
    for before, body in _repeats(list(tree), []):
        said = [(_said(before, letter, letters), _said(body, letter, letters)) for letter in letters]
        pumps = list(dict.fromkeys(pump for _, pump in said if pump))[:_MOST_PUMPS]
        heads = list(dict.fromkeys(head for head, _ in said))[:2]
        pairs = [one + other for one, other in permutations(pumps, 2)]
        for head in heads:
            again = [head, *(head + pump for pump in pumps[:1])] if head else []
            for pump in dict.fromkeys([*pumps, *pairs, *again]):
                made |= dict.fromkeys([(head, pump, end) for end in ("", "\0", "!")])
    return list(made)


def stalls(use: Use, attack: Attack) -> bool:
    """Say whether the computing time of `use` grows worse than linearly as `attack` gets longer.

    What seems to is measured again and again, on longer texts: below some length there may be nothing to do,
    and a busy machine is not the pattern's fault.
    """
    return all(_growth(use, attack, *how) > _MOST_GROWTH for how in _LOOKS)


def _growth(use: Use, attack: Attack, length: int, tries: int) -> float:
    """Return how much longer four times the text takes; the longer one has about `length` letters at most."""
    times, most = 8, max(length // len(attack[1]), 32)
    # An exponential pattern shows at once, and would never come back from a long text.
    while times < most and _seconds(use, attack, times) < _SECONDS:
        times += times // 2 if times < 32 else times * 3
    # The best of several: others on this machine make it slower, and nothing makes it faster.
    taken = [(_seconds(use, attack, times // 4), _seconds(use, attack, times)) for _ in range(tries)]
    return min(long for _, long in taken) / min(short for short, _ in taken)


def _seconds(use: Use, attack: Attack, times: int) -> float:
    head, pump, end = attack
    text = head + pump * times + end
    begun = time.process_time()
    use(text)
    return time.process_time() - begun


def _letters_of(tree: Any) -> list[str]:
    """Return letters that tell the parts of a pattern apart: its own, and of each usual class one."""
    own = [chr(value) for operation, value in _walk(tree) if operation is c.LITERAL]
    signs = [letter for letter in own if not letter.isalnum()]
    return list(dict.fromkeys(["a", *signs[:4], *_LETTERS, *own]))[:_MOST_LETTERS]


def _walk(tree: Any) -> Iterator[tuple[Any, Any]]:
    for operation, value in tree:
        yield operation, value
        for part in _parts(operation, value):
            yield from _walk(part)


def _parts(operation: Any, value: Any) -> list[Any]:
    """Return the patterns within one part of a pattern; of a choice each."""
    if operation in _REPEATS:
        return [value[2]]
    if operation is c.SUBPATTERN:
        return [value[3]]
    if operation is c.ATOMIC_GROUP:
        return [value]
    if operation is c.BRANCH:
        return list(value[1])
    return [value[1]] if operation in (c.ASSERT, c.ASSERT_NOT) else []


def _repeats(tree: list[Any], before: list[Any]) -> Iterator[tuple[list[Any], list[Any]]]:
    """Yield each repeat that has no end to speak of, as what comes before it and what it repeats."""
    for place, (operation, value) in enumerate(tree):
        head = before + tree[:place]
        is_long = operation in _REPEATS and value[1] > _MANY
        if is_long:
            yield head, list(value[2])
        for part in _parts(operation, value):
            yield from _repeats(list(part), head)
            if is_long and len(part):
                yield from ((head, [*choice, *part[1:]]) for choice in _choices(part[0]))


def _choices(part: Any) -> list[list[Any]]:
    operation, value = part
    if operation is c.SUBPATTERN:
        inner = list(value[3])
        return _choices(inner[0]) if len(inner) == 1 and inner[0][0] is c.BRANCH else []
    return [list(choice) for choice in value[1]] if operation is c.BRANCH else []


def _said(parts: list[Any], wanted: str, letters: list[str]) -> str:
    """Return a text that these parts of a pattern match, made of the letter `wanted` where they take it."""
    return "".join(_said_once(operation, value, wanted, letters) for operation, value in parts)


def _said_once(operation: Any, value: Any, wanted: str, letters: list[str]) -> str:
    if operation is c.LITERAL:
        return chr(value)
    if operation in _REPEATS:
        least, most, body = value
        return _said(list(body), wanted, letters) * min(max(least, 1), most)
    if operation is c.BRANCH:
        return _said(list(value[1][0]), wanted, letters)
    if operation is c.SUBPATTERN:
        return _said(list(value[3]), wanted, letters)
    if operation is c.ATOMIC_GROUP:
        return _said(list(value), wanted, letters)
    if operation in (c.IN, c.ANY, c.NOT_LITERAL):
        tried = [wanted, *letters, *map(chr, range(33, 1000))]
        return next((letter for letter in tried if _takes(operation, value, letter)), "")
    return ""


def _takes(operation: Any, value: Any, letter: str) -> bool:
    if operation is c.ANY:
        return letter != "\n"
    if operation is c.NOT_LITERAL:
        return ord(letter) != value
    taken = any(_holds(kind, what, letter) for kind, what in value)
    return taken != (value[0][0] is c.NEGATE)


def _holds(kind: Any, what: Any, letter: str) -> bool:
    if kind is c.LITERAL:
        return ord(letter) == what
    if kind is c.RANGE:
        return bool(what[0] <= ord(letter) <= what[1])
    if kind is c.CATEGORY:
        return re.fullmatch(_CATEGORIES[str(what)], letter) is not None
    return False


_CATEGORIES: Final = {
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
